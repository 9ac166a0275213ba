"""Seminars in lists and one by one, with their meetings and how many places are taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from feltwork.apps.accounts.models import User
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.seminars.models import Meeting, Seat, Seminar, Visitor
from feltwork.apps.seminars.models.seats import OPEN, TAKES_A_PLACE
from feltwork.apps.seminars.models.visitors import VISITOR_TAKES_A_PLACE

HOLDS_A_PLACE = ("active", "deferred", "completed")


@dataclass(frozen=True, slots=True)
class When:
    """A meeting on a page. The times have no zone, so that templates show them as they are: on the clock of the
    seminar's zone, and on the reader's."""

    row: Meeting
    starts: datetime
    ends: datetime
    here: datetime
    zone: str

    @property
    def is_elsewhere(self) -> bool:
        """Whether the seminar's clock shows another time than the reader's."""
        return self.here != self.starts

    @property
    def zone_words(self) -> str:
        """The place whose clocks are meant: "Europe/London" is London."""
        return self.zone.rsplit("/", 1)[-1].replace("_", " ")


def when(meeting: Meeting, zone: str) -> When:
    there, here = ZoneInfo(zone), timezone.get_current_timezone()
    starts, ends = (one.astimezone(there).replace(tzinfo=None) for one in (meeting.starts_at, meeting.ends_at))
    return When(meeting, starts, ends, meeting.starts_at.astimezone(here).replace(tzinfo=None), zone)


def meetings_of(seminar: Seminar, *, with_cancelled: bool = False) -> list[Meeting]:
    """In order of time; those that were called off only if asked for."""
    rows = Meeting.objects.filter(seminar=seminar).select_related("day").order_by("starts_at", "pk")
    return list(rows if with_cancelled else rows.filter(cancelled_at=None))


def taken(seminar: Seminar) -> int:
    """Places that are given or offered; of a module those of guests."""
    visitors = Visitor.objects.filter(seminar=seminar, state__in=VISITOR_TAKES_A_PLACE).count()
    return Seat.objects.filter(seminar=seminar, state__in=TAKES_A_PLACE).count() + visitors


def people_expected(seminar: Seminar) -> int:
    """How many people come: whoever has a place, and of a module the cohort, too."""
    number = Seat.objects.filter(seminar=seminar, state=Seat.State.SEATED).count()
    number += Visitor.objects.filter(seminar=seminar, state=Visitor.State.COMING).count()
    if seminar.module_date is not None:
        number += Enrolment.objects.filter(cohort=seminar.module_date.cohort_id, state="active").count()
    return number


def own_seats(user: User, seminar: Seminar | None = None) -> QuerySet[Seat]:
    """Open seats of one's own."""
    rows: QuerySet[Seat] = Seat.objects.filter(enrolment__student=user, state__in=OPEN)
    return rows if seminar is None else rows.filter(seminar=seminar)


def rows(seminars: QuerySet[Seminar], user: User, at: datetime) -> list[dict[str, Any]]:
    """A row for each: what it is, its first, next and last meeting, places and the reader's own seat; one query.

    What is still to come stands first, the nearest before the others; then what has no dates; then what is over, the
    latest first. `is_over` tells them apart.
    """
    held = Meeting.objects.filter(seminar=OuterRef("pk"), cancelled_at=None).order_by("starts_at")
    ahead = held.filter(ends_at__gte=at)
    mine = Seat.objects.filter(seminar=OuterRef("pk"), enrolment__student=user, state__in=OPEN)
    found = seminars.annotate(
        number=_count(Meeting.objects.filter(seminar=OuterRef("pk"), cancelled_at=None)),
        first_at=Subquery(held.values("starts_at")[:1]),
        next_at=Subquery(ahead.values("starts_at")[:1]),
        next_mode=Subquery(ahead.values("mode")[:1]),
        next_room=Subquery(ahead.values("room")[:1]),
        last_at=Subquery(held.order_by("-ends_at").values("ends_at")[:1]),
        taken=_count(Seat.objects.filter(seminar=OuterRef("pk"), state__in=TAKES_A_PLACE))
        + _count(Visitor.objects.filter(seminar=OuterRef("pk"), state__in=VISITOR_TAKES_A_PLACE)),
        waiting=_count(Seat.objects.filter(seminar=OuterRef("pk"), state=Seat.State.WAITING)),
        people=_count(
            Enrolment.objects.filter(
                cohort__module_dates=OuterRef("module_date"), state__in=HOLDS_A_PLACE
            )
        ),
        mine=Subquery(mine.values("state")[:1]),
        answer_by=Subquery(mine.values("answer_by")[:1]),
    )  # fmt: skip
    fields = (
        "uuid", "kind", "title", "state", "zone", "capacity", "number", "first_at", "next_at", "next_mode", "next_room",
        "last_at", "taken", "waiting", "people", "mine", "answer_by", "sign_up_until", "cohort__name", "cohort_id",
        "programme__name", "module_date__cohort__name",
    )  # fmt: skip
    listed = [_row(row, at) for row in found.values(*fields)]
    coming = sorted((row for row in listed if row["next"]), key=lambda row: row["next"])
    unplanned = [row for row in listed if row["last"] is None]
    over = sorted((row for row in listed if row["is_over"]), key=lambda row: row["last"], reverse=True)
    return [*coming, *unplanned, *over]


def _row(row: dict[str, Any], at: datetime) -> dict[str, Any]:
    zone = ZoneInfo(row["zone"])
    for name in ("first", "next", "last"):
        moment = row.pop(f"{name}_at")
        row[name] = moment.astimezone(zone).replace(tzinfo=None) if moment else None
    row["is_over"] = row["last"] is not None and row["next"] is None
    row["is_module"] = row["kind"] == Seminar.Kind.MODULE
    row["kind_words"] = Seminar.Kind(row["kind"]).label
    free = None if row["capacity"] is None else max(0, row["capacity"] - row["taken"])
    # a place that became free is the first one's who waits
    row["free"] = 0 if row["waiting"] else free
    return row


def _count(queryset: QuerySet[Any]) -> Coalesce:
    return Coalesce(
        Subquery(queryset.order_by().values("school").annotate(n=Count("pk")).values("n")[:1]),
        0,
        output_field=IntegerField(),
    )


def may_come(seminar: Seminar, enrolments: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Those of *enrolments* for whom it is; of a module: guests, for whom other cohorts of the programme count."""
    if seminar.programme_id:
        enrolments = enrolments.filter(cohort__programme=seminar.programme_id)
    if seminar.cohort_id:
        own = Q(cohort=seminar.cohort_id)
        enrolments = enrolments.exclude(own) if seminar.is_module else enrolments.filter(own)
    return enrolments
