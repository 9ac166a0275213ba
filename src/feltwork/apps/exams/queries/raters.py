"""People who are appointed to rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from feltwork.apps.accounts.models import Membership, User
from feltwork.apps.exams.models import Examination, Rater, RaterRelation, Rating
from feltwork.apps.exams.permissions.practical import RATERS
from feltwork.apps.exams.queries.training import calibrated


@dataclass(frozen=True, slots=True)
class RaterRow:
    """A rater in the list. `waiting`: sheets not handed in yet; `done`: handed in, ever."""

    rater: Rater
    is_calibrated: bool
    waiting: int
    done: int


def appointed_users(examination: Examination) -> list[User]:
    """Everybody who rates for it now, by name."""
    rows = Rater.objects.filter(examination=examination, until=None).select_related("user")
    return sorted((row.user for row in rows), key=lambda user: str(user).casefold())


def rater_rows(at: datetime) -> list[RaterRow]:
    """All appointed raters of the school, by examination and name; three queries."""
    rows = list(
        Rater.objects.filter(until=None)
        .select_related("user", "examination")
        .order_by("examination__name", "examination_id", "user__name", "pk")
    )
    people = [row.user_id for row in rows]
    known = calibrated(people, at)
    sheets = Rating.objects.filter(rater__in=people, excused_at=None).values("rater", "practical__examination")
    counts = {
        (one["rater"], one["practical__examination"]): one
        for one in sheets.annotate(
            waiting=Count("pk", filter=Q(submitted_at=None)), done=Count("pk", filter=Q(submitted_at__isnull=False))
        )
    }
    found = []
    for row in rows:
        count = counts.get((row.user_id, row.examination_id), {"waiting": 0, "done": 0})
        found.append(RaterRow(row, row.user_id in known, count["waiting"], count["done"]))
    return found


def may_be_appointed(school: object) -> QuerySet[User]:
    """Faculty and providers."""
    held = Membership.objects.filter(school=school, role__in=RATERS, until=None)  # type: ignore[misc]  # a School
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name", "pk")


def relations() -> Sequence[RaterRelation]:
    """What people said, the newest first."""
    rows = RaterRelation.objects.filter(ended_at=None).select_related("rater", "candidate", "said_by")
    return rows.order_by("-at", "-pk")
