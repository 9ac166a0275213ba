"""Who may be admitted: the answers to a route's questions → met, not met, for a person, or missing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from ._reasons import Data, reason
from ._rules import Criterion, Met, Question, RuleSet
from ._verdict import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionResult:
    code: str
    met: Met
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionResult:
    """`met` is the route as a whole: not met before missing, missing before a person, a person before met."""

    route: str
    on: date
    met: Met
    criteria: tuple[CriterionResult, ...]
    reasons: tuple[Reason, ...] = ()


def check_admission(rules: RuleSet, route: str, answers: Mapping[str, object], *, on: date) -> AdmissionResult:
    """Judge *answers* (criterion code → bool, option code, number, date, or a document's name) on the day *on*.

    Answers may also be text as a form sends it: `yes`, `3`, `2026-11-24`. Raises `KeyError` for an unknown route.
    """
    chosen = rules.route(route)
    results = tuple(_criterion(one, answers.get(one.code), on) for one in chosen.criteria)
    found = {one.met for one in results}
    worst = next((met for met in (Met.NOT_MET, Met.MISSING, Met.HUMAN) if met in found), Met.MET)
    if worst is Met.MET and chosen.decided_by_person:
        decides = (reason("person_decides", route=route),)
        return AdmissionResult(route=route, on=on, met=Met.HUMAN, criteria=results, reasons=decides)
    return AdmissionResult(route=route, on=on, met=worst, criteria=results)


def _criterion(one: Criterion, answer: object, on: date) -> CriterionResult:
    if answer is None or answer == "":
        if not one.required:
            return CriterionResult(code=one.code, met=Met.MET)
        return CriterionResult(code=one.code, met=Met.MISSING, reasons=(reason("answer_missing", criterion=one.code),))
    try:
        met, said = _judge_answer(one, answer, on)
    except ValueError:
        words: Data = {"criterion": one.code, "answer": str(answer)}
        met, said = Met.MISSING, reason("answer_unreadable", **words)
    if met is Met.MET and one.checked_by_person:
        met, said = Met.HUMAN, reason("person_checks", criterion=one.code)
    return CriterionResult(code=one.code, met=met, reasons=(said,) if said else ())


def _judge_answer(one: Criterion, answer: object, on: date) -> tuple[Met, Reason | None]:
    if one.question is Question.YES_NO:
        return _suited(one, _truth(answer), answer)
    if one.question is Question.DOCUMENT:
        return _suited(one, bool(answer), answer)
    if one.question is Question.NUMBER:
        return _number(one, answer)
    if one.question is Question.DATE:
        return _date(one, answer, on)
    return _choice(one, answer)


def _suited(one: Criterion, suits: bool, answer: object) -> tuple[Met, Reason | None]:
    if suits:
        return Met.MET, None
    return one.otherwise, reason("answer_unsuitable", criterion=one.code, answer=str(answer))


def _truth(answer: object) -> bool:
    if isinstance(answer, bool):
        return answer
    known = {"yes": True, "true": True, "on": True, "1": True, "no": False, "false": False, "0": False}
    if str(answer).lower() not in known:
        raise ValueError(answer)
    return known[str(answer).lower()]


def _number(one: Criterion, answer: object) -> tuple[Met, Reason | None]:
    # A short pattern, because the answer comes from outside: `Fraction("1e99999999")` would fill the memory.
    found = re.fullmatch(r"([0-9]{1,6})([.,][0-9]{1,6})?", str(answer).strip())
    if not found:
        raise ValueError(answer)
    given = Fraction(found[0].replace(",", "."))
    if one.at_least is None or given >= one.at_least.value:
        return Met.MET, None
    words: Data = {"answer": given, "at_least": one.at_least.value, "unit": one.unit}
    return one.otherwise, reason("answer_too_small", criterion=one.code, **words)


def _date(one: Criterion, answer: object, on: date) -> tuple[Met, Reason | None]:
    given = answer if isinstance(answer, date) else date.fromisoformat(str(answer))
    given = given.date() if isinstance(given, datetime) else given
    if one.in_force and given < on:
        return one.otherwise, reason("answer_past", criterion=one.code, answer=given)
    return Met.MET, None


def _choice(one: Criterion, answer: object) -> tuple[Met, Reason | None]:
    for option in one.options:
        if option.code == answer:
            if option.outcome is Met.MET:
                return Met.MET, None
            return option.outcome, reason("answer_unsuitable", criterion=one.code, answer=option.code)
    raise ValueError(answer)
