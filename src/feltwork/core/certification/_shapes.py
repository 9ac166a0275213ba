"""Shapes: how a piece of a rule file is read, checked and described to editors, all three from one definition.

A shape reads a `Node` into a value and knows its own JSON Schema. Mistakes are gathered in the `Reading`, so that a
registrar sees all of them at once.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from ._calendar import Period
from ._errors import RuleError, nearest
from ._rules import Source
from ._text import Text
from ._yaml import Node, key_node

_MISSING = object()


class Unreadable(Exception):
    """A value could not be read; the reason is already in `Reading.errors`."""


@dataclass(slots=True)
class Reading:
    """What is known while a file is read."""

    errors: list[RuleError] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    references: list[tuple[str, str, Node]] = field(default_factory=list)  # what it names, the code, where

    def refuse(
        self, node: Node, code: str, *, expected: str, found: str = "", nearest: str | None = None
    ) -> Unreadable:
        self.errors.append(node.error(code, found=found or node.describe(), expected=expected, nearest=nearest))
        return Unreadable()


class Shape(ABC):
    """How one kind of value is read and described."""

    @abstractmethod
    def read(self, node: Node, reading: Reading) -> Any: ...

    @abstractmethod
    def schema(self) -> dict[str, Any]: ...


class Word(Shape):
    """Any plain text."""

    def read(self, node: Node, reading: Reading) -> str:
        if node.scalar is None:
            raise reading.refuse(node, "wrong_value", expected="a word or sentence")
        return node.scalar

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "number"]}


class Code(Shape):
    """A stable word: letters, digits, `_` and `-`."""

    def read(self, node: Node, reading: Reading) -> str:
        if node.scalar is None or not re.fullmatch(r"[A-Za-z][A-Za-z0-9_.-]*", node.scalar):
            raise reading.refuse(node, "wrong_value", expected="a code of letters, digits, “_” and “-”")
        return node.scalar

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_.-]*$"}


@dataclass(slots=True)
class Named(Shape):
    """The code of something defined elsewhere in the file; checked once the whole file is read."""

    what: str  # kind | level | requirement

    def read(self, node: Node, reading: Reading) -> str:
        code: str = Code().read(node, reading)
        reading.references.append((self.what, code, node))
        return code

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "description": f"code of a {self.what}"}


class SourceCode(Shape):
    """The code of an entry under `sources`."""

    def read(self, node: Node, reading: Reading) -> Source:
        if node.scalar not in reading.sources:
            near = nearest(node.scalar or "", reading.sources)
            raise reading.refuse(node, "unknown_reference", expected="a code from “sources”", nearest=near)
        return reading.sources[node.scalar]

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "description": "code of a source"}


class Words(Shape):
    """Text in one language (English) or several: `{en: …, de: …}`."""

    def read(self, node: Node, reading: Reading) -> Text:
        if node.scalar is not None:
            return Text({"en": node.scalar})
        parts = {code: child.scalar for code, child in (node.mapping or {}).items() if child.scalar is not None}
        if "en" not in parts:
            raise reading.refuse(node, "wrong_value", expected="words, or words by language with at least “en”")
        return Text(parts)

    def schema(self) -> dict[str, Any]:
        languages = {
            "type": "object",
            "required": ["en"],
            "propertyNames": {"pattern": "^[a-z]{2,3}(-[a-z]+)?$"},
            "additionalProperties": {"type": "string"},
        }
        return {"oneOf": [{"type": "string"}, languages]}


class Truth(Shape):
    def read(self, node: Node, reading: Reading) -> bool:
        if node.scalar not in ("true", "false"):
            raise reading.refuse(node, "wrong_value", expected="true or false")
        return node.scalar == "true"

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


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


@dataclass(slots=True)
class OneOf(Shape):
    """One word of a list; an enumeration if one is given."""

    words: tuple[str, ...] | type[StrEnum]

    def read(self, node: Node, reading: Reading) -> Any:
        known = self._known()
        if node.scalar not in known:
            near = nearest(node.scalar or "", known)
            raise reading.refuse(node, "wrong_value", expected="one of " + ", ".join(known), nearest=near)
        return node.scalar if isinstance(self.words, tuple) else self.words(node.scalar)

    def schema(self) -> dict[str, Any]:
        return {"enum": self._known()}

    def _known(self) -> list[str]:
        return list(self.words) if isinstance(self.words, tuple) else [member.value for member in self.words]


@dataclass(slots=True)
class ListOf(Shape):
    item: Shape

    def read(self, node: Node, reading: Reading) -> tuple[Any, ...]:
        if node.items is None:
            raise reading.refuse(node, "wrong_value", expected="a list")
        return tuple(_gather([(self.item, child) for child in node.items], reading))

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": self.item.schema()}


@dataclass(slots=True)
class MapOf(Shape):
    """Codes to values; the codes may have to name something."""

    item: Shape
    keys: Shape | None = None

    def read(self, node: Node, reading: Reading) -> dict[str, Any]:
        if node.mapping is None:
            raise reading.refuse(node, "wrong_value", expected="a mapping of codes to values")
        if self.keys:
            for key in node.mapping:
                self.keys.read(key_node(node, key), reading)
        values = _gather([(self.item, child) for child in node.mapping.values()], reading)
        return dict(zip(node.mapping, values, strict=True))

    def schema(self) -> dict[str, Any]:
        return {"type": "object", "additionalProperties": self.item.schema()}


class Anything(Shape):
    """Kept as it stands, to be read later once it has been laid over something else."""

    def read(self, node: Node, reading: Reading) -> Node:
        return node

    def schema(self) -> dict[str, Any]:
        return {"type": "object"}


@dataclass(slots=True)
class Field:
    shape: Shape
    help: str = ""
    required: bool = False


@dataclass(slots=True)
class Fields(Shape):
    """A mapping with known words, built into a value."""

    name: str
    words: Mapping[str, Field]
    build: Callable[..., Any]

    def read(self, node: Node, reading: Reading) -> Any:
        if node.mapping is None:
            raise reading.refuse(node, "wrong_value", expected=f"a mapping that describes a {self.name}")
        before = len(reading.errors)
        self._check_words(node, reading)
        given = [(word, child) for word, child in node.mapping.items() if word in self.words and not child.is_empty]
        values = _gather([(self.words[word].shape, child) for word, child in given], reading, patient=True)
        if len(reading.errors) > before:
            raise Unreadable
        return self.build(**dict(zip((word for word, _ in given), values, strict=True)))

    def _check_words(self, node: Node, reading: Reading) -> None:
        for word in node.mapping or {}:
            if word not in self.words:
                expected = f"a word that a {self.name} knows ({', '.join(self.words)})"
                near = nearest(word, self.words)
                reading.refuse(key_node(node, word), "unknown_word", expected=expected, nearest=near)
        for word, one in self.words.items():
            if one.required and (node.mapping or {}).get(word, _EMPTY).is_empty:
                reading.refuse(node, "missing_word", found=f"no “{word}”", expected=f"“{word}” in a {self.name}")

    def schema(self) -> dict[str, Any]:
        properties = {word: _described(one) for word, one in self.words.items()}
        required = [word for word, one in self.words.items() if one.required]
        made: dict[str, Any] = {"title": self.name, "type": "object", "properties": properties}
        made["additionalProperties"] = False
        return made | ({"required": required} if required else {})


@dataclass(slots=True)
class Either(Shape):
    """A scalar read one way, or a mapping read another."""

    scalar: Shape
    mapping: Shape

    def read(self, node: Node, reading: Reading) -> Any:
        return (self.mapping if node.mapping is not None else self.scalar).read(node, reading)

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [self.scalar.schema(), self.mapping.schema()]}


@dataclass(slots=True)
class ByKind(Shape):
    """A mapping whose word `kind` says how the rest is read."""

    name: str
    kinds: Mapping[str, Shape]

    def read(self, node: Node, reading: Reading) -> Any:
        kind = (node.mapping or {}).get("kind", _EMPTY)
        if node.mapping is None or kind.is_empty:
            raise reading.refuse(node, "missing_word", found="no “kind”", expected=f"“kind” in a {self.name}")
        if kind.scalar is None or kind.scalar not in self.kinds:
            near = nearest(kind.scalar or "", self.kinds)
            raise reading.refuse(kind, "wrong_value", expected="one of " + ", ".join(self.kinds), nearest=near)
        return self.kinds[kind.scalar].read(node, reading)

    def schema(self) -> dict[str, Any]:
        made = [(kind, shape.schema()) for kind, shape in self.kinds.items()]
        for kind, one in made:
            one["properties"]["kind"] = {"const": kind}
        return {"oneOf": [one for _, one in made]}


def _gather(pairs: list[tuple[Shape, Node]], reading: Reading, *, patient: bool = False) -> list[Any]:
    """Read every pair before giving up, so that all mistakes are seen."""
    values: list[Any] = []
    failed = False
    for shape, child in pairs:
        try:
            values.append(shape.read(child, reading))
        except Unreadable:
            failed = True
            values.append(_MISSING)
    if failed and not patient:
        raise Unreadable
    return values


def _described(one: Field) -> dict[str, Any]:
    made = one.shape.schema()
    if not one.required:
        made = {"anyOf": [made, {"type": "null"}]}  # an empty word counts as left out
    return {**made, "description": one.help} if one.help else made


_EMPTY = Node(file="", line=0, column=0)
