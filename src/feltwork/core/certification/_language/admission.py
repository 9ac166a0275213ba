"""Who may be admitted: routes and their questions."""

from __future__ import annotations

from feltwork.core.certification import _rules as r
from feltwork.core.certification._shapes import Code, Field, Fields, ListOf, OneOf, SourceCode, Truth, Word, Words

from .numbers import NUMBER, sourced

OPTION = Fields(
    "choice",
    {
        "code": Field(Code(), required=True),
        "title": Field(Words(), required=True),
        "outcome": Field(OneOf(("met", "not_met", "human")), "left out: met"),
    },
    lambda outcome="met", **given: r.Option(outcome=r.Met(outcome), **given),
)

CRITERION = Fields(
    "criterion",
    {
        "code": Field(Code(), required=True),
        "title": Field(Words(), "the question as it is asked", required=True),
        "help": Field(Words()),
        "question": Field(OneOf(r.Question), required=True),
        "options": Field(ListOf(OPTION), "for a choice"),
        "at_least": Field(NUMBER, "for a number"),
        "unit": Field(Code(), "for a number: year, day, hour"),
        "in_force": Field(Truth(), "for a date: not past"),
        "required": Field(Truth(), "left out: true"),
        "checked_by_person": Field(Truth(), "a suitable answer still waits for a person"),
        "otherwise": Field(OneOf(("not_met", "human")), "what an unsuitable answer means; left out: not_met"),
        "source": Field(SourceCode()),
    },
    lambda otherwise="not_met", **given: sourced(r.Criterion(otherwise=r.Met(otherwise), **given), given.get("source")),
)

ROUTE = Fields(
    "way to be admitted",
    {
        "code": Field(Code(), required=True),
        "title": Field(Words(), required=True),
        "help": Field(Words()),
        "clause": Field(Word()),
        "criteria": Field(ListOf(CRITERION), required=True),
        "decided_by_person": Field(Truth(), "a full set of answers still ends with a person"),
        "source": Field(SourceCode()),
    },
    lambda **given: sourced(r.Route(**given), given.get("source")),
)
