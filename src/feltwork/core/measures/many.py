"""Many sheets at once, with NumPy: the same scores as `score`, sheet by sheet (a test holds it).

Full sheets of a plain instrument are one product of matrices; the others go the longer way of `_columns`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ._columns import Floats, check_responses, scores_of, worked_out
from ._instrument import Instrument, Scale
from ._score import active_scales, chosen_options

CHUNK = 4096  # sheets at a time: twenty items of so many stay in a processor's cache
Singles = npt.NDArray[np.float32]


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
    sheets = np.asarray(array)
    if sheets.ndim != 2 or sheets.shape[1] != len(instrument.items):
        raise ValueError(f"{instrument.id} has {len(instrument.items)} items; got an array of shape {sheets.shape}")
    scales = active_scales(instrument, chosen_options(instrument, options))
    if not scales or not _is_plain(instrument, scales):
        check_responses(instrument, sheets)
        return scores_of(instrument, scales, sheets, prorate)
    return _plain(instrument, scales, sheets, prorate)


def _is_plain(instrument: Instrument, scales: Sequence[Scale]) -> bool:
    """Every score is a sum of items; none hangs on another or may be left out; answers are neighbouring numbers."""
    used = [instrument.by_id[one] for scale in scales for one in scale.items]
    return (
        not any(scale.sets for scale in scales)
        and not any(item.only_if or item.optional for item in used)
        and all(_is_run(item.responses) for item in instrument.items)
    )


def _is_run(responses: Sequence[int]) -> bool:
    return len(responses) == responses[-1] - responses[0] + 1


def _plain(
    instrument: Instrument, scales: Sequence[Scale], sheets: npt.NDArray[Any], prorate: bool
) -> dict[str, Floats]:
    used = [number for number, item in enumerate(instrument.items) if any(item.id in one.items for one in scales)]
    weights, start = _weights(instrument, scales, used)
    ends = _ends(instrument)
    sums = np.empty((len(scales), len(sheets)), dtype=np.float64)
    # single precision holds every whole number up to 16 million; the room is taken once, not for every chunk
    room, spare = (np.empty((min(CHUNK, len(sheets)), sheets.shape[1]), dtype=np.float32) for _ in range(2))
    for begin in range(0, len(sheets), CHUNK):
        rows = sheets[begin : begin + CHUNK]
        chunk = room[: len(rows)]
        np.copyto(chunk, rows, casting="unsafe")
        if not _are_responses(chunk, spare[: len(rows)], ends):
            check_responses(instrument, sheets)
        part = chunk if len(used) == sheets.shape[1] else chunk[:, used]
        sums[:, begin : begin + CHUNK] = (part @ weights + start).T
    gaps = np.flatnonzero(np.isnan(sums[0]))
    found = {one.id: worked_out(one, sums[number], len(one.items)) for number, one in enumerate(scales)}
    if len(gaps):
        for name, values in scores_of(instrument, scales, sheets[gaps], prorate).items():
            found[name][gaps] = values
    return found


def _weights(instrument: Instrument, scales: Sequence[Scale], used: Sequence[int]) -> tuple[Singles, Singles]:
    """One column a scale: 1 for its items, −1 for the reversed ones, and what those add."""
    weights = np.zeros((len(used), len(scales)), dtype=np.float32)
    start = np.zeros(len(scales), dtype=np.float32)
    for column, scale in enumerate(scales):
        for row, number in enumerate(used):
            item = instrument.items[number]
            if item.id in scale.items:
                weights[row, column] = -1 if item.reversed else 1
                start[column] += item.responses[0] + item.responses[-1] if item.reversed else 0
    return weights, start


@dataclass(frozen=True, slots=True)
class _Ends:
    """Lowest and highest response of each item; `same` where they are those of all."""

    low: Singles
    high: Singles
    same: tuple[float, float] | None


def _ends(instrument: Instrument) -> _Ends:
    low = np.array([item.responses[0] for item in instrument.items], dtype=np.float32)
    high = np.array([item.responses[-1] for item in instrument.items], dtype=np.float32)
    pairs = {(item.responses[0], item.responses[-1]) for item in instrument.items}
    return _Ends(low, high, pairs.pop() if len(pairs) == 1 else None)


def _are_responses(chunk: Singles, spare: Singles, ends: _Ends) -> bool:
    """Whole numbers within the ends, or nan."""
    np.rint(chunk, out=spare)
    with np.errstate(invalid="ignore"):  # the endless, which the ends refuse
        spare -= chunk
    flat = spare.ravel()
    # nan makes the product nan, so it is only then that one has to look closer
    if np.dot(flat, flat) != 0 and np.any(np.abs(spare) > 0):
        return False
    if ends.same is not None:
        lowest, highest = float(chunk.min()), float(chunk.max())
        if lowest == lowest:
            return ends.same[0] <= lowest and highest <= ends.same[1]
    return not (np.any(chunk < ends.low) or np.any(chunk > ends.high))
