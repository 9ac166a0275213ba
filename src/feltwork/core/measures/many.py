"""Many sheets at once, with NumPy: the same scores as `score`, sheet by sheet (a test holds it)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from ._answers import AnswerError
from ._instrument import Instrument, Item, Scale
from ._score import active_scales, chosen_options

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]


def score_many(
    instrument: Instrument,
    array: npt.NDArray[Any],
    *,
    prorate: bool = False,
    options: Mapping[str, str] | None = None,
) -> dict[str, Floats]:
    """Scale id → one score a sheet, nan where there is none.

    *array*: n sheets × items in their default order, nan where nothing was answered (declined is the same here; an
    optional item that is nan was not asked). Raises AnswerError for a value that is no response, ValueError for a
    wrong shape.
    """
    sheets = np.asarray(array, dtype=np.float64)
    if sheets.ndim != 2 or sheets.shape[1] != len(instrument.items):
        raise ValueError(f"{instrument.id} has {len(instrument.items)} items; got an array of shape {sheets.shape}")
    chosen = chosen_options(instrument, options)
    _check(instrument, sheets)
    place = {item.id: number for number, item in enumerate(instrument.items)}
    worth, left_out = _worth(instrument, sheets, place)
    return {
        scale.id: _scores(instrument, scale, sheets, worth, left_out, place, prorate)
        for scale in active_scales(instrument, chosen)
    }


def _check(instrument: Instrument, sheets: Floats) -> None:
    for number, item in enumerate(instrument.items):
        column = sheets[:, number]
        wrong = ~(np.isnan(column) | np.isin(column, item.responses))
        if wrong.any():
            value = float(column[wrong][0])
            raise AnswerError(item.id, "not_a_response", {"value": value, "responses": item.responses})


def _worth(instrument: Instrument, sheets: Floats, place: Mapping[str, int]) -> tuple[Floats, Truths]:
    """Turned values, and which places were not to be asked."""
    worth, left_out = sheets.copy(), np.zeros(sheets.shape, dtype=np.bool_)
    for number, item in enumerate(instrument.items):
        if item.only_if is not None:
            gate = sheets[:, place[item.only_if.item]]
            not_asked = ~np.isnan(gate) & ~np.isin(gate, item.only_if.values)
            worth[not_asked, number] = np.nan if item.only_if.otherwise is None else item.only_if.otherwise
            left_out[:, number] = not_asked & (item.only_if.otherwise is None)
        if item.optional:
            left_out[:, number] |= np.isnan(worth[:, number])
        if item.reversed:
            worth[:, number] = item.responses[0] + item.responses[-1] - worth[:, number]
    return worth, left_out


def _scores(
    instrument: Instrument,
    scale: Scale,
    sheets: Floats,
    worth: Floats,
    left_out: Truths,
    place: Mapping[str, int],
    prorate: bool,
) -> Floats:
    units = [_unit(instrument, ids, worth, left_out, place) for ids in scale.sets or [(one,) for one in scale.items]]
    values = np.stack([value for value, _, _ in units], axis=1)
    missing = np.sum([count for _, count, _ in units], axis=0)
    asked = np.sum([one for _, _, one in units], axis=0)
    for gate in _gates(instrument, scale):
        missing += np.isnan(sheets[:, place[gate]])
    known = np.sum(~np.isnan(values), axis=1)
    total = np.nansum(values, axis=1)
    rule = scale.missing
    by_rule = (missing <= rule.most) & ((known > 0) | (rule.how == "zero") | (missing == 0))
    stands_in = ~by_rule & (prorate & (known > 0) & (missing <= rule.prorate_most))
    with np.errstate(invalid="ignore", divide="ignore"):
        total = np.where(stands_in, total * asked / known, total)
        scores = _combined(scale, total, known if rule.how == "answered" else asked)
    return np.where(by_rule | stands_in, scores, np.nan)


def _unit(
    instrument: Instrument, ids: tuple[str, ...], worth: Floats, left_out: Truths, place: Mapping[str, int]
) -> tuple[Floats, npt.NDArray[np.int64], Truths]:
    """Value, how many of its items are missing, and whether it was asked at all."""
    columns = [place[one] for one in ids]
    values, out = worth[:, columns], left_out[:, columns]
    empty = np.isnan(values) & ~out
    highest = np.max(np.where(np.isnan(values), -np.inf, values), axis=1)
    items: list[Item] = [instrument.by_id[one] for one in ids]
    at_top = highest == max(item.responses[-1] for item in items)
    known = np.isfinite(highest) & (at_top | ~empty.any(axis=1))
    missing = np.where(known, 0, empty.sum(axis=1))
    asked: Truths = ~np.all(out, axis=1)
    return np.where(known, highest, np.nan), missing, asked


def _gates(instrument: Instrument, scale: Scale) -> list[str]:
    hung = [instrument.by_id[one].only_if for one in scale.items]
    return list(dict.fromkeys(one.item for one in hung if one is not None and one.item not in scale.items))


def _combined(scale: Scale, total: Floats, units: npt.NDArray[np.int64]) -> Floats:
    match scale.how:
        case "mean":
            return total / units
        case "mean_x10":
            return total * 10 / units
        case "x4":
            return total * 4
        case "tenth":
            return total / 10
        case "sum_less_one_each":
            return total - units
    return total
