"""What those who keep the bank and those who judge are told. Never a question, never a number."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from feltwork.apps.exams.models import Standard
from feltwork.apps.notices.actions import tell

SUBJECT = _("You are asked to judge questions")
BODIES = {
    1: _(
        "You are one of those who set the cut of an examination. Please say for each question how many of a hundred "
        "candidates who only just deserve to pass would answer it rightly. You do this alone; later you see the others."
    ),
    2: _(
        "All judges have handed in the first round. Please look at the numbers of all, and change yours where you like."
    ),
}


def tell_judges(standard: Standard, number: int, at: datetime) -> None:
    """Ask every judge to begin round *number*."""
    url = reverse("exams:judge", args=[standard.school.slug, standard.uuid])
    for judge in standard.judges.select_related("user"):
        tell(
            to=judge.user,
            school=standard.school,
            code="exams.judge",
            key=f"exams.judge-{judge.uuid}-{number}",
            subject=SUBJECT,
            body=BODIES[number],
            url=url,
            at=at,
        )
