"""Every kind of requirement, with its words. A new kind is one more entry in `REQUIREMENT_KINDS`."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from feltwork.core.certification import _rules as r
from feltwork.core.certification._shapes import (
    ByKind,
    Code,
    Field,
    Fields,
    ListOf,
    MapOf,
    Named,
    OneOf,
    SourceCode,
    Word,
    Words,
)

from .clauses import CAP, EACH, EXEMPT, FILTER, WEIGHT, since
from .gates import GATE_ITEM, REMEDY
from .moments import CONDITION, POINT
from .numbers import LENGTH, MODES, NUMBER, sourced
from .sums import MODE_CAP, PER_LEVEL, RECORDING, WINDOW

COMMON = {
    "code": Field(Code(), required=True),
    "kind": Field(Word(), required=True),
    "title": Field(Words(), required=True),
    "help": Field(Words(), "in the candidate’s words"),
    "clause": Field(Word(), "number of the clause"),
    "unit": Field(Code(), "session, credit, hour, day, document"),
    "within": Field(Named("requirement"), "a part of this requirement"),
    "when": Field(CONDITION, "only for candidates of whom this is known"),
    "unclear": Field(Words(), "what the text leaves open"),
    "source": Field(SourceCode(), "where it was read; holds for every number here without its own"),
}

SUM_WORDS = {
    "at_least": Field(NUMBER, required=True),
    "of": Field(ListOf(Named("kind")), "which kinds of entry", required=True),
    "per_level": Field(PER_LEVEL),
    "given_by": Field(Code(), "the provider also needs this approval on the day, such as faculty"),
    "count": Field(OneOf(("units", "hours")), "count units (the usual), or plain hours"),
    "window": Field(WINDOW, "how long after the last training day it still counts"),
}
DAYS_WORDS = {
    "at_least": Field(NUMBER, required=True),
    "per_level": Field(MapOf(NUMBER, keys=Named("level")), "level → days"),
    "caps": Field(ListOf(MODE_CAP), "at most so many days of some modes"),
    "recording": Field(RECORDING, "what recordings are worth; left out: nothing"),
}
GATE_WORDS = {
    "items": Field(ListOf(GATE_ITEM), required=True),
    "opens_in": Field(Named("level"), "the level from which it can be met"),
    "allow_days": Field(NUMBER, "for the estimate: days it takes after the last module"),
    "warn_days": Field(NUMBER, "how long before a document ends to say so"),
}
ELAPSED_WORDS = {
    "level": Field(Named("level"), required=True),
    "at_most": Field(LENGTH, required=True),
    "modes": Field(ListOf(OneOf(MODES)), "only days of these modes"),
    "remedies": Field(ListOf(REMEDY), "what is left afterwards"),
}
_SPAN = {
    "from": Field(POINT, "only from this day on"),
    "until": Field(POINT, "only up to this day"),
    "exempt": Field(ListOf(EXEMPT), "what counts although it lies outside"),
    "once": Field(Code(), "entries with the same word in this attribute count once"),
}
TOTAL_WORDS = {
    "at_least": Field(NUMBER, required=True),
    "of": Field(ListOf(Named("kind")), "which kinds of entry", required=True),
    "only": Field(FILTER, "only such entries"),
    "count": Field(OneOf(("units", "hours")), "count units (the usual), or plain hours"),
    "caps": Field(ListOf(CAP), "at most so much of some of them"),
    "weights": Field(ListOf(WEIGHT), "some count several times"),
    "each": Field(EACH, "so much in each group"),
    **_SPAN,
}
COUNT_WORDS = {
    "at_least": Field(NUMBER, required=True),
    "of": Field(ListOf(Named("kind")), "which kinds of entry", required=True),
    "only": Field(FILTER, "only such entries"),
    "different": Field(Code(), "count different words of this attribute, or provider, day, week, month, year"),
    "each": Field(EACH, "so many in each group"),
    **_SPAN,
}
RATIO_WORDS = {
    "at_least": Field(NUMBER, "so many units; left out: 1"),
    "of": Field(ListOf(Named("kind")), "of these kinds", required=True),
    "for_each": Field(NUMBER, "for each so many hours", required=True),
    "to": Field(ListOf(Named("kind")), "of those", required=True),
    "per": Field(Code(), "in each week, month, level or attribute; left out: on average"),
    "levels": Field(ListOf(Named("level")), "only in these levels"),
}
TIME_WORDS = {
    "from": Field(POINT, "from this day", required=True),
    "to": Field(POINT, "to this day; left out: the day of judgement"),
    "at_least": Field(LENGTH, "at least so long"),
    "at_most": Field(LENGTH, "at most so long"),
    "remedies": Field(ListOf(REMEDY), "what is left when it is too late"),
}
EVALUATION_WORDS = {
    "at_least": Field(NUMBER, "so many passed; left out: 1"),
    "of": Field(ListOf(Named("kind")), "kinds of entry whose attribute “result” says passed or failed", required=True),
    "only": Field(FILTER, "only such attempts"),
    "attempts": Field(NUMBER, "at most so many attempts"),
    "lock_outs": Field(
        ListOf(
            Fields(
                "waiting time",
                {
                    "after": Field(NUMBER, "after so many failures in a row", required=True),
                    "wait": Field(LENGTH, "wait so long", required=True),
                },
                r.LockOut,
            )
        )
    ),
}
WAYS_WORDS = {
    "at_least": Field(NUMBER, "so many of the ways; left out: 1"),
    "ways": Field(
        ListOf(
            Fields(
                "way",
                {
                    "code": Field(Code(), required=True),
                    "title": Field(Words(), required=True),
                    "help": Field(Words()),
                    "needs": Field(ListOf(Named("requirement")), "all of these", required=True),
                },
                r.Way,
            )
        ),
        required=True,
    ),
}


def _requirement(name: str, words: dict[str, Field], body: Callable[..., Any], default_unit: str) -> Fields:
    def build(**given: Any) -> r.Requirement:
        common = {word: given.pop(word) for word in tuple(given) if word in COMMON}
        asked = None if name == "time" else given.pop("at_least", None)
        made = body(**given)
        common.setdefault("unit", default_unit)
        asked = asked or _count_of(made)
        requirement: r.Requirement = sourced(r.Requirement(asked=asked, body=made, **common), common.get("source"))
        return requirement

    return Fields(f"{name} requirement", {**COMMON, **words}, build)


def _count_of(body: r.RuleBody) -> r.Number:
    """What is asked where no number is given: every document, or the one condition."""
    count = len(body.items) if isinstance(body, r.GateRule) else 1
    return r.Number(value=Fraction(count), own_mark=r.Mark.DECIDED)


def _counting(different: str = "", **given: Any) -> r.TotalRule:
    count = "different" if different else "entries"
    return r.TotalRule(count=count, different=different, **given)


def _time(to: r.Point | None = None, **given: Any) -> r.TimeRule:
    return r.TimeRule(to=to or r.Point(moment="as_of"), **given)


REQUIREMENT_KINDS: dict[str, Fields] = {
    "sum": _requirement("sum", SUM_WORDS, r.SumRule, "credit"),
    "days": _requirement("days", DAYS_WORDS, r.DaysRule, "day"),
    "gate": _requirement("gate", GATE_WORDS, r.GateRule, "document"),
    "elapsed": _requirement("elapsed", ELAPSED_WORDS, r.ElapsedRule, "condition"),
    "total": _requirement("total", TOTAL_WORDS, since(r.TotalRule), "hour"),
    "count": _requirement("count", COUNT_WORDS, since(_counting), "entry"),
    "ratio": _requirement("ratio", RATIO_WORDS, r.RatioRule, "unit"),
    "time": _requirement("time", TIME_WORDS, since(_time), "condition"),
    "evaluation": _requirement("evaluation", EVALUATION_WORDS, r.EvaluationRule, "examination"),
    "ways": _requirement("ways", WAYS_WORDS, r.WaysRule, "condition"),
}
REQUIREMENT = ByKind("requirement", REQUIREMENT_KINDS)
