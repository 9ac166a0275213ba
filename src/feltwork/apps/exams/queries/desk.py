"""What staff see of sittings: how many are where, and one with everything that a decision rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from feltwork.apps.accounts.models import User
from feltwork.apps.exams.models import AnswerSave, Appeal, Attempt, Decision, Examination, Mark, Marking, Question
from feltwork.apps.exams.outcome import Outcome
from feltwork.apps.exams.permissions.sittings import Roles, desk_attempts
from feltwork.apps.exams.queries.attempts import OPEN, with_outcomes
from feltwork.apps.exams.queries.marked import apart_in
from feltwork.apps.exams.queries.results import outcomes_now
from feltwork.apps.exams.queries.shown import shown
from feltwork.apps.exams.showing import Question as Shown

State = Attempt.State
TABS = (State.MARKED, State.MARKING, "open", State.DECIDED)


@dataclass(frozen=True, slots=True)
class Row:
    """One attempt in a list. *outcome*: as counted now, once nothing is left to mark."""

    attempt: Attempt
    decision: Decision | None
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class Given:
    """One question with what was answered, and by whom it was marked how."""

    question: Question
    shown: Shown
    marks: tuple[Mark, ...]
    is_apart: bool
    late: AnswerSave | None

    @property
    def percent(self) -> int | None:
        return None if self.question.share is None else int(self.question.share * 100)


def examinations_for_desk(user: User, roles: Roles) -> list[Examination]:
    """Written ones, each with how many attempts are open, marked, waiting, decided, and appeals not answered."""
    mine = desk_attempts(user, roles).values("pk")
    inside = Q(sittings__in=mine)
    rows = Examination.objects.filter(kind=Examination.Kind.WRITTEN).select_related("programme", "level")
    return list(
        rows.annotate(
            n_open=_count(inside, Q(sittings__state__in=OPEN)),
            n_marking=_count(inside, Q(sittings__state=State.MARKING)),
            n_marked=_count(inside, Q(sittings__state=State.MARKED)),
            n_decided=_count(inside, Q(sittings__state=State.DECIDED)),
        ).order_by("name", "pk")
    )


def waiting_appeals(user: User, roles: Roles) -> list[Appeal]:
    rows = Appeal.objects.filter(answer="", decision__attempt__in=desk_attempts(user, roles))
    about = ("decision__attempt__enrolment__student", "decision__attempt__examination", "decision__attempt__school")
    return list(rows.select_related(*about).order_by("at"))


def rows_of(examination: Examination, tab: str, user: User, roles: Roles) -> list[Row]:
    """Attempts of *examination* in one of TABS, oldest first; three queries."""
    states = list(OPEN) if tab == "open" else [tab]
    found = desk_attempts(user, roles).filter(examination=examination, state__in=states)
    attempts = with_outcomes(found.order_by("handed_in_at", "started_at", "pk"))
    counted: Mapping[int, Outcome] = outcomes_now(attempts) if tab in {State.MARKED, State.DECIDED} else {}
    return [Row(one, one.decision, counted.get(one.pk)) for one in attempts]  # type: ignore[attr-defined]


def given_in(attempt: Attempt) -> list[Given]:
    """Every question with its answer and its key; marks only of markings that are done, so that nobody is swayed."""
    rows = attempt.questions.select_related("item_version__item").order_by("number")
    marks: dict[int, list[Mark]] = {}
    done = Mark.objects.filter(marking__attempt=attempt, marking__done_at__isnull=False, marking__turn__gt=0)
    sealed = attempt.state == State.MARKING
    for mark in () if sealed else done.select_related("marking__marker").order_by("marking__turn", "marking__place"):
        marks.setdefault(mark.question_id, []).append(mark)
    apart = set() if sealed else apart_in(attempt, _last_turn(attempt))
    late = {one.question_id: one for one in late_in(attempt)}
    return [
        Given(
            one, shown(attempt, one, fixed=True, with_key=True), tuple(marks.get(one.pk, ())), one.pk in apart,
            late.get(one.pk),
        )
        for one in rows
    ]  # fmt: skip


def late_in(attempt: Attempt) -> Sequence[AnswerSave]:
    """The latest of each question that came after the end and is not the answer that holds."""
    rows = AnswerSave.objects.filter(question__attempt=attempt, is_late=True).select_related("question")
    latest = {one.question_id: one for one in rows.order_by("at", "pk")}
    return [one for one in latest.values() if one.question.answer != one.answer]


def markings_of(attempt: Attempt) -> Sequence[Marking]:
    """Who reads it, in their order; those who gave their seat back are left out."""
    return list(attempt.markings.filter(turn__gt=0).select_related("marker").order_by("turn", "place"))


def is_short_of_markers(attempt: Attempt) -> bool:
    """It waits for marks, and a seat is empty."""
    seats = attempt.markings.filter(turn=_last_turn(attempt), place__lte=2).count()
    return attempt.state == State.MARKING and seats < 2


def _count(*conditions: Q) -> Count:
    found = Q()
    for one in conditions:
        found &= one
    return Count("sittings", filter=found, distinct=True)


def _last_turn(attempt: Attempt) -> int:
    return 1 + attempt.decisions.filter(appeal__answer="again").count()
