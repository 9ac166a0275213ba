"""Renewal, editions that somebody may choose, approvals of other bodies, pools."""

from __future__ import annotations

import re
from typing import Any

from feltwork.core.certification import _rules as r
from feltwork.core.certification._shapes import (
    Code,
    Day,
    Field,
    Fields,
    ListOf,
    Named,
    OneOf,
    Reading,
    Shape,
    SourceCode,
    Truth,
    Word,
)
from feltwork.core.certification._yaml import Node

from .gates import REMEDY
from .moments import CONDITION
from .numbers import LENGTH, owning


class DayOfYear(Shape):
    """A day of any year, `10-31`."""

    def read(self, node: Node, reading: Reading) -> str:
        if node.scalar is None or not re.fullmatch(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", node.scalar):
            raise reading.refuse(node, "wrong_value", expected="a day of the year written like 10-31")
        return node.scalar

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": "^[0-9]{2}-[0-9]{2}$"}


SEASON = Fields(
    "season",
    {
        "opens": Field(DayOfYear(), required=True),
        "ends": Field(DayOfYear(), required=True),
        "years": Field(OneOf(("all", "odd", "even"))),
    },
    r.Season,
)

CYCLE = Fields(
    "renewal cycle",
    {
        "length": Field(LENGTH, required=True),
        "award": Field(Code(), "the document whose first day is the award", required=True),
        "renewal": Field(Code(), "the document whose first days are the renewals", required=True),
        "ends": Field(OneOf(("anniversary", "end_of_month")), "left out: anniversary"),
        "season": Field(SEASON, "renewal in the same months of certain years"),
        "bridges": Field(
            ListOf(
                Fields(
                    "bridge",
                    {"began_before": Field(Day(), required=True), "length": Field(LENGTH, required=True)},
                    r.Bridge,
                )
            ),
            "another length for cycles that began before a day",
        ),
        "opens": Field(LENGTH, "how long before the end it may be renewed"),
        "restarts": Field(Truth(), "credits of the next cycle count from the approval of the renewal"),
        "grace": Field(LENGTH, "how long after the end it may still be renewed"),
        "grace_is_sure": Field(Truth(), "false: the body may allow it, so a person decides"),
        "reinstatement": Field(LENGTH, "how long after the end it can be reinstated"),
        "late": Field(ListOf(REMEDY), "what a late renewal costs or needs"),
        "carries": Field(ListOf(Named("kind")), "kinds whose surplus goes into the next cycle"),
        "source": Field(SourceCode(), "where it was read; holds for every number here without its own"),
    },
    owning(r.Cycle),
)

OPENING = Fields(
    "opening",
    {
        "when": Field(CONDITION, "who may choose this edition although their anchor lies outside", required=True),
        "until": Field(Day(), "last day on which it may be chosen"),
    },
    r.Opening,
)

RECOGNITION = Fields(
    "recognition",
    {
        "issuer": Field(Word(), "the other body", required=True),
        "approval": Field(Code(), "what it approved somebody for", required=True),
        "counts_as": Field(Code(), "the approval of ours that it counts as", required=True),
        "valid_from": Field(Day()),
        "valid_to": Field(Day()),
        "source": Field(SourceCode()),
    },
    r.Recognition,
)

POOL = Fields(
    "pool",
    {
        "code": Field(Code(), required=True),
        "requirements": Field(ListOf(Named("requirement")), "totals that share entries", required=True),
        "splits": Field(Truth(), "whether one entry may be divided among them; left out: true"),
    },
    r.Pool,
)
