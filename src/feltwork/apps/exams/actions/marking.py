"""Marking short answers: by two who cannot see each other, and by a third where they are apart.

Apart are two marks that differ by more than a quarter of what the answer is worth. Where a third has read it, the
middle one of the three counts; where two agree, their mean.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.exams.actions.waiting import count_waiting
from feltwork.apps.exams.models import Attempt, Mark, Marker, Marking, Question
from feltwork.apps.exams.notices.sittings import tell_deciders, tell_marker, tell_no_markers
from feltwork.apps.exams.queries.marked import SEATS, WHOLE, apart_in, shares_of, to_mark
from feltwork.apps.exams.queries.ties import signers_for, trainers_of
from feltwork.core.exams import Item, agreed_mark


class MarkRefused(ValidationError):
    """A mark that cannot be: a code "done", "unknown", "points", "missing" (not all are marked yet)."""

    def __init__(self, code: str) -> None:
        super().__init__(_("This mark cannot be kept."), code=code)


@transaction.atomic
def assign_markers(*, attempt: Attempt, at: datetime) -> list[Marking]:
    """Fill the empty seats of this turn by lot. One of two may train the candidate's group, never both; whoever signed
    for the candidate marks only where nobody else can. Where somebody is missing, staff are told."""
    turn = _turn(attempt)
    taken = list(attempt.markings.filter(turn=turn))
    wanted = [place for place in range(1, SEATS + 1) if place not in {one.place for one in taken}]
    made: list[Marking] = []
    for place in wanted:
        marker = _drawn(attempt, [*taken, *made])
        if marker is None:
            tell_no_markers(attempt, at)
            break
        made.append(_seat(attempt, marker, turn, place, at))
    return made


@transaction.atomic
def save_mark(
    *, marking: Marking, question: Question, points: Mapping[str, Fraction], words: str, by: User, at: datetime
) -> Mark:
    """Give *question* points by its criteria; again until the marking is done. Raises `MarkRefused`."""
    row = _held(marking, by)
    if question.pk not in {one.pk for one in to_mark(row)}:
        raise MarkRefused("unknown")
    item = Item.from_data(question.item_version.data)
    most = {one.id: one.points for one in item.criteria}
    if set(points) != set(most) or any(not 0 <= points[code] <= most[code] for code in most):
        raise MarkRefused("points")
    share = sum(points.values(), Fraction(0)) / sum(most.values(), Fraction(0))
    given: dict[str, Any] = {"share": share, "words": words, "at": at}
    given["points"] = {code: str(one) for code, one in points.items()}
    mark, _is_new = Mark.objects.update_or_create(school=row.school, marking=row, question=question, defaults=given)
    return mark


@transaction.atomic
def finish_marking(*, marking: Marking, by: User, at: datetime) -> Marking:
    """The marks stand from now on, and are compared once both are done. Raises `MarkRefused` while some are missing."""
    row = _held(marking, by)
    attempt = _locked(row.attempt_id)
    wanted = {one.pk for one in to_mark(row)}
    if wanted - set(row.marks.values_list("question", flat=True)):
        raise MarkRefused("missing")
    row.done_at = at
    row.save(update_fields=["done_at"])
    record("exams.mark", by=by, at=at, subject=row, facts={"place": row.place, "turn": row.turn})
    _compare(attempt, at)
    count_waiting(examination=attempt.examination, at=at)
    return row


@transaction.atomic
def pass_on(*, marking: Marking, by: User, at: datetime) -> None:
    """Give the seat back: somebody who knows whose answers they are, or has no time. Another is drawn."""
    row = _held(marking, by)
    attempt = _locked(row.attempt_id)
    record("exams.pass_on_marking", by=by, at=at, subject=row)
    Mark.objects.filter(marking=row).delete()
    # the row stays, out of every turn: whoever gave it back is not drawn again
    row.turn, row.place, row.done_at = 0, _free_place(attempt), at
    row.save(update_fields=["turn", "place", "done_at"])
    if _is_third(attempt):
        _seat_third(attempt, at)
    else:
        assign_markers(attempt=attempt, at=at)


def _compare(attempt: Attempt, at: datetime) -> None:
    """Once two are done: to a third, or on to the decision."""
    turn = _turn(attempt)
    seats = list(attempt.markings.filter(turn=turn))
    if len([one for one in seats if one.place <= SEATS and one.done_at]) < SEATS:
        return
    apart = apart_in(attempt, turn)
    third = next((one for one in seats if one.place > SEATS), None)
    if apart and third is None:
        _seat_third(attempt, at)
        return
    if third is not None and third.done_at is None:
        return
    _settle(attempt, turn)
    attempt.state = Attempt.State.MARKED
    attempt.save(update_fields=["state"])
    tell_deciders(attempt, at)


def _settle(attempt: Attempt, turn: int) -> None:
    """What each short answer is worth now."""
    shares = shares_of(attempt, turn)
    rows = list(Question.objects.filter(pk__in=shares))
    for row in rows:
        row.share = agreed_mark(list(shares[row.pk].values()), of=WHOLE)
    Question.objects.bulk_update(rows, ["share"])


def _drawn(attempt: Attempt, beside: Sequence[Marking]) -> User | None:
    """By lot from a seed that can be looked up; None where nobody is left."""
    trainers, signers = trainers_of(attempt.enrolment.cohort), signers_for(attempt.enrolment)
    known = set(attempt.markings.values_list("marker", flat=True)) | {one.marker_id for one in beside}
    has_trainer = any(one.marker_id in trainers for one in beside)
    rows = Marker.objects.filter(examination=attempt.examination_id, until=None, user__is_active=True)
    free = [row.user for row in rows.select_related("user").order_by("user__uuid")]
    free = [one for one in free if one.pk not in known and one.pk != attempt.candidate_id]
    free = [one for one in free if not (has_trainer and one.pk in trainers)]
    chance = random.Random(f"{attempt.seed} {len(known)}")  # noqa: S311 a lot that anybody can draw again
    chance.shuffle(free)
    free.sort(key=lambda one: (one.pk in signers) + (one.pk in trainers))
    return free[0] if free else None


def _seat(attempt: Attempt, marker: User, turn: int, place: int, at: datetime) -> Marking:
    row = Marking.objects.create(
        school=attempt.school, attempt=attempt, marker=marker, turn=turn, place=place, assigned_at=at
    )
    transaction.on_commit(partial(tell_marker, row, at))
    return row


def _seat_third(attempt: Attempt, at: datetime) -> None:
    turn = _turn(attempt)
    marker = _drawn(attempt, list(attempt.markings.filter(turn=turn)))
    if marker is None:
        tell_no_markers(attempt, at)
        return
    _seat(attempt, marker, turn, SEATS + 1, at)


def _is_third(attempt: Attempt) -> bool:
    seats = attempt.markings.filter(turn=_turn(attempt), place__lte=SEATS, done_at__isnull=False)
    return seats.count() == SEATS


def _turn(attempt: Attempt) -> int:
    """The first, or one more for each appeal that was answered with marking again."""
    return 1 + attempt.decisions.filter(appeal__answer="again").count()


def _free_place(attempt: Attempt) -> int:
    return 1 + attempt.markings.filter(turn=0).count()


def _held(marking: Marking, by: User) -> Marking:
    rows = Marking.objects.select_for_update(of=("self",)).select_related("attempt", "school")
    row = rows.get(pk=marking.pk, marker=by)
    if row.done_at is not None:
        raise MarkRefused("done")
    return row


def _locked(pk: int) -> Attempt:
    rows = Attempt.objects.select_for_update(of=("self",)).select_related("examination", "school", "enrolment__cohort")
    return rows.get(pk=pk)
