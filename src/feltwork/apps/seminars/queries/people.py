"""Who has a place, who waits, and who was there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from feltwork.apps.accounts.models import User
from feltwork.apps.schools.models import Attendance, Enrolment
from feltwork.apps.schools.queries import TRAINED
from feltwork.apps.seminars.models import CheckIn, MakeUp, Mark, Meeting, Seat, Seminar
from feltwork.apps.seminars.models.seats import OPEN

MAY_BE_MARKED = (Enrolment.State.ACTIVE, Enrolment.State.DEFERRED)
THERE = frozenset(state.value for state in TRAINED)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the list of one meeting; `state` is empty as long as nobody has marked it."""

    enrolment_id: int
    uuid: UUID  # of the enrolment
    name: str
    cohort: str
    is_guest: bool
    is_paused: bool
    state: str
    made_up_on: date | None
    checked_in_at: datetime | None
    make_up: MakeUp | None

    @property
    def is_missing(self) -> bool:
        """Not there, and nothing stands in for it."""
        return self.state in {Attendance.State.MISSED, Attendance.State.EXCUSED}


def seats_of(seminar: Seminar) -> list[Seat]:
    """Open seats with the people, in the order in which they asked; one query."""
    rows = Seat.objects.filter(seminar=seminar, state__in=OPEN).select_related(
        "enrolment__student", "enrolment__cohort"
    )
    return list(rows.order_by("asked_at", "pk"))


def places_on_list(meeting: Meeting) -> Any:
    """Enrolments that belong on the list of a meeting: whoever has a place, the cohort of a module, and whoever is
    marked already."""
    seated = Seat.objects.filter(seminar=meeting.seminar_id, state=Seat.State.SEATED).values("enrolment")
    rows = Enrolment.objects.filter(pk__in=seated)
    if meeting.day is not None:
        cohort = Enrolment.objects.filter(cohort=meeting.day.module_date.cohort_id, state__in=MAY_BE_MARKED)
        marked = Attendance.objects.filter(day=meeting.day_id).values("enrolment")
        return rows | cohort | Enrolment.objects.filter(pk__in=marked)
    return rows | Enrolment.objects.filter(pk__in=Mark.objects.filter(meeting=meeting).values("enrolment"))


def people_of(meeting: Meeting) -> list[Person]:
    """Everybody on the list, by name; four queries."""
    places = places_on_list(meeting).select_related("student", "cohort").order_by("student__name", "pk").distinct()
    marks = marks_of(meeting)
    check_ins = dict(CheckIn.objects.filter(meeting=meeting).values_list("enrolment", "at"))
    make_ups = {
        row.enrolment_id: row for row in MakeUp.objects.filter(meeting=meeting).exclude(state=MakeUp.State.DROPPED)
    }
    own = meeting.day.module_date.cohort_id if meeting.day is not None else None
    return [
        _person(place, marks.get(place.pk), check_ins.get(place.pk), make_ups.get(place.pk), own) for place in places
    ]


def _person(
    place: Enrolment,
    mark: Mark | Attendance | None,
    checked_in: datetime | None,
    make_up: MakeUp | None,
    own: int | None,
) -> Person:
    return Person(
        enrolment_id=place.pk,
        uuid=place.uuid,
        name=place.student.name or place.student.email,
        cohort=place.cohort.name,
        is_guest=own is not None and place.cohort_id != own,
        is_paused=place.state == Enrolment.State.DEFERRED,
        state=mark.state if mark else "",
        made_up_on=mark.made_up_on if mark else None,
        checked_in_at=checked_in,
        make_up=make_up,
    )


def marks_of(meeting: Meeting) -> dict[int, Mark | Attendance]:
    """By enrolment: the training day's attendance where it is one, else our own."""
    if meeting.day_id:
        return {mark.enrolment_id: mark for mark in Attendance.objects.filter(day=meeting.day_id)}
    return {mark.enrolment_id: mark for mark in Mark.objects.filter(meeting=meeting)}


def marked_meetings(meetings: Iterable[Meeting], enrolments: Iterable[int]) -> dict[tuple[int, int], str]:
    """(meeting, enrolment) → state, for many at once; two queries."""
    meetings, wanted = list(meetings), list(enrolments)
    by_day = {one.day_id: one.pk for one in meetings if one.day_id}
    rows: dict[tuple[int, int], str] = {}
    own = Mark.objects.filter(meeting__in=[one.pk for one in meetings if not one.day_id], enrolment__in=wanted)
    for meeting, enrolment, state in own.values_list("meeting", "enrolment", "state"):
        rows[meeting, enrolment] = state
    days = Attendance.objects.filter(day__in=by_day, enrolment__in=wanted)
    for day, enrolment, state in days.values_list("day", "enrolment", "state"):
        rows[by_day[day], enrolment] = state
    return rows


def place_at(meeting: Meeting, user: User) -> Enrolment | None:
    """The reader's own place on the list of a meeting; None where they are not expected."""
    rows = places_on_list(meeting).filter(student=user, state__in=MAY_BE_MARKED)
    found: Enrolment | None = rows.select_related("student", "cohort", "school").order_by("-pk").distinct().first()
    return found
