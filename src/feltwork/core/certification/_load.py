"""Text → `RuleSet`, or every mistake with its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from . import _rules as r
from ._checks import check
from ._errors import RuleError, RuleFileError
from ._examples.loading import load_examples
from ._files import parse
from ._language import PROGRAMME, REQUIREMENT, SOURCES, sourced
from ._layers import code_of, flatten, overlay
from ._review import Concern, review
from ._shapes import Day, Reading, Unreadable
from ._yaml import Node


def load(text: str, *, name: str, bases: Mapping[str, str] | None = None) -> r.RuleSet:
    """Read a rule file (YAML or TOML).

    *name* is the file's name in messages; its ending says which of the two it is, else the first line of the text.
    *bases* are the texts, by id, of rule sets it may build on.
    Raises `RuleFileError` with one `RuleError` (file, line, what was expected, the nearest right word) per mistake.
    """
    root = flatten(parse(text, name=name), bases or {})
    reading = Reading()
    try:
        _read_sources(root, reading)
        given = PROGRAMME.read(root, reading)
        amendments = tuple(_amendment(one, root, reading) for one in given.pop("amendments", ()))
    except Unreadable:
        raise RuleFileError(reading.errors) from None
    rules = _build(given, amendments, reading.sources)
    errors = check(rules, reading, root)
    if errors:
        raise RuleFileError(errors)
    return rules


def check_file(text: str, *, name: str, bases: Mapping[str, str] | None = None) -> tuple[RuleError, ...]:
    """Every mistake of a rule file and its examples, and everything odd about its rules, each with its line.

    Empty if all is well.
    """
    try:
        rules = load(text, name=name, bases=bases)
        load_examples(text, name=name, bases=bases)
    except RuleFileError as error:
        return error.errors
    root = flatten(parse(text, name=name), bases or {})
    return tuple(_located(one, root) for one in review(rules))


def _located(one: Concern, root: Node) -> RuleError:
    section = (root.mapping or {}).get(one.section)
    items = section.items or [] if section else []
    node = next((item for item in items if code_of(item) == one.where), root)
    return node.error(one.code, found=one.found, expected=one.expected)


def _read_sources(root: Node, reading: Reading) -> None:
    """Sources first: every other section refers to them."""
    words = root.mapping or {}
    if "sources" not in words:
        return
    month, day = words.get("collected_on"), words.get("checked_on")
    collected_on = month.scalar or "" if month else ""
    checked_on = None if day is None or day.is_empty else Day().read(day, reading)
    for code, fields in SOURCES.read(words["sources"], reading).items():
        reading.sources[code] = r.Source(
            code=code, **{"collected_on": collected_on, "checked_on": checked_on, **fields}
        )


def _amendment(given: dict[str, Any], root: Node, reading: Reading) -> r.Amendment:
    """Its clauses as they read once the change is laid over the requirement."""
    nodes = {code_of(node): node for node in (root.mapping or {})["requirements"].items or []}
    changes = given.pop("changes", {})
    changed = [REQUIREMENT.read(overlay(nodes[code], node), reading) for code, node in changes.items() if code in nodes]
    read = [
        replace(one, amended_by=given["code"], amended_since=given["valid_from"])
        for one in (*changed, *given.pop("adds", ()))
    ]
    return r.Amendment(requirements=sourced(tuple(read), given.get("source")), **given)


def _build(given: dict[str, Any], amendments: tuple[r.Amendment, ...], sources: Mapping[str, r.Source]) -> r.RuleSet:
    given.pop("language")
    given.pop("sources")
    given.pop("examples", None)
    renamed = {word: given.pop(old, ()) for word, old in _NAMES.items()}
    given["requirements"] = _with_depth(given["requirements"])
    given.setdefault("levels", ())
    return r.RuleSet(amendments=amendments, sources=sources, **renamed, **given)


_NAMES = {"routes": "admission", "openings": "open_to", "recognitions": "recognises"}


def _with_depth(requirements: tuple[r.Requirement, ...]) -> tuple[r.Requirement, ...]:
    """Ways that need other ways are judged after them."""
    ways = {one.code: one.body for one in requirements if isinstance(one.body, r.WaysRule)}

    def depth(code: str, above: tuple[str, ...] = ()) -> int:
        if code not in ways or code in above:
            return 0
        return 1 + max((depth(need, (*above, code)) for way in ways[code].ways for need in way.needs), default=0)

    return tuple(replace(one, depth=depth(one.code)) if one.code in ways else one for one in requirements)
