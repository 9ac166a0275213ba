"""Lists, mappings, and values that are read one way or another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from feltwork.core.certification._errors import nearest
from feltwork.core.certification._yaml import Node, key_node

from .reading import Reading, Shape, Unreadable

_MISSING = object()
_EMPTY = Node(file="", line=0, column=0)


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
        made = {"anyOf": [made, {"enum": [None, ""]}]}  # an empty word counts as left out; TOML knows no null
    return {**made, "description": one.help} if one.help else made
