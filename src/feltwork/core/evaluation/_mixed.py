"""Change over repeated measures when not everybody answered each time: a mixed model.

A person who missed a time still counts with the times they answered. What that assumes is in `_missing`.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import stats

from ._effects import CONFIDENCE
from ._errors import NotComputable

if TYPE_CHECKING:
    import pandas as pd

SLOPE, INTERCEPT, CLUSTERED = "random_intercept_and_slope", "random_intercept", "no_random_effects"
EDGE = 1e-5  # a variance below this part of the residual's is taken to be at the edge of what is possible


@dataclass(frozen=True, slots=True)
class Estimate:
    """`name`: a point, compared with the first one, or "day" for the change in one unit of time."""

    name: str
    value: float
    se: float
    low: float
    high: float
    p: float


@dataclass(frozen=True, slots=True)
class Tried:
    """A model that was not used: `why` is "too_few_times", "not_converged", "at_the_edge" or "failed"."""

    model: str
    why: str


@dataclass(frozen=True, slots=True)
class MixedChange:
    """`model` is the one used, after those in `tried`. Spreads are standard deviations in points of the scale."""

    model: str
    method: str  # "REML", or "OLS" with errors by person
    tried: tuple[Tried, ...]
    people: int
    answers: int | None  # None where it would tell how many missed a point
    start: Estimate
    changes: tuple[Estimate, ...]
    sd_between: float | None
    sd_slope: float | None
    sd_within: float


def mixed_change(frame: pd.DataFrame, *, points: Sequence[str] = (), confidence: float = CONFIDENCE) -> MixedChange:
    """Fit value on time with a person's own level and, where it can be told, their own slope.

    *frame*: columns person, point, day (a number: when, in any unit), value; a row for each answer. With *points* (in
    order, the first is compared with) each later point has its own change; without, one straight line over `day`.
    Intervals are t·SE with people − 1 degrees of freedom: exact for two complete points, cautious otherwise.
    Raises `NotComputable`.
    """
    rows = frame.sort_values(["person", "day"], kind="stable")
    if points:
        rows = rows[rows["point"].isin(list(points))]
    values = rows["value"].to_numpy(dtype=float)
    people = rows["person"].nunique()
    if people < 3 or len(rows) < people + 2:
        raise NotComputable("too_few")
    if not np.isfinite(values).all():
        raise NotComputable("not_a_number")
    if np.ptp(values) == 0:
        raise NotComputable("no_spread")
    fixed, names = _design(rows, points)
    fitted = _first_that_holds(values, fixed, rows)
    reach = float(stats.t.ppf((1 + confidence) / 2, people - 1))
    found = [_estimate(n, v, s, reach, people) for n, v, s in zip(names, fitted.values, fitted.errors, strict=True)]
    return MixedChange(
        model=fitted.model, method="OLS" if fitted.model == CLUSTERED else "REML", tried=tuple(fitted.tried),
        people=int(people), answers=len(rows), start=found[0], changes=tuple(found[1:]), sd_between=fitted.between,
        sd_slope=fitted.slope, sd_within=fitted.within,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Fitted:
    model: str
    values: Any
    errors: Any
    between: float | None
    slope: float | None
    within: float
    tried: Sequence[Tried] = ()


def _design(rows: pd.DataFrame, points: Sequence[str]) -> tuple[Any, list[str]]:
    """The fixed part: ones, then a column for each later point, or the time."""
    ones = np.ones(len(rows))
    if not points:
        return np.column_stack([ones, rows["day"].to_numpy(dtype=float)]), ["start", "day"]
    given = rows["point"].to_numpy()
    later = [point for point in points[1:] if (given == point).any()]
    if not later or not (given == points[0]).any():
        raise NotComputable("too_few")
    return np.column_stack([ones, *((given == point).astype(float) for point in later)]), ["start", *later]


def _first_that_holds(values: Any, fixed: Any, rows: pd.DataFrame) -> _Fitted:
    """The richest model that can be fitted; the simpler ones are always named, never used in silence."""
    tried: list[Tried] = []
    for model, columns in _random_parts(rows):
        fitted, why = (None, "too_few_times") if columns is None else _fit(model, values, fixed, rows, columns)
        if fitted is not None:
            return _Fitted(
                fitted.model, fitted.values, fitted.errors, fitted.between, fitted.slope, fitted.within, tried
            )
        tried.append(Tried(model, why))
    return _clustered(values, fixed, rows, tried)


def _random_parts(rows: pd.DataFrame) -> Iterator[tuple[str, Any]]:
    """What varies from person to person. A slope of one's own needs three times, and more answers than it has numbers
    to find."""
    days = rows["day"].to_numpy(dtype=float)
    times = rows.groupby("person")["day"].nunique()
    can_slope = (times >= 3).sum() >= 3 and len(rows) > 2 * len(times)
    spread = float(days.std()) or 1.0
    # centred and in standard deviations: the optimiser meets numbers of one size
    yield SLOPE, np.column_stack([np.ones(len(rows)), (days - days.mean()) / spread]) if can_slope else None
    yield INTERCEPT, np.ones((len(rows), 1))


def _fit(model: str, values: Any, fixed: Any, rows: pd.DataFrame, random: Any) -> tuple[_Fitted | None, str]:
    """The model by restricted maximum likelihood, or why not."""
    # half of this program's start would be spent on reading statsmodels, which only the worker needs
    from statsmodels.regression.mixed_linear_model import MixedLM
    from statsmodels.tools.sm_exceptions import ConvergenceWarning

    try:
        with warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always")
            result = MixedLM(values, fixed, groups=rows["person"].to_numpy(), exog_re=random).fit(
                reml=True, method=["lbfgs", "bfgs", "powell"]
            )
    except (np.linalg.LinAlgError, ValueError):
        return None, "failed"
    within, spreads = float(result.scale), np.asarray(result.cov_re, dtype=float)
    errors = np.asarray(result.bse_fe, dtype=float)
    if np.linalg.eigvalsh(spreads).min() <= EDGE * within:
        return None, "at_the_edge"
    if not result.converged or any(issubclass(one.category, ConvergenceWarning) for one in heard):
        return None, "not_converged"
    if not np.isfinite(errors).all():
        return None, "failed"
    slope = None
    if model == SLOPE:
        slope = float(np.sqrt(spreads[1, 1])) / (float(rows["day"].to_numpy(dtype=float).std()) or 1.0)
    return _Fitted(model, result.fe_params, errors, float(np.sqrt(spreads[0, 0])), slope, float(np.sqrt(within))), ""


def _clustered(values: Any, fixed: Any, rows: pd.DataFrame, tried: Sequence[Tried]) -> _Fitted:
    """Least squares, whose errors allow for the same person answering more than once."""
    from statsmodels.regression.linear_model import OLS  # read late for the same reason

    groups = np.unique(rows["person"].to_numpy().astype(str), return_inverse=True)[1]
    result = OLS(values, fixed).fit(cov_type="cluster", cov_kwds={"groups": groups})
    errors = np.asarray(result.bse, dtype=float)
    if not np.isfinite(errors).all() or (errors <= 0).any():
        raise NotComputable("no_spread")
    return _Fitted(CLUSTERED, result.params, errors, None, None, float(np.sqrt(result.scale)), tried)


def _estimate(name: str, value: float, se: float, reach: float, people: int) -> Estimate:
    value, se = float(value), float(se)
    p = float(2 * stats.t.sf(abs(value / se), people - 1))
    return Estimate(name, value, se, value - reach * se, value + reach * se, p)
