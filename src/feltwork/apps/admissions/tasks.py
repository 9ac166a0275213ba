"""What runs by itself: reminders of conditions."""

from __future__ import annotations

from datetime import datetime

from django_scopes import scope

from feltwork.apps.admissions.actions import remind_conditions
from feltwork.apps.jobs.schedule import every
from feltwork.apps.schools.models import School


@every("admissions.remind_conditions", minutes=6 * 60)
def remind(at: datetime) -> None:
    """School by school, each in its own scope and transaction."""
    for school in School.objects.order_by("pk"):
        with scope(school=school):
            remind_conditions(school=school, at=at)
