"""What people are told. Subjects name neither the course nor what it is about."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from feltwork.apps.learning.models import Completion
from feltwork.apps.learning.words import course_text
from feltwork.apps.notices.actions import tell


def tell_completed(row: Completion, at: datetime) -> None:
    """A course counts as completed that the person did not just complete on its own pages."""
    body = _("“%(course)s” counts as completed, as of %(on)s.")
    _tell(row, "learning.completed", _("Your coursework: something was entered"), body, at)


def tell_undone(row: Completion, at: datetime) -> None:
    body = _("That “%(course)s” was completed on %(on)s does not count any more. The page of the course says why.")
    _tell(row, "learning.undone", _("Your coursework: something was taken back"), body, at)


def _tell(row: Completion, code: str, subject: Any, body: Any, at: datetime) -> None:
    student = row.enrolment.student
    with translation.override(student.language or row.course.language):
        title = course_text(row.course.texts, row.course.language)["title"]
        words = str(body) % {"course": title, "on": row.on.isoformat()}
    url = reverse("learning:course", kwargs={"school": row.school.slug, "course": row.course.code})
    tell(
        to=student, school=row.school, code=code, key=f"{code}-{row.uuid}", subject=subject, body=words, url=url, at=at
    )
