"""Numbers with their sources, and the sources themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any

from feltwork.core.certification import _rules as r
from feltwork.core.certification._calendar import Period
from feltwork.core.certification._shapes import (
    Code,
    Day,
    Either,
    Exact,
    Field,
    Fields,
    MapOf,
    OneOf,
    Reading,
    Shape,
    SourceCode,
    Span,
    Word,
    Words,
)
from feltwork.core.certification._text import Text
from feltwork.core.certification._yaml import Node

MODES = ("in_person", "online", "phone", "hybrid", "recording")


def _number(value: Any, mark: r.Mark | None = None, collected_on: str = "", checked_on: Any = None, **rest: Any) -> Any:
    return r.Number(value=value, own_mark=mark, own_collected_on=collected_on, own_checked_on=checked_on, **rest)


def _length(period: Period, **where: Any) -> r.Length:
    return r.Length(years=period.years, months=period.months, days=period.days, **where)


def _length_of(
    value: Period, mark: r.Mark | None = None, collected_on: str = "", checked_on: Any = None, **rest: Any
) -> r.Length:
    return _length(value, own_mark=mark, own_collected_on=collected_on, own_checked_on=checked_on, **rest)


class Bare(Shape):
    """A number without its own source: it takes the source of the section it stands in."""

    def read(self, node: Node, reading: Reading) -> r.Number:
        return r.Number(value=Exact().read(node, reading))

    def schema(self) -> dict[str, Any]:
        return Exact().schema()


class BareLength(Shape):
    """A length of time without its own source: it takes the source of the section it stands in."""

    def read(self, node: Node, reading: Reading) -> r.Length:
        return _length(Span().read(node, reading))

    def schema(self) -> dict[str, Any]:
        return Span().schema()


_WHERE = {
    "source": Field(SourceCode(), "where it was read"),
    "mark": Field(OneOf(r.Mark), "B read at the body, E elsewhere, U unconfirmed, D decided here"),
    "note": Field(Words(), "what a reader should know about it"),
    "collected_on": Field(Word(), "month or day of reading"),
    "checked_on": Field(Day(), "day on which it was verified at the source"),
}
NUMBER = Either(
    scalar=Bare(),
    mapping=Fields("number", {"value": Field(Exact(), "the number itself", required=True), **_WHERE}, _number),
)
LENGTH = Either(
    scalar=BareLength(),
    mapping=Fields("length of time", {"value": Field(Span(), "such as 1 year", required=True), **_WHERE}, _length_of),
)

SOURCE_FIELDS = {
    "title": Field(Words(), "name of the page or document", required=True),
    "mark": Field(OneOf(r.Mark), "B read at the body, E elsewhere, U unconfirmed, D decided here", required=True),
    "url": Field(Word(), "address"),
    "collected_on": Field(Word(), "month or day of reading"),
    "checked_on": Field(Day(), "day on which it was verified; empty means not yet"),
}
SOURCES = MapOf(Fields("source", SOURCE_FIELDS, dict), keys=Code())


def owning(build: Callable[..., Any]) -> Callable[..., Any]:
    """*build* for a piece that may name a source of its own, which then holds for every number in it."""
    return lambda source=None, **given: sourced(build(source=source, **given), source)


def sourced(value: Any, source: r.Source | None) -> Any:
    """*value* with *source* given to every number and window in it that has none of its own."""
    if source is None or isinstance(value, (r.Source, Text)):
        return value
    if isinstance(value, dict):
        return {key: sourced(one, source) for key, one in value.items()}
    if isinstance(value, tuple):
        return tuple(sourced(one, source) for one in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    deep = {field.name: sourced(getattr(value, field.name), source) for field in fields(value)}
    if "source" in deep and deep["source"] is None:
        deep["source"] = source
    return replace(value, **deep)
