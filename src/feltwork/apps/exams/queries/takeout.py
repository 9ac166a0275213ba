"""What a person takes along of their examinations: what they gave, what it came to, what was decided.

Without what others wrote down for themselves (marks and remarks of single readers, notes of staff), without the keys of
the bank, and without questions that the result does not show: other candidates are asked them, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from django.db.models import Prefetch

from feltwork.apps.exams.models import (
    Admittance,
    Allowance,
    Appeal,
    Attempt,
    Decision,
    Examination,
    Leave,
    Practical,
    PracticalDecision,
    Question,
)
from feltwork.apps.exams.queries.practical_results import explained
from feltwork.apps.exams.queries.results import outcome_in, percent_of, topic_lines
from feltwork.apps.schools.models import Enrolment

CSV_HEAD = ("examination", "attempt", "question", "part", "topic", "answer", "answered at", "points", "of")


def examinations_of(place: Enrolment) -> dict[str, Any]:
    """For programs; dates as they are, amounts exact. Empty lists where there is nothing."""
    return {
        "written": [_attempt(one) for one in _attempts(place)],
        "practical": [_practical(one) for one in _practicals(place)],
        "agreed": [
            _facts(one, "extra_percent", "extra_pause_minutes", "is_plain", "words", "at") for one in _agreed(place)
        ],
        "more_attempts": [{"examination": one.examination.name, "at": one.at} for one in _leaves(place)],
        "let_in": [
            {"examination": one.examination.name, **_facts(one, "is_let_in", "reason", "missing", "at")}
            for one in _rulings(place)
        ],
    }


def answer_rows(told: Mapping[str, Any]) -> Iterator[list[str]]:
    """Every answer as a row of CSV_HEAD, of what `examinations_of` gave."""
    for attempt in told["written"]:
        for one in attempt["questions"]:
            points = one.get("points")
            yield [
                attempt["examination"], str(attempt["number"]), str(one["number"]), one["part"], one["topic"],
                one["answer_in_words"], one["answered_at"].isoformat() if one["answered_at"] else "",
                "" if points is None else str(points), str(one["of"]),
            ]  # fmt: skip


def in_words(data: Mapping[str, Any], answer: Any) -> str:
    """An answer in the words of its choices; "" where there is none. *data*: of the version that was asked."""
    if not answer:
        return ""
    if data["kind"] == "short":
        return str(answer)
    texts = {one["id"]: str(one["text"]) for name in ("choices", "regions") for one in data.get(name) or ()}
    if isinstance(answer, Mapping):
        targets = {one["id"]: str(one["text"]) for one in data.get("targets") or ()}
        return "; ".join(f"{texts.get(one, one)}: {targets.get(target, target)}" for one, target in answer.items())
    if isinstance(answer, str):
        return texts.get(answer, answer)
    chosen = [texts.get(one, str(one)) for one in answer]
    if data["kind"] == "ordering":
        chosen = [f"{place}. {text}" for place, text in enumerate(chosen, 1)]
    return "; ".join(chosen)


def _attempts(place: Enrolment) -> Iterable[Attempt]:
    questions = Question.objects.select_related("item_version").order_by("number").prefetch_related("saves")
    decisions = Decision.objects.select_related("by").order_by("at", "pk")
    rows = Attempt.objects.filter(enrolment=place).select_related("examination").order_by("started_at", "pk")
    return rows.prefetch_related(Prefetch("questions", questions), Prefetch("decisions", decisions), "events")


def _practicals(place: Enrolment) -> Iterable[Practical]:
    decisions = PracticalDecision.objects.select_related("by").order_by("round", "pk")
    rows = Practical.objects.filter(enrolment=place).select_related("examination").order_by("booked_at", "pk")
    return rows.prefetch_related(Prefetch("decisions", decisions), "recordings", "consents", "appeals")


def _agreed(place: Enrolment) -> Iterable[Allowance]:
    return Allowance.objects.filter(enrolment=place)


def _leaves(place: Enrolment) -> Iterable[Leave]:
    return Leave.objects.filter(enrolment=place).select_related("examination").order_by("at", "pk")


def _rulings(place: Enrolment) -> Iterable[Admittance]:
    return Admittance.objects.filter(enrolment=place).select_related("examination")


def _attempt(row: Attempt) -> dict[str, Any]:
    decisions = list(row.decisions.all())
    names = ("language", "started_at", "handed_in_at", "handed_in", "seconds", "paused_seconds", "state")
    return {
        "id": row.uuid,
        "examination": row.examination.name,
        "number": row.number,
        **_facts(row, *names),
        "questions": [_question(row, one, is_decided=bool(decisions)) for one in row.questions.all()],
        "decisions": [_decision(one) for one in decisions],
        "appeals": [_appeal(one) for one in Appeal.objects.filter(decision__in=decisions).order_by("at", "pk")],
        "log": [_facts(one, "kind", "facts", "at") for one in row.events.all()],
    }


def _question(attempt: Attempt, one: Question, *, is_decided: bool) -> dict[str, Any]:
    """Points of a single question stand here where the result shows them, or where people gave them: else they would
    tell the key."""
    data, parts = one.item_version.data, attempt.form.get("parts") or []
    points = Fraction(str(data.get("points", 1)))
    shows_all = attempt.examination.shows == Examination.Shows.ANSWERS
    told: dict[str, Any] = {
        "number": one.number,
        "part": parts[one.part] if one.part < len(parts) else "",
        "topic": one.get_topic_display(),
        "kind": data["kind"],
        "of": points,
        **_facts(one, "answer", "answered_at"),
        "answer_in_words": in_words(data, one.answer),
        "given": [_facts(save, "answer", "is_late", "at") for save in one.saves.all()],
    }
    if is_decided and shows_all:
        told["question"] = data["stem"]
    if is_decided and one.share is not None and (shows_all or data["kind"] == "short"):
        told["points"] = points * one.share
    return told


def _decision(one: Decision) -> dict[str, Any]:
    outcome = outcome_in(one)
    whole = outcome.whole
    return {
        **_facts(one, "outcome", "reason", "at"),
        "by": str(one.by),
        "points": whole.got,
        "of": whole.points,
        "percent": percent_of(whole.share),
        "passed_from_percent": percent_of(outcome.cut),
        "parts": [{"part": part.name, "points": part.got, "of": part.points} for part in outcome.parts],
        "topics": [
            {"topic": line.name, "points": line.got, "of": line.points, "percent": line.percent, "how": line.word}
            for line in topic_lines(outcome)
        ],
    }


def _appeal(one: Appeal) -> dict[str, Any]:
    return {"asked_at": one.at, **_facts(one, "words", "answer", "reason", "answered_at")}


def _practical(row: Practical) -> dict[str, Any]:
    names = ("way", "round", "booked_at", "live_at", "place", "handed_in_at", "closed_at", "state")
    return {
        "id": row.uuid,
        "examination": row.examination.name,
        "number": row.number,
        **_facts(row, *names),
        "recordings": [
            _facts(one, "begun_at", "ready_at", "expires_on", "removed_at", "removed") for one in row.recordings.all()
        ],
        "consents": [
            _facts(one, "kind", "signed_on", "until", "at", "ended_at", "ended") for one in row.consents.all()
        ],
        "decisions": [_practical_decision(one) for one in row.decisions.all()],
        "appeals": [
            {"asked_at": one.at, **_facts(one, "words", "answer", "answer_words", "answered_at")}
            for one in row.appeals.all()
        ],
    }


def _practical_decision(one: PracticalDecision) -> dict[str, Any]:
    result = explained(one.outcome, one.data, ())
    return {
        **_facts(one, "round", "outcome", "words", "at"),
        "by": str(one.by),
        "percent": result.percent,
        "passed_from_percent": result.cut,
        "raters": result.raters,
        "domains": [
            {"domain": domain.name, "ratings": [_facts(rating, "label", "value", "words") for rating in domain.ratings]}
            for domain in result.domains
        ],
        "gates": result.gates,
        "note": result.note,
    }


def _facts(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
