"""Scores of many sheets, column by column: for gaps, sets, conditions and items that not everybody is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ._answers import AnswerError
from ._instrument import Instrument, Scale
from ._score import gates_of

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]


def check_responses(instrument: Instrument, sheets: npt.NDArray[Any]) -> None:
    """Raises AnswerError for the first column with a value that is neither a response nor nan."""
    for number, item in enumerate(instrument.items):
        column = sheets[:, number]
        wrong = ~(np.isnan(column) | np.isin(column, item.responses))
        if wrong.any():
            value = float(column[wrong][0])
            raise AnswerError(item.id, "not_a_response", {"value": value, "responses": item.responses})


def scores_of(
    instrument: Instrument, scales: Sequence[Scale], sheets: npt.NDArray[Any], prorate: bool
) -> dict[str, Floats]:
    place = {item.id: number for number, item in enumerate(instrument.items)}
    given = sheets.astype(np.float64)
    worth, left_out = _worth(instrument, given, place)
    found = {}
    for scale in scales:
        if scale.sets:
            values, missing, asked = _of_sets(instrument, scale, worth, left_out, place)
        else:
            columns = [place[one] for one in scale.items]
            values, out = worth[:, columns], left_out[:, columns]
            asked = len(columns) - out.sum(axis=1)
            missing = (np.isnan(values) & ~out).sum(axis=1)
        for gate in gates_of(instrument, scale):
            missing = missing + np.isnan(given[:, place[gate]])
        found[scale.id] = _scores(scale, values, missing, asked, prorate)
    return found


def _worth(instrument: Instrument, given: Floats, place: Mapping[str, int]) -> tuple[Floats, Truths]:
    """Turned values, and which places were not to be asked."""
    worth, left_out = given.copy(), np.zeros(given.shape, dtype=np.bool_)
    for number, item in enumerate(instrument.items):
        if item.only_if is not None:
            gate = given[:, place[item.only_if.item]]
            not_asked = ~np.isnan(gate) & ~np.isin(gate, item.only_if.values)
            worth[not_asked, number] = np.nan if item.only_if.otherwise is None else item.only_if.otherwise
            left_out[:, number] = not_asked & (item.only_if.otherwise is None)
        if item.optional:
            left_out[:, number] |= np.isnan(worth[:, number])
        if item.reversed:
            worth[:, number] = item.responses[0] + item.responses[-1] - worth[:, number]
    return worth, left_out


def _of_sets(
    instrument: Instrument, scale: Scale, worth: Floats, left_out: Truths, place: Mapping[str, int]
) -> tuple[Floats, Counts, Counts]:
    """The highest of each set where it is known, how many items are missing, how many sets were asked at all."""
    parts = [_set(instrument, ids, worth, left_out, place) for ids in scale.sets]
    values = np.stack([value for value, _, _ in parts], axis=1)
    missing: Counts = np.sum([count for _, count, _ in parts], axis=0)
    asked: Counts = np.sum([one for _, _, one in parts], axis=0)
    return values, missing, asked


def _set(
    instrument: Instrument, ids: Sequence[str], worth: Floats, left_out: Truths, place: Mapping[str, int]
) -> tuple[Floats, Counts, Truths]:
    columns = [place[one] for one in ids]
    values, out = worth[:, columns], left_out[:, columns]
    empty = np.isnan(values) & ~out
    highest = np.max(np.where(np.isnan(values), -np.inf, values), axis=1)
    at_top = highest == max(instrument.by_id[one].responses[-1] for one in ids)
    known = np.isfinite(highest) & (at_top | ~empty.any(axis=1))
    missing = np.where(known, 0, empty.sum(axis=1))
    asked: Truths = ~np.all(out, axis=1)
    return np.where(known, highest, np.nan), missing, asked


def _scores(scale: Scale, values: Floats, missing: Counts, asked: Counts, prorate: bool) -> Floats:
    known = np.sum(~np.isnan(values), axis=1)
    total = np.nansum(values, axis=1)
    rule = scale.missing
    by_rule = (missing <= rule.most) & ((known > 0) | (rule.how == "zero") | (missing == 0))
    stands_in = ~by_rule & (prorate & (known > 0) & (missing <= rule.prorate_most))
    with np.errstate(invalid="ignore", divide="ignore"):
        total = np.where(stands_in, total * asked / known, total)
        scores = worked_out(scale, total, known if rule.how == "answered" else asked)
    return np.where(by_rule | stands_in, scores, np.nan)


def worked_out(scale: Scale, total: Floats, units: Counts | int) -> Floats:
    """The sum turned into the score of *scale*."""
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
