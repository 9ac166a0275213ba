"""Text → its examples, or every mistake in them with its line."""

from __future__ import annotations

from collections.abc import Mapping

from feltwork.core.certification._errors import RuleFileError
from feltwork.core.certification._files import parse
from feltwork.core.certification._language import EXAMPLE
from feltwork.core.certification._layers import flatten
from feltwork.core.certification._shapes import Reading, Unreadable

from .cases import Example, example_of


def load_examples(text: str, *, name: str, bases: Mapping[str, str] | None = None) -> tuple[Example, ...]:
    """The examples of a rule file; those of a file that it builds on are not its own.

    Raises `RuleFileError` with one `RuleError` for each mistake.
    """
    root = flatten(parse(text, name=name), bases or {})
    words = root.mapping or {}
    node, programme = words.get("examples"), words.get("id")
    reading = Reading()
    made = []
    for item in (node.items or []) if node else []:
        try:
            given = EXAMPLE.read(item, reading)
        except Unreadable:
            continue
        made.append(example_of(programme.scalar or "" if programme else "", item.line, given))
    if reading.errors:
        raise RuleFileError(reading.errors)
    return tuple(made)
