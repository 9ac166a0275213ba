"""What is known while a file is read, and what every shape can do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any

from feltwork.core.certification._errors import RuleError
from feltwork.core.certification._rules import Source
from feltwork.core.certification._yaml import Node


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
