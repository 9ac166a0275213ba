"""What is true of a student's place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Min, QuerySet

from feltwork.apps.schools.models import Attendance, Enrolment, EnrolmentEvent, RecognisedCredit, TrainingDay

TRAINED = (Attendance.State.ATTENDED, Attendance.State.RECORDING, Attendance.State.MADE_UP)


@dataclass(frozen=True, slots=True)
class Hold:
    """Why the certificate is held back; `code` is the word it is released by."""

    code: str
    reason: str
    on: date


@dataclass(frozen=True, slots=True)
class TrainedDay:
    """A training day as one student takes it. `state` is empty as long as nobody has marked it."""

    uuid: UUID
    on: date
    mode: str  # the student's own where it differs from the day's
    seconds: int
    module: str
    module_title: str
    level: str
    state: str
    made_up_on: date | None
    note: str


def holds(enrolment: Enrolment) -> list[Hold]:
    """Holds not yet released, oldest first."""
    kinds = (EnrolmentEvent.Kind.HELD, EnrolmentEvent.Kind.RELEASED)
    events = EnrolmentEvent.objects.filter(enrolment=enrolment, kind__in=kinds).order_by("at", "pk")
    return open_holds(events)


def open_holds(events: Iterable[EnrolmentEvent]) -> list[Hold]:
    """The holds that remain open after *events*, which are in order and may be of any kind."""
    found: dict[str, Hold] = {}
    for event in events:
        code = str(event.data.get("code", ""))
        if event.kind == EnrolmentEvent.Kind.HELD:
            found[code] = Hold(code, event.reason, event.on)
        elif event.kind == EnrolmentEvent.Kind.RELEASED:
            found.pop(code, None)
    return list(found.values())


def standing_credits() -> QuerySet[RecognisedCredit]:
    """Recognised credit that holds: not taken back, and not itself the row that takes another back."""
    rows: QuerySet[RecognisedCredit] = RecognisedCredit.objects.filter(takes_back=None, taken_back_by=None)
    return rows


def credits_of(enrolment: Enrolment) -> list[RecognisedCredit]:
    """What was recognised for a student and holds, by date; one query."""
    return list(standing_credits().filter(enrolment=enrolment).order_by("on", "pk"))


def level_starts(enrolment: Enrolment) -> list[tuple[str, date]]:
    """For each level of the enrolment's cohort that has dates: its code and its first day, planned ones included."""
    days = TrainingDay.objects.filter(module_date__cohort_id=enrolment.cohort_id)
    rows = days.values("module_date__module__level__code", "module_date__module__level__position")
    starts = rows.annotate(first=Min("on")).order_by("module_date__module__level__position")
    return [(row["module_date__module__level__code"], row["first"]) for row in starts]


def training_days(enrolment: Enrolment) -> list[TrainedDay]:
    """The days of the enrolment's cohort, and days of other cohorts that are marked for this student, in order."""
    marks = {mark.day_id: mark for mark in Attendance.objects.filter(enrolment=enrolment)}
    own = TrainingDay.objects.filter(module_date__cohort_id=enrolment.cohort_id)
    days = (own | TrainingDay.objects.filter(pk__in=marks)).select_related("module_date__module__level")
    return [_trained(day, marks.get(day.pk)) for day in days.order_by("on", "pk")]


def _trained(day: TrainingDay, mark: Attendance | None) -> TrainedDay:
    module = day.module_date.module
    return TrainedDay(
        uuid=day.uuid,
        on=day.on,
        mode=mark.mode if mark and mark.mode else day.mode,
        seconds=day.seconds,
        module=module.code,
        module_title=module.name,
        level=module.level.code,
        state=mark.state if mark else "",
        made_up_on=mark.made_up_on if mark else None,
        note=mark.note if mark else "",
    )


def has_begun(enrolment: Enrolment, today: date) -> bool:
    """Whether any of this student's training has begun: a day was taken, or the first day came without a pause."""
    if Attendance.objects.filter(enrolment=enrolment, state__in=TRAINED).exists():
        return True
    if today < enrolment.anchor_on:
        return False
    if enrolment.state != Enrolment.State.DEFERRED:
        return True
    paused = EnrolmentEvent.objects.filter(enrolment=enrolment, kind=EnrolmentEvent.Kind.DEFERRED).latest("at", "pk")
    return paused.on >= enrolment.anchor_on
