"""A question on its way into the bank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Incoming:
    """`data` has the shape of `core.exams`; topic and difficulty may be empty; *notes*: what was read otherwise."""

    code: str
    topic: str
    difficulty: str
    family: str
    data: Mapping[str, Any]
    notes: tuple[str, ...] = ()
