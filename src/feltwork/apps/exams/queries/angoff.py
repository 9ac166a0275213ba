"""What judges came to, in the words of the page."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from feltwork.apps.exams.models import Standard
from feltwork.apps.exams.queries.standards import ratings, weights
from feltwork.core.exams import angoff


@dataclass(frozen=True, slots=True)
class JudgedRow:
    number: int
    code: str
    mean: float | None  # percent
    reach: float | None  # between the lowest and the highest, in percent
    is_disputed: bool


@dataclass(frozen=True, slots=True)
class Result:
    """Percent throughout. *rounds*: the cut of each round; *severities*: how much more or less each judge asks."""

    cut_percent: float | None
    se: float | None
    rounds: tuple[float | None, ...]
    severities: tuple[float | None, ...]
    rows: tuple[JudgedRow, ...]
    few_judges: bool

    @property
    def disputed(self) -> int:
        return sum(row.is_disputed for row in self.rows)


def result_of(standard: Standard) -> Result:
    """Of the last round that was rated. The cut weighs each question by its points, as a result does."""
    numbers = (1,) if standard.round == 1 else (1, 2)
    points = [float(Fraction(one)) for one in weights(standard)]
    found = angoff([ratings(standard, number) for number in numbers], points=points)
    items = list(standard.items.select_related("version__item"))
    rows = tuple(
        JudgedRow(one.number, one.version.item.code, _percent(told.mean), _percent(told.range), told.is_disputed)
        for one, told in zip(items, found.items, strict=True)
    )
    return Result(
        cut_percent=None if found.cut is None else round(found.cut * 100, 2),
        se=_percent(found.se),
        rounds=tuple(_percent(one.cut) for one in found.rounds),
        severities=tuple(_percent(one.severity) for one in found.judges),
        rows=rows,
        few_judges=found.few_judges,
    )


def _percent(share: float | None) -> float | None:
    return None if share is None else round(share * 100, 1)
