"""What a form consists of: parts, in them cells, each so many items of one topic and how hard they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from ._errors import Problem, Unsound

DIFFICULTIES = ("", "easy", "medium", "hard")
MOST_ITEMS = 500


@dataclass(frozen=True, slots=True)
class Cell:
    """*count* items of *topic*; an empty difficulty takes any."""

    topic: str
    difficulty: str
    count: int


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    cells: tuple[Cell, ...]

    @property
    def count(self) -> int:
        return sum(cell.count for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Blueprint:
    parts: tuple[Part, ...]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Raises Unsound."""
        if problems := blueprint_problems(data):
            raise Unsound(problems)
        return cls(
            tuple(
                Part(
                    part.get("title", ""),
                    tuple(Cell(one["topic"], one.get("difficulty", ""), one["count"]) for one in part["cells"]),
                )
                for part in data["parts"]
            )
        )

    def data(self) -> dict[str, Any]:
        return {
            "parts": [
                {
                    "title": part.title,
                    "cells": [
                        {"topic": cell.topic, "difficulty": cell.difficulty, "count": cell.count} for cell in part.cells
                    ],
                }
                for part in self.parts
            ]
        }

    @property
    def count(self) -> int:
        return sum(part.count for part in self.parts)


def blueprint_problems(data: Any) -> tuple[Problem, ...]:
    """Empty when `Blueprint.from_data` takes it.

    Codes: not_an_object, unknown_field, wrong_type, too_few, too_many, missing, not_allowed, bad_number, double_cell.
    """
    if not isinstance(data, Mapping):
        return (Problem("not_an_object"),)
    parts = data.get("parts")
    if not isinstance(parts, list | tuple) or not all(isinstance(part, Mapping) for part in parts):
        return (Problem("wrong_type", "parts"),)
    if not parts:
        return (Problem("too_few", "parts", {"least": 1, "found": 0}),)
    found = [Problem("unknown_field", str(name)[:40]) for name in data if name != "parts"]
    found += [problem for place, part in enumerate(parts) for problem in _part(part, f"parts.{place}")]
    if not found and (total := sum(cell["count"] for part in parts for cell in part["cells"])) > MOST_ITEMS:
        found.append(Problem("too_many", "parts", {"most": MOST_ITEMS, "found": total}))
    return tuple(found)


def _part(part: Mapping[str, Any], where: str) -> Iterator[Problem]:
    if set(part) - {"title", "cells"}:
        yield Problem("unknown_field", where)
    if not isinstance(part.get("title", ""), str):
        yield Problem("wrong_type", f"{where}.title")
    cells = part.get("cells")
    if not isinstance(cells, list | tuple) or not all(isinstance(cell, Mapping) for cell in cells):
        yield Problem("wrong_type", f"{where}.cells")
        return
    if not cells:
        yield Problem("too_few", f"{where}.cells", {"least": 1, "found": 0})
    names = set()
    for place, cell in enumerate(cells):
        yield from _cell(cell, f"{where}.cells.{place}")
        name = (str(cell.get("topic")), str(cell.get("difficulty", "")))
        if name in names:
            yield Problem("double_cell", f"{where}.cells.{place}")
        names.add(name)


def _cell(cell: Mapping[str, Any], where: str) -> Iterator[Problem]:
    if set(cell) - {"topic", "difficulty", "count"}:
        yield Problem("unknown_field", where)
    if not (isinstance(cell.get("topic"), str) and cell["topic"]):
        yield Problem("missing", f"{where}.topic")
    if cell.get("difficulty", "") not in DIFFICULTIES:
        yield Problem("not_allowed", f"{where}.difficulty")
    count = cell.get("count")
    if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= MOST_ITEMS:
        yield Problem("bad_number", f"{where}.count")
