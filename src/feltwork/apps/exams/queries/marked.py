"""Short answers and what was given for them: what is to be read by whom, and where two are apart."""

from __future__ import annotations

from fractions import Fraction

from feltwork.apps.exams.models import Attempt, Mark, Marking, Question
from feltwork.core.exams import is_answered, marks_apart

WHOLE = Fraction(1)
SEATS = 2


def to_mark(marking: Marking) -> list[Question]:
    """What the marker reads: all short answers that were given, or for the third those on which two are apart."""
    rows = marking.attempt.questions.select_related("item_version").order_by("number")
    short = [one for one in rows if one.item_version.kind == "short" and is_answered(one.answer)]
    if marking.place <= SEATS:
        return short
    apart = apart_in(marking.attempt, marking.turn)
    return [one for one in short if one.pk in apart]


def apart_in(attempt: Attempt, turn: int) -> set[int]:
    """Ids of the questions on which the two of *turn* are apart."""
    shares = shares_of(attempt, turn)
    return {
        question
        for question, by_place in shares.items()
        if {1, 2} <= by_place.keys() and marks_apart(by_place[1], by_place[2], of=WHOLE)
    }


def shares_of(attempt: Attempt, turn: int) -> dict[int, dict[int, Fraction]]:
    """question id → place → share, of markings that are done."""
    found: dict[int, dict[int, Fraction]] = {}
    rows = Mark.objects.filter(marking__attempt=attempt, marking__turn=turn, marking__done_at__isnull=False)
    for mark in rows.select_related("marking"):
        found.setdefault(mark.question_id, {})[mark.marking.place] = mark.share
    return found
