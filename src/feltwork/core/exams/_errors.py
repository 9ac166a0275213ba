"""What is wrong with an item, a blueprint or an answer, as facts; sentences are made at the edge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Problem:
    """`code` says what, `where` at which place ("choices.2.text", "" for the whole), `facts` with which numbers."""

    code: str
    where: str = ""
    facts: Mapping[str, str | int] = field(default_factory=lambda: MappingProxyType({}))


class Unsound(ValueError):
    """Data that is no item or no blueprint; `problems` is never empty."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(f"{one.code} {one.where}".strip() for one in problems))
        self.problems = tuple(problems)


class AnswerError(ValueError):
    """An answer that this item cannot have. `code`: wrong_shape, unknown_choice, twice, outside, too_long."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
