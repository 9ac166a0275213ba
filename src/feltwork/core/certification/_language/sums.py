"""The clauses of plain sums and of training days."""

from __future__ import annotations

from feltwork.core.certification import _rules as r
from feltwork.core.certification._shapes import Field, Fields, ListOf, MapOf, Named, OneOf, SourceCode, Truth

from .numbers import LENGTH, MODES, NUMBER, owning

PER_LEVEL = Fields(
    "minimum per level",
    {
        "asks": Field(MapOf(NUMBER, keys=Named("level")), "level → number", required=True),
        "strictness": Field(OneOf(r.Strictness), "hard, or recommended (then it only warns)"),
        "repairable": Field(Truth(), "whether a gap can be filled after the next level began"),
    },
    r.PerLevel,
)

WINDOW = Fields(
    "window",
    {
        "at_most": Field(LENGTH, "how long after the last training day; leave out where the text is silent"),
        "beyond": Field(OneOf(r.Beyond), "what happens afterwards: does_not_count or human"),
        "source": Field(SourceCode()),
    },
    owning(r.Window),
)

RECORDING = Fields(
    "recording rule",
    {
        "ask_above_days": Field(NUMBER, "more days than this are put to a person"),
        "at_most_days": Field(NUMBER, "more days than this do not count"),
        "at_most_modules": Field(NUMBER, "more modules than this do not count"),
        "levels": Field(ListOf(Named("level")), "only in these levels"),
        "consecutive": Field(Truth(), "false: never two modules in a row"),
        "adds": Field(
            Fields(
                "addition",
                {
                    "requirement": Field(Named("requirement"), required=True),
                    "per_day": Field(NUMBER, required=True),
                },
                r.Adds,
            ),
            "each such day adds to another requirement",
        ),
    },
    r.Recording,
)

MODE_CAP = Fields(
    "cap",
    {
        "modes": Field(ListOf(OneOf(MODES)), required=True),
        "at_most": Field(NUMBER, required=True),
    },
    r.ModeCap,
)
