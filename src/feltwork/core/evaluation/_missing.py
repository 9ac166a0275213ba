"""Who answered when, who left, and what each figure takes for granted about those who did not answer."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ._apart import Shown
from ._effects import Effect, hedges_g
from ._errors import NotComputable

if TYPE_CHECKING:
    import pandas as pd

# what each method assumes; the sentences are made at the edge
ASSUMED: Mapping[str, str] = {"paired": "those_who_answered_both", "mixed": "missing_at_random"}


@dataclass(frozen=True, slots=True)
class Answered:
    """One point: how many of those asked answered; None where it is held back."""

    point: str
    people: int | None
    share: float | None


@dataclass(frozen=True, slots=True)
class DropOut:
    """At the first point: those who answered the last one too, and those who did not. `effect`: stayed − left."""

    stayed: int
    left: int
    mean_stayed: float
    mean_left: float
    effect: Effect


@dataclass(frozen=True, slots=True)
class Missing:
    """`asked`: everybody who was to answer. `drop_out` is None where few left, or where few stayed: `why` is "" (it
    stands), "nobody_left", "held_back" or "no_spread"."""

    asked: int | None
    answered: tuple[Answered, ...]
    drop_out: DropOut | None
    why: str
    assumed: Mapping[str, str]


def missing_statement(
    frame: pd.DataFrame, *, points: Sequence[str], asked: Iterable[Hashable], shown: Shown | None = None
) -> Missing:
    """*frame*: columns person, point, value. *asked*: everybody, those without an answer among them. *shown*: groups of
    which something is shown already, so that nothing here gives a few of them away."""
    shown = Shown() if shown is None else shown
    everybody = frozenset(asked) | frozenset(frame["person"])
    total = len(everybody) if shown.may(everybody) else None
    by_point = {point: frozenset(frame.loc[frame["point"] == point, "person"]) for point in points}
    rows = tuple(_answered(point, people, total, shown) for point, people in by_point.items())
    drop_out, why = _drop_out(frame, points, by_point, shown)
    return Missing(total, rows, drop_out, why, ASSUMED)


def _answered(point: str, people: frozenset[Hashable], total: int | None, shown: Shown) -> Answered:
    if not shown.may(people):
        return Answered(point, None, None)
    return Answered(point, len(people), len(people) / total if total else None)


def _drop_out(
    frame: pd.DataFrame, points: Sequence[str], by_point: Mapping[str, frozenset[Hashable]], shown: Shown
) -> tuple[DropOut | None, str]:
    first, last = by_point[points[0]], by_point[points[-1]]
    stayed, left = first & last, first - last
    # that nobody left is told only where the number of those who answered both is shown anyway
    if not left:
        return None, "nobody_left" if shown.may(first) else "held_back"
    if not (shown.may(stayed) and shown.may(left)):
        return None, "held_back"
    values = frame[frame["point"] == points[0]].set_index("person")["value"]
    these, those = values.loc[sorted(stayed, key=str)], values.loc[sorted(left, key=str)]
    try:
        effect = hedges_g(these.mean(), these.std(), len(these), those.mean(), those.std(), len(those))
    except NotComputable as refused:
        return None, refused.code
    return DropOut(len(stayed), len(left), float(these.mean()), float(those.mean()), effect), ""
