"""One training day and who was there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from feltwork.apps.schools.models import Attendance, Enrolment, TrainingDay


@dataclass(frozen=True, slots=True)
class Present:
    """A student on the list of one day; `state` is empty as long as nobody has marked it."""

    uuid: UUID  # of the enrolment
    name: str
    is_paused: bool
    state: str
    mode: str
    made_up_on: date | None
    note: str


def attendance_of(day: TrainingDay) -> list[Present]:
    """Everybody with an open place in the day's cohort, and whoever is marked and may still be; two queries."""
    marks = {mark.enrolment_id: mark for mark in Attendance.objects.filter(day=day)}
    may_be_marked = Q(state__in=(Enrolment.State.ACTIVE, Enrolment.State.DEFERRED))
    on_list = Q(cohort=day.module_date.cohort_id) | Q(pk__in=marks)
    people = Enrolment.objects.filter(may_be_marked & on_list).order_by("student__name", "pk")
    rows: Any = people.values("pk", "uuid", "student__name", "student__email", "state")
    return [_present(row, marks.get(row["pk"])) for row in rows]


def neighbours(day: TrainingDay) -> tuple[list[dict[str, Any]], TrainingDay | None]:
    """The days of the day's module (uuid, on), in order, and the cohort's next day after it; two queries."""
    siblings: Any = TrainingDay.objects.filter(module_date=day.module_date_id).order_by("on").values("uuid", "on")
    later = TrainingDay.objects.filter(module_date__cohort=day.module_date.cohort_id, on__gt=day.on)
    return list(siblings), later.order_by("on").first()


def _present(row: dict[str, Any], mark: Attendance | None) -> Present:
    return Present(
        uuid=row["uuid"],
        name=row["student__name"] or row["student__email"],
        is_paused=row["state"] == Enrolment.State.DEFERRED,
        state=mark.state if mark else "",
        mode=mark.mode if mark else "",
        made_up_on=mark.made_up_on if mark else None,
        note=mark.note if mark else "",
    )
