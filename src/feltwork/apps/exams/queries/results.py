"""What a written attempt came to, for the person who decides and for the candidate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from feltwork.apps.exams.models import Attempt, Decision, Examination, Question, Topic
from feltwork.apps.exams.outcome import Outcome, Scored, Sum, outcome_of
from feltwork.apps.exams.queries.shown import shown
from feltwork.apps.exams.showing import Question as Shown
from feltwork.core.exams import is_answered

CLOSE = Fraction(1, 10)  # so near to the cut that words say neither well nor badly
THIN = 5  # fewer questions say little about a topic


@dataclass(frozen=True, slots=True)
class TopicLine:
    """How a topic went. *word*: "strong", "fair", "weak"; with few questions it says little, *is_thin*."""

    name: str
    got: Fraction
    points: Fraction
    percent: int
    word: str
    count: int
    is_thin: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """A question of a result, with its key: only where the examination shows that. *words*: of those who marked it."""

    question: Question
    shown: Shown
    percent: int
    is_answered: bool
    words: tuple[str, ...]


def outcome_now(attempt: Attempt) -> Outcome:
    """From what every answer is worth; what is not marked yet counts as nothing."""
    return outcomes_now([attempt])[attempt.pk]


def outcomes_now(attempts: Iterable[Attempt]) -> Mapping[int, Outcome]:
    """The same for many, in one query."""
    rows = list(attempts)
    found: dict[int, list[Scored]] = {one.pk: [] for one in rows}
    values = Question.objects.filter(attempt__in=rows).select_related("item_version").order_by("number")
    for one in values:
        found[one.attempt_id].append(Scored(one.part, one.topic, _points(one), _share(one)))
    return {one.pk: _outcome(one, found[one.pk]) for one in rows}


def outcome_in(decision: Decision) -> Outcome:
    """As it was when it was decided."""
    return Outcome.of(decision.figures)


def topic_lines(outcome: Outcome) -> list[TopicLine]:
    """Topics in the order of the school's list, each against the cut."""
    by_name = {one.name: one for one in outcome.topics}
    return [_line(by_name[name], str(label), outcome.cut) for name, label in Topic.choices if name in by_name]


def explained(attempt: Attempt) -> list[Explained]:
    """Every question with its key and explanation, where the examination shows answers; else nothing."""
    if attempt.examination.shows != Examination.Shows.ANSWERS:
        return []
    rows = attempt.questions.select_related("item_version__item").prefetch_related("marks__marking")
    return [_explained(attempt, one) for one in rows]


def share_of(percent: Any) -> Fraction:
    """70 is 7/10."""
    return Fraction(str(percent)) / 100


def percent_of(share: Fraction) -> int:
    """Whole, and never rounded up over a cut."""
    return int(share * 100)


def _outcome(attempt: Attempt, scored: Sequence[Scored]) -> Outcome:
    terms = attempt.examination
    cut, part_cut = share_of(terms.cut_percent), share_of(terms.part_cut_percent)
    return outcome_of(scored, attempt.form["parts"], cut=cut, part_cut=part_cut)


def _points(question: Question) -> Fraction:
    return Fraction(str(question.item_version.data.get("points", 1)))


def _share(question: Question) -> Fraction:
    share: Any = question.share  # a FractionField
    return Fraction(0) if share is None else share


def _line(one: Sum, label: str, cut: Fraction) -> TopicLine:
    word = "strong" if one.share >= cut + CLOSE else "weak" if one.share < cut - CLOSE else "fair"
    return TopicLine(label, one.got, one.points, percent_of(one.share), word, one.count, one.count < THIN)


def _explained(attempt: Attempt, one: Question) -> Explained:
    words = tuple(mark.words for mark in one.marks.all() if mark.words and mark.marking.done_at and mark.marking.turn)
    drawn = shown(attempt, one, fixed=True, with_key=True)
    return Explained(one, drawn, percent_of(_share(one)), is_answered(one.answer), words)
