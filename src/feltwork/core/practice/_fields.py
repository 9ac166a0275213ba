"""What one field of an item may hold. Each checks and tidies a JSON value, or says by a code what is wrong with it."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from ._words import words


class Refused(ValueError):
    """*code* says why; *data* holds what a sentence about it needs."""

    def __init__(self, code: str, where: str = "", **data: Any) -> None:
        super().__init__(code)
        self.code, self.where, self.data = code, where, data


class Field(Protocol):
    @property
    def needed(self) -> bool: ...

    def take(self, value: Any) -> Any: ...


@dataclass(frozen=True, slots=True)
class Number:
    """A number from `least` to `most`, both included; whole unless `parts`."""

    least: float = 0
    most: float = 10
    parts: bool = False
    needed: bool = False

    def take(self, value: Any) -> float | int:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise Refused("number", least=self.least, most=self.most)
        if not self.parts and value != int(value):
            raise Refused("whole_number", least=self.least, most=self.most)
        if not self.least <= value <= self.most:
            raise Refused("out_of_range", least=self.least, most=self.most)
        return value if self.parts else int(value)


@dataclass(frozen=True, slots=True)
class Words:
    """Free text in the person's own words."""

    most: int = 4000
    needed: bool = False

    def take(self, value: Any) -> str:
        if not isinstance(value, str):
            raise Refused("text")
        text = unicodedata.normalize("NFC", value.replace("\r\n", "\n")).strip()
        if len(text) > self.most:
            raise Refused("too_long", most=self.most, length=len(text))
        if any(unicodedata.category(one) == "Cc" and one not in "\n\t" for one in text):
            raise Refused("control_character")
        return text


@dataclass(frozen=True, slots=True)
class Choice:
    """One word of a list, by id; with `several`, any of them in order and each once."""

    group: str
    several: bool = False
    needed: bool = False

    def take(self, value: Any) -> str | list[str]:
        if self.several:
            if not isinstance(value, list):
                raise Refused("list")
            return list(dict.fromkeys(self._one(one) for one in value))
        return self._one(value)

    def _one(self, value: Any) -> str:
        if not isinstance(value, str) or value not in words(self.group):
            raise Refused("unknown_word", word=str(value)[:60], group=self.group)
        return value


@dataclass(frozen=True, slots=True)
class YesNo:
    needed: bool = False

    def take(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise Refused("yes_or_no")
        return value


@dataclass(frozen=True, slots=True)
class Day:
    needed: bool = False

    def take(self, value: Any) -> str:
        try:
            return date.fromisoformat(value).isoformat()
        except (TypeError, ValueError):
            raise Refused("day") from None


@dataclass(frozen=True, slots=True)
class Code:
    """An identifier of ours: a region, a template, the uuid of another row."""

    most: int = 60
    needed: bool = False

    def take(self, value: Any) -> str:
        allowed = isinstance(value, str) and 0 < len(value) <= self.most
        if not allowed or not all(one.isascii() and (one.isalnum() or one in "-_.") for one in value):
            raise Refused("code")
        return str(value)


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of mappings with fields of their own, or of fixed-length lists of numbers."""

    fields: Mapping[str, Field] = field(default_factory=dict)
    numbers: tuple[Number, ...] = ()
    most: int = 100
    needed: bool = False

    def take(self, value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise Refused("list")
        if len(value) > self.most:
            raise Refused("too_many", most=self.most)
        return [self._one(one, number) for number, one in enumerate(value)]

    def _one(self, value: Any, number: int) -> Any:
        if self.numbers:
            if not isinstance(value, list) or len(value) != len(self.numbers):
                raise Refused("row", where=str(number), length=len(self.numbers))
            return [spec.take(one) for spec, one in zip(self.numbers, value, strict=True)]
        return take_all(self.fields, value, where=str(number))


def take_all(fields: Mapping[str, Field], value: Any, *, where: str = "") -> dict[str, Any]:
    """A mapping with known fields only; empty answers are left out, for everything may be left out unless needed."""
    if not isinstance(value, Mapping):
        raise Refused("mapping", where=where)
    unknown = sorted(set(value) - set(fields))
    if unknown:
        raise Refused("unknown_field", where=_join(where, str(unknown[0])[:60]))
    taken: dict[str, Any] = {}
    for name, spec in fields.items():
        given = value.get(name)
        if given is None or given == "" or given == []:
            if spec.needed:
                raise Refused("needed", where=_join(where, name))
            continue
        try:
            taken[name] = spec.take(given)
        except Refused as refused:
            raise Refused(refused.code, where=_join(where, name, refused.where), **refused.data) from None
    return taken


def _join(*parts: str) -> str:
    return ".".join(part for part in parts if part)
