"""Reads `instruments/*.yaml`; schema.json beside it says what such a file holds.

Files may name items by their number in the default order ("1-5 7"), as manuals do; what leaves here has ids only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import yaml

from ._instrument import (
    Band,
    ChangeRule,
    Condition,
    Instrument,
    Item,
    Key,
    Licence,
    Loinc,
    Missing,
    Note,
    Option,
    Outcome,
    Rule,
    Scale,
    Statistic,
    Texts,
    Threshold,
)

Row = Mapping[str, Any]
LANGUAGES = ("en", "de")


@cache
def instruments() -> Mapping[str, Instrument]:
    """All instruments by id, in the order of their ids."""
    folder = resources.files(__package__) / "instruments"
    files = [file for file in folder.iterdir() if file.name.endswith(".yaml")]
    read = [instrument_of(yaml.safe_load(file.read_text(encoding="utf-8"))) for file in files]
    return MappingProxyType({one.id: one for one in sorted(read, key=lambda one: one.id)})


def instrument(instrument_id: str) -> Instrument:
    """Raises KeyError."""
    return instruments()[instrument_id]


def instrument_of(content: Row) -> Instrument:
    """An instrument from the content of its file, which keeps to schema.json."""
    items = _items(content)
    numbers = {item.number: item.id for item in items}
    missing = Missing(**content["missing"])
    scales = tuple(_scale(row, content, numbers, missing) for row in content["scales"])
    low, high = content["ages"]
    return Instrument(
        **{key: content[key] for key in ("id", "version", "name", "short", "kind", "recall", "higher_is", "validated")},
        for_what=tuple(content["for_what"]),
        ages=(low, high),
        items=items,
        scales=scales,
        rules=tuple(_rule(row, numbers) for row in content.get("rules", ())),
        thresholds=tuple(_threshold(row) for row in content.get("thresholds", ())),
        changes=tuple(_change(row) for row in content.get("changes", ())),
        missing=missing,
        licence=Licence(**content["licence"] | {"allows": frozenset(content["licence"]["allows"])}),
        languages=tuple(content["languages"]),
        orders=_orders(content.get("orders"), items),
        loinc=Loinc(**content.get("loinc", {})),
        notes=tuple(_note(row) for row in content.get("notes", ())),
        sources=tuple(content["sources"]),
        options=tuple(_option(row) for row in content.get("options", ())),
        without_risk=content.get("without_risk"),
        whole_only=_note(content["whole_only"]) if "whole_only" in content else None,
        main_id=content["main"] if "main" in content else scales[0].id if scales else "",
    )


def _items(content: Row) -> tuple[Item, ...]:
    usual = content.get("responses")
    reverse = set(numbers_of(content.get("reversed", "")))
    rows = content["items"]
    if isinstance(rows, int):  # a licensed form: numbers only, no topics
        rows = [{"id": f"item_{n:02}", "en": f"Item {n}", "de": f"Frage {n}"} for n in range(1, rows + 1)]
    risks = {number: level for level, some in content.get("risk", {}).items() for number in numbers_of(some)}
    return tuple(
        Item(
            id=row["id"],
            number=number,
            topic=_texts(row),
            responses=_responses(row.get("responses", usual)),
            reversed=number in reverse,
            risk_from=risks.get(number),
            only_if=_condition(row["only_if"]) if "only_if" in row else None,
            loinc=row.get("loinc", ""),
            optional=row.get("optional", False),
        )
        for number, row in enumerate(rows, start=1)
    )


def _responses(given: Sequence[int] | str) -> tuple[int, ...]:
    """ "0-100" stands for every whole number from 0 to 100."""
    return tuple(numbers_of(given)) if isinstance(given, str) else tuple(given)


def _condition(row: Row) -> Condition:
    return Condition(item=row["item"], values=tuple(row["values"]), otherwise=row.get("otherwise"))


def numbers_of(text: str | int) -> list[int]:
    """ "1-3 7" → [1, 2, 3, 7]."""
    found: list[int] = []
    for part in str(text).split():
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


def _ids(text: str | int, numbers: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(numbers[number] for number in numbers_of(text))


def _scale(row: Row, content: Row, numbers: Mapping[int, str], missing: Missing) -> Scale:
    sets = tuple(_ids(some, numbers) for some in row.get("sets", ()))
    ids = tuple(one for some in sets for one in some) or _ids(row["items"], numbers)
    return Scale(
        id=row["id"],
        name=_texts(row),
        items=ids,
        sets=sets,
        how=row["how"],
        low=exact(row["range"][0]),
        high=exact(row["range"][1]),
        missing=Missing(**row["missing"]) if "missing" in row else missing,
        higher_is=row.get("higher_is", content["higher_is"]),
        loinc=row.get("loinc", ""),
        bands=tuple(_band(one) for one in row.get("bands", ())),
        reliability=tuple(Statistic(**one) for one in row.get("reliability", ())),
        sd=tuple(Statistic(**one) for one in row.get("sd", ())),
        when=MappingProxyType(dict(row.get("when", {}))),
        key=Key(**row["key"]) if "key" in row else None,
    )


def _band(row: Row) -> Band:
    return Band(
        low=exact(row["from"]),
        high=exact(row["to"]),
        code=row["code"],
        labels=_texts(row),
        source=row["source"],
        mark=row["mark"],
        when=MappingProxyType(dict(row.get("when", {}))),
    )


def _threshold(row: Row) -> Threshold:
    return Threshold(**dict(row) | {"value": exact(row["value"])})


def _change(row: Row) -> ChangeRule:
    exacts = {key: exact(row[key]) for key in ("value", "to") if key in row}
    return ChangeRule(**dict(row) | exacts)


def _rule(row: Row, numbers: Mapping[int, str]) -> Rule:
    outcomes = tuple(Outcome(one["code"], _texts(one), _expression(one["when"], numbers)) for one in row["outcomes"])
    return Rule(row["id"], _texts(row), outcomes, row["source"], row["mark"])


def _expression(row: Row, numbers: Mapping[int, str]) -> Mapping[str, object]:
    """Numbers become ids, at every depth."""
    if "count" in row:
        levels = {one: level for level, some in row["count"].items() for one in _ids(some, numbers)}
        return MappingProxyType(dict(row) | {"count": levels})
    key = next(iter(row))
    inner = row[key]
    parts = _expression(inner, numbers) if key == "not" else [_expression(one, numbers) for one in inner]
    return MappingProxyType({key: parts})


def _orders(given: Mapping[str, Sequence[str]] | None, items: Sequence[Item]) -> Mapping[str, tuple[str, ...]]:
    if not given:
        return MappingProxyType({"default": tuple(item.id for item in items)})
    return MappingProxyType({name: tuple(ids) for name, ids in given.items()})


def _option(row: Row) -> Option:
    return Option(row["id"], tuple(row["values"]), row["default"], _texts(row), row["source"], row["mark"])


def _note(row: Row) -> Note:
    return Note(_texts(row), row["source"], row["mark"], row.get("is_conflict", False))


def _texts(row: Row) -> Texts:
    return MappingProxyType({language: row[language] for language in LANGUAGES if language in row})


def exact(number: int | float | str) -> Fraction:
    """4.3 as 43/10: what was printed, not its nearest binary number."""
    return Fraction(str(number))
