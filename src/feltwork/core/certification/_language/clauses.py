"""The clauses of totals, and of kinds that count in parts or in company."""

from __future__ import annotations

from typing import Any

from feltwork.core.certification import _rules as r
from feltwork.core.certification._shapes import (
    Code,
    Field,
    Fields,
    ListOf,
    MapOf,
    Named,
    OneOf,
    SourceCode,
    Truth,
    Word,
    Words,
)

from .moments import POINT, Again
from .numbers import LENGTH, MODES, NUMBER, owning

PERIODS = "week, month, year, level or an attribute such as setting"


def since(build: Any) -> Any:
    """A builder for which the word `from`, which Python keeps for itself, is called `since`."""
    return lambda **given: build(**{"since" if word == "from" else word: value for word, value in given.items()})


def _filter(**given: Any) -> r.Filter:
    names = {"from": "since", "except": "excepted"}
    return r.Filter(**{names.get(word, word): value for word, value in given.items()})


FILTER: Fields = Fields(
    "filter",
    {
        "of": Field(ListOf(Named("kind")), "only these kinds"),
        "attributes": Field(MapOf(ListOf(Word()), keys=Code()), "attribute → words of which it has one"),
        "without": Field(MapOf(ListOf(Word()), keys=Code()), "attribute → words that it must not have"),
        "modes": Field(ListOf(OneOf(MODES))),
        "levels": Field(ListOf(Named("level"))),
        "given_by": Field(ListOf(Code()), "the provider holds one of these approvals on the day"),
        "group_at_most": Field(NUMBER, "groups no larger than this"),
        "group_at_least": Field(NUMBER, "groups no smaller than this"),
        "from": Field(POINT, "on or after this day"),
        "until": Field(POINT, "on or before this day"),
        "not_given_by_those_of": Field(ListOf(Named("kind")), "not by somebody who gave one of these"),
        "by_main_trainer": Field(Truth(), "by the trainer with whom most training days were"),
        "except": Field(ListOf(Again("filter", lambda: FILTER)), "but none of these"),
    },
    _filter,
)

CAP = Fields(
    "cap on entries",
    {
        "code": Field(Code(), required=True),
        "title": Field(Words()),
        "only": Field(FILTER, "which entries it is about; left out: all"),
        "at_most": Field(NUMBER, required=True),
        "per": Field(Code(), f"in each {PERIODS}; left out: in all"),
        "in_any": Field(LENGTH, "in any such span of consecutive days"),
        "beyond": Field(OneOf(r.Beyond), "what is above does not count, or a person chooses"),
        "source": Field(SourceCode()),
    },
    owning(r.Cap),
)

WEIGHT = Fields(
    "weight",
    {
        "code": Field(Code(), required=True),
        "only": Field(FILTER, "which entries", required=True),
        "times": Field(NUMBER, "they count so many times", required=True),
        "for_at_most": Field(NUMBER, "but only for so much of them"),
    },
    r.Weight,
)

EACH = Fields(
    "minimum per group",
    {
        "by": Field(Code(), f"grouped by {PERIODS}", required=True),
        "at_least": Field(NUMBER, "so much in each", required=True),
        "among": Field(ListOf(Word()), "the groups of which every one is needed"),
        "groups": Field(NUMBER, "or so many groups, whichever they are"),
    },
    r.Each,
)

EXEMPT = Fields(
    "exemption",
    {
        "only": Field(FILTER, "which entries", required=True),
        "at_most": Field(NUMBER, "up to so much"),
    },
    r.Exempt,
)

COMPANION = Fields(
    "company",
    {
        "of": Field(ListOf(Named("kind")), "kinds that have to be there too", required=True),
        "at_least": Field(NUMBER, "so many units of them", required=True),
        "per": Field(ListOf(Code()), f"in the same {PERIODS}", required=True),
        "more": Field(
            Fields(
                "larger need",
                {
                    "above_hours": Field(NUMBER, "above so many hours", required=True),
                    "adds": Field(NUMBER, "so many units more", required=True),
                    "levels": Field(ListOf(Named("level")), "only in these levels"),
                    "otherwise": Field(OneOf(r.Beyond), "left out: a person decides"),
                },
                r.More,
            )
        ),
        "source": Field(SourceCode()),
    },
    owning(r.Companion),
)

PART = Fields(
    "part",
    {
        "kind": Field(Named("kind"), "the kind it is counted as", required=True),
        "attribute": Field(Code(), "hours that the entry names; left out: the rest"),
        "at_most_hours": Field(NUMBER),
        "group_at_most": Field(NUMBER, "nothing in larger groups"),
    },
    r.Part,
)

FROM = Fields(
    "change of approvals",
    {
        "day": Field(POINT, "from this day on", required=True),
        "approvals": Field(ListOf(Code()), "the provider needs one of these", required=True),
    },
    r.From,
)
