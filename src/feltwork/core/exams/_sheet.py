"""One rater's sheet for one session."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Self

from ._errors import Problem, Unsound
from ._item import number
from ._rubric import LEVELS, TOP, Rubric

Cells = Mapping[tuple[str, str], Fraction | None]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`ratings`: of each domain and rating 0 to 3 in halves, None for "cannot be rated"; `gates`: what was seen."""

    ratings: Cells
    gates: frozenset[str]

    @classmethod
    def from_data(cls, data: Mapping[str, Any], rubric: Rubric) -> Self:
        """Of {"ratings": {"safety": {"adherence": 2.5, "helpfulness": null}, …}, "gates": {"stop_signal": false, …}}.

        Raises Unsound. Words of the rater may stand beside under "words"; they are not read here.
        """
        if problems := sheet_problems(data, rubric):
            raise Unsound(problems)
        ratings = {cell: _level(data["ratings"][cell[0]][cell[1]]) for cell in rubric.cells}
        return cls(MappingProxyType(ratings), frozenset(gate for gate, seen in data["gates"].items() if seen))

    def data(self, rubric: Rubric) -> dict[str, Any]:
        ratings: dict[str, dict[str, int | float | str | None]] = {domain.id: {} for domain in rubric.domains}
        for domain, rating in rubric.cells:
            value = self.ratings[domain, rating]
            ratings[domain][rating] = None if value is None else number(value)
        return {"ratings": ratings, "gates": {gate.id: gate.id in self.gates for gate in rubric.gates}}

    @property
    def rated(self) -> tuple[Fraction, ...]:
        return tuple(value for value in self.ratings.values() if value is not None)

    @property
    def cant_rate(self) -> int:
        return len(self.ratings) - len(self.rated)

    @property
    def share(self) -> Fraction | None:
        """The mean of all that was rated as a share of 3; None where nothing was."""
        rated = self.rated
        return sum(rated, Fraction(0)) / len(rated) / TOP if rated else None


def sheet_problems(data: Any, rubric: Rubric) -> tuple[Problem, ...]:
    """Empty when `Sheet.from_data` takes it: every rating made or said to be impossible, every gate answered.

    Codes: not_an_object, missing, not_a_level, unknown_domain, unknown_rating, unknown_gate, wrong_type.
    """
    if not isinstance(data, Mapping):
        return (Problem("not_an_object"),)
    ratings, gates = data.get("ratings"), data.get("gates")
    if not isinstance(ratings, Mapping) or not isinstance(gates, Mapping):
        return (Problem("missing", "gates" if isinstance(ratings, Mapping) else "ratings"),)
    return (*_ratings(ratings, rubric), *_gates(gates, rubric))


def _ratings(ratings: Mapping[str, Any], rubric: Rubric) -> Iterator[Problem]:
    known = {domain.id for domain in rubric.domains}
    names = {rating.id for rating in rubric.ratings}
    for domain, row in ratings.items():
        if domain not in known:
            yield Problem("unknown_domain", f"ratings.{str(domain)[:40]}")
        elif not isinstance(row, Mapping):
            yield Problem("wrong_type", f"ratings.{domain}")
        elif set(row) - names:
            yield Problem("unknown_rating", f"ratings.{domain}")
    for domain, rating in rubric.cells:
        row = ratings.get(domain)
        if not isinstance(row, Mapping) or rating not in row:
            yield Problem("missing", f"ratings.{domain}.{rating}")
        elif row[rating] is not None and not _is_level(row[rating]):
            yield Problem("not_a_level", f"ratings.{domain}.{rating}")


def _gates(gates: Mapping[str, Any], rubric: Rubric) -> Iterator[Problem]:
    known = [gate.id for gate in rubric.gates]
    for gate in gates:
        if gate not in known:
            yield Problem("unknown_gate", f"gates.{str(gate)[:40]}")
    for gate in known:
        if gate not in gates:
            yield Problem("missing", f"gates.{gate}")
        elif not isinstance(gates[gate], bool):
            yield Problem("wrong_type", f"gates.{gate}")


def _is_level(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value in LEVELS


def _level(value: int | float | None) -> Fraction | None:
    return None if value is None else Fraction(str(value))
