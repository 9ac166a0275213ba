"""What of the examinations waits for people, and since when; one moment for each thing that waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max, Prefetch, Q, QuerySet

from feltwork.apps.exams.models import (
    Appeal,
    Attempt,
    Decision,
    Examination,
    ItemVersion,
    Practical,
    PracticalAppeal,
    Rating,
)
from feltwork.apps.exams.queries.marked import SEATS
from feltwork.apps.schools.models import WorkItem

Kind = WorkItem.Kind
OF_AN_EXAMINATION = (Kind.MARKING, Kind.THIRD, Kind.RESULT)
KINDS = (Kind.REVIEW, *OF_AN_EXAMINATION, Kind.APPEAL)
FIRST_SEATS = (1, 2)


def to_read() -> list[datetime]:
    """Versions that wait for a reader, in the school whose scope is open: since the last word about each."""
    rows = ItemVersion.objects.filter(state=ItemVersion.State.REVIEW, item__retired_at=None)
    found = rows.annotate(read_at=Max("reviews__at")).values_list("written_at", "read_at")
    return [read_at or written_at for written_at, read_at in found]


def waiting_of(examination: Examination) -> Mapping[str, list[datetime]]:
    """kind of work → since when each attempt waits for it; kinds without any are there, too."""
    found: dict[str, list[datetime]] = {kind: [] for kind in OF_AN_EXAMINATION}
    if examination.kind == Examination.Kind.WRITTEN:
        waits = map(_attempt, _attempts(examination))
    else:
        waits = map(_practical, _practicals(examination))
    for kind, since in (one for one in waits if one is not None):
        found[kind].append(since)
    return found


def examinations_waiting() -> QuerySet[Examination]:
    """Those of the school of the scope in which something waits, or stands on the list of work."""
    listed = WorkItem.objects.filter(kind__in=OF_AN_EXAMINATION, closed_at=None)
    written = Q(sittings__state__in=(Attempt.State.MARKING, Attempt.State.MARKED))
    practical = Q(practicals__state__in=(Practical.State.RATING, Practical.State.DECIDING))
    listed_ones = Q(uuid__in=list(listed.values_list("subject_uuid", flat=True)))
    return Examination.objects.filter(written | practical | listed_ones).select_related("school").distinct()


def open_appeals() -> list[Appeal | PracticalAppeal]:
    """Asked and not answered, in the school of the scope; the oldest first."""
    about = ("school", "decision__attempt__enrolment__student", "decision__attempt__examination")
    written = Appeal.objects.filter(answer="").select_related(*about)
    watched = PracticalAppeal.objects.filter(answer="").select_related(
        "school", "practical__enrolment__student", "practical__examination"
    )
    return sorted([*written, *watched], key=lambda one: (one.at, one.pk))


def _attempts(examination: Examination) -> Iterable[Attempt]:
    rows = Attempt.objects.filter(examination=examination, state__in=(Attempt.State.MARKING, Attempt.State.MARKED))
    decisions = Decision.objects.select_related("appeal").order_by("at", "pk")
    return rows.prefetch_related("markings", Prefetch("decisions", decisions))


def _attempt(row: Attempt) -> tuple[str, datetime] | None:
    again = [at for one in row.decisions.all() if (at := _sent_again(one)) is not None]
    turn = 1 + len(again)
    handed_in = max([row.handed_in_at or row.ends_at, *again])
    seats = {one.place: one.done_at for one in row.markings.all() if one.turn == turn}
    first = [done for place, done in seats.items() if place <= SEATS and done is not None]
    if row.state == Attempt.State.MARKED:
        return Kind.RESULT, max([handed_in, *(done for done in seats.values() if done is not None)])
    if len(first) < SEATS:
        return Kind.MARKING, handed_in
    return Kind.THIRD, max(first)


def _sent_again(decision: Decision) -> datetime | None:
    """When an appeal against it was answered with marking again."""
    asked: Any = getattr(decision, "appeal", None)
    return asked.answered_at if asked is not None and asked.answer == Appeal.Answer.AGAIN else None


def _practicals(examination: Examination) -> Iterable[Practical]:
    rows = Practical.objects.filter(
        examination=examination, state__in=(Practical.State.RATING, Practical.State.DECIDING)
    )
    return rows.prefetch_related(Prefetch("ratings", Rating.objects.filter(excused_at=None)))


def _practical(row: Practical) -> tuple[str, datetime] | None:
    """What raters have is reminded of by itself; a third one, and the result, wait for the school."""
    sheets = {one.seat: one.submitted_at for one in row.ratings.all() if one.round == row.round}
    first = [at for seat in FIRST_SEATS if (at := sheets.get(seat)) is not None]
    if len(first) < len(FIRST_SEATS):
        return None
    if row.state == Practical.State.DECIDING:
        return Kind.RESULT, max(at for at in sheets.values() if at is not None)
    return Kind.THIRD, max(first)
