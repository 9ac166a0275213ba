"""What the examinations do by themselves; registered by being imported."""

from feltwork.apps.exams.tasks import practical as practical
from feltwork.apps.exams.tasks import sittings as sittings
