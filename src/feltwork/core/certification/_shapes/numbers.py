"""Days, exact numbers and lengths of time."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import Any

from feltwork.core.certification._calendar import Period
from feltwork.core.certification._yaml import Node

from .reading import Reading, Shape


class Day(Shape):
    """A calendar day, `2026-11-24`."""

    def read(self, node: Node, reading: Reading) -> date:
        try:
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", node.scalar or ""):
                return date.fromisoformat(node.scalar or "")
        except ValueError:
            pass
        raise reading.refuse(node, "wrong_value", expected="a day written like 2026-11-24")

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date"}


class Exact(Shape):
    """An exact number that is not negative: `18`, `0.5`, `5/6`."""

    def read(self, node: Node, reading: Reading) -> Fraction:
        if node.scalar is not None and re.fullmatch(r"\d{1,9}(\.\d{1,9}|/[1-9]\d{0,8})?", node.scalar):
            return Fraction(node.scalar)
        raise reading.refuse(node, "wrong_value", expected="a number such as 18, 0.5 or 5/6")

    def schema(self) -> dict[str, Any]:
        fraction = {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+|/[1-9][0-9]*)?$"}
        return {"oneOf": [{"type": "number", "minimum": 0}, fraction]}


_UNITS = {"year": "years", "month": "months", "week": "weeks", "day": "days"}


class Span(Shape):
    """A length of time: `1 year`, `6 months`, `3 weeks`, `21 days`."""

    def read(self, node: Node, reading: Reading) -> Period:
        found = re.fullmatch(r"(\d{1,4}) (year|month|week|day)s?", node.scalar or "")
        if not found:
            raise reading.refuse(node, "wrong_value", expected="a length of time such as “1 year” or “21 days”")
        number, unit = int(found[1]), found[2]
        return Period(days=7 * number) if unit == "week" else Period(**{_UNITS[unit]: number})

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": "^[0-9]+ (year|month|week|day)s?$"}
