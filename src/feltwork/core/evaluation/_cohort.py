"""A report on a group over time: how much changed, for how many, who is missing, and what may be said of it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any

from scipy import stats

from ._apart import Shown
from ._effects import CONFIDENCE
from ._errors import NotComputable
from ._missing import Missing, missing_statement
from ._mixed import MixedChange, mixed_change
from ._paired import PairedChange, paired_change
from ._reliable import ReliableShares, reliable_shares
from ._suppress import LEAST

if TYPE_CHECKING:
    import pandas as pd

FEW = 30  # fewer people than this, and "few people" stands beside the figures


@dataclass(frozen=True, slots=True)
class PointSummary:
    """One point of those who answered it: mean with interval by Student's t, spread, and the middle day since the start
    of each person. All None where it is held back."""

    point: str
    people: int | None
    mean: float | None
    sd: float | None
    low: float | None
    high: float | None
    day: float | None


@dataclass(frozen=True, slots=True)
class ReliableRule:
    """The change in points that counts, and which way is good. A published number counts when it is reached, a computed
    one when it is exceeded (`reached` False)."""

    needed: float
    higher_is: str
    reached: bool = True


@dataclass(frozen=True, slots=True)
class CohortReport:
    """`why` says why there is no paired change: "", "too_few", "no_spread", or "too_near" to an earlier report.
    `mixed_why` likewise. `mixed_people`: "all", or "both_answered" where the others could have been told apart.
    `limits`: what must be said with it, always "no_control_group"."""

    points: tuple[PointSummary, ...]
    first: str
    last: str
    paired: PairedChange | None
    why: str
    mixed: MixedChange | None
    mixed_why: str
    mixed_people: str
    missing: Missing | None
    reliable: ReliableShares | None
    limits: tuple[str, ...]
    held_back: int
    least: int

    def as_json(self) -> dict[str, Any]:
        """The same as plain lists, mappings, numbers and words."""
        return asdict(self)


def cohort(
    frame: pd.DataFrame, *, points: Sequence[str], asked: Iterable[Hashable] = (), rule: ReliableRule | None = None,
    least: int = LEAST, shown: Shown | None = None,
) -> CohortReport:  # fmt: skip
    """*frame*: columns person, point, day (since the person's start), value (points); one row for a person and point.
    *points*: at least two, in order. The first and last are compared; what matters most is shown first, and what would
    give fewer than *least* people away after that is held back. *shown*: the groups of earlier reports on the same
    people; those of this one are added to it."""
    if len(points) < 2 or len(set(points)) != len(points):
        raise ValueError("a change needs two points")
    rows = frame[frame["point"].isin(list(points))].dropna(subset=["value"])
    if rows.duplicated(["person", "point"]).any():
        raise ValueError("a person answers a point once")
    shown = Shown(least) if shown is None else shown
    both = _both(rows, points[0], points[-1])
    if not shown.may(both.index):
        return _nothing(points, least, "too_near" if len(both) >= least else "too_few")
    before, after = both[points[0]].tolist(), both[points[-1]].tolist()
    paired, why = _paired(before, after)
    if paired is None:
        return _nothing(points, least, why)
    reliable = None if rule is None else reliable_shares(
        before, after, needed=rule.needed, higher_is=rule.higher_is, reached=rule.reached, least=least
    )  # fmt: skip
    mixed, mixed_why, of_whom = _mixed(rows, points, frozenset(both.index), shown)
    summaries = tuple(_summary(rows, point, shown) for point in points)
    missing = missing_statement(rows, points=points, asked=asked, shown=shown)
    return CohortReport(
        points=summaries, first=points[0], last=points[-1], paired=paired, why="", mixed=_open(mixed, summaries),
        mixed_why=mixed_why, mixed_people=of_whom, missing=missing, reliable=reliable,
        limits=_limits(paired, shown, mixed), held_back=shown.refused, least=least,
    )  # fmt: skip


def _both(rows: pd.DataFrame, first: str, last: str) -> pd.DataFrame:
    """A row for each person who answered both, by person."""
    wide = rows[rows["point"].isin([first, last])].pivot(index="person", columns="point", values="value")
    return wide.reindex(columns=[first, last]).dropna()


def _paired(before: list[float], after: list[float]) -> tuple[PairedChange | None, str]:
    try:
        return paired_change(before, after), ""
    except NotComputable as refused:
        return None, refused.code


def _mixed(
    rows: pd.DataFrame, points: Sequence[str], both: frozenset[Hashable], shown: Shown
) -> tuple[MixedChange | None, str, str]:
    """Of everybody with an answer; of those who answered both ends where the others are too few to be counted in."""
    of_whom = "all" if shown.may(rows["person"]) else "both_answered"
    if of_whom == "both_answered":
        rows = rows[rows["person"].isin(both)]
    try:
        return mixed_change(rows, points=points), "", of_whom
    except NotComputable as refused:
        return None, refused.code, of_whom


def _open(mixed: MixedChange | None, summaries: Sequence[PointSummary]) -> MixedChange | None:
    """Without the number of answers, which tells how many missed a point; and without the estimate of a point of which
    nothing may be shown."""
    if mixed is None:
        return None
    closed = {one.point for one in summaries[1:-1] if one.people is None}
    changes = tuple(one for one in mixed.changes if one.name not in closed)
    return MixedChange(
        model=mixed.model, method=mixed.method, tried=mixed.tried, people=mixed.people,
        answers=None if any(one.people is None for one in summaries) else mixed.answers, start=mixed.start,
        changes=changes, sd_between=mixed.sd_between, sd_slope=mixed.sd_slope, sd_within=mixed.sd_within,
    )  # fmt: skip


def _summary(rows: pd.DataFrame, point: str, shown: Shown) -> PointSummary:
    here = rows[rows["point"] == point]
    values = here["value"]
    # where everybody gave the same answer the mean would be each one's answer
    if not shown.may(here["person"]) or not values.std() > 0:
        return PointSummary(point, None, None, None, None, None, None)
    n, mean, sd = len(values), float(values.mean()), float(values.std())
    reach = float(stats.t.ppf((1 + CONFIDENCE) / 2, n - 1)) * sd / sqrt(n)
    return PointSummary(point, n, mean, sd, mean - reach, mean + reach, float(here["day"].median()))


def _limits(paired: PairedChange, shown: Shown, mixed: MixedChange | None) -> tuple[str, ...]:
    """What has to be said with the figures."""
    limits = ["no_control_group"]
    if paired.n < FEW:
        limits.append("few_people")
    if paired.low <= 0 <= paired.high:
        limits.append("no_change_not_ruled_out")
    if mixed is not None and mixed.tried:
        limits.append("simpler_model")
    if shown.refused:
        limits.append("held_back")
    return tuple(limits)


def _nothing(points: Sequence[str], least: int, why: str = "too_few") -> CohortReport:
    """Too few: then not even how many is said."""
    empty = tuple(PointSummary(point, None, None, None, None, None, None) for point in points)
    return CohortReport(
        empty,
        points[0],
        points[-1],
        None,
        why,
        None,
        why,
        "",
        None,
        None,
        ("no_control_group", why),
        len(points),
        least,
    )


def words_missing(report: CohortReport, said: Mapping[str, str]) -> set[str]:
    """The codes of *report* that *said* has no sentence for: the edge checks itself with it."""
    codes = {*report.limits, report.why, report.mixed_why}
    if report.missing is not None:
        codes |= {report.missing.why, *report.missing.assumed.values()}
    return codes - set(said) - {""}
