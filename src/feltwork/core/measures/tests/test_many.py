"""Scoring many sheets: shapes, wrong values, gaps. That it equals scoring one by one is a property."""

from __future__ import annotations

import numpy as np
import pytest

from feltwork.core.measures import AnswerError, instrument, many, score_many

PCL = instrument("pcl-5")


@pytest.mark.parametrize("value", [5, -1, 1.5, np.inf])
@pytest.mark.parametrize("gap", [False, True])
def test_a_value_that_is_no_response_is_refused(value: float, gap: bool) -> None:
    sheets = np.ones((3, 20))
    sheets[2, 6] = value
    if gap:
        sheets[0, 0] = np.nan
    with pytest.raises(AnswerError) as caught:
        score_many(PCL, sheets)
    assert (caught.value.item, caught.value.code) == ("avoids_outer", "not_a_response")


def test_a_wrong_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="20 items"):
        score_many(PCL, np.ones((3, 19)))


def test_sheets_come_out_in_their_order_over_several_chunks() -> None:
    sheets = np.repeat(np.arange(5.0), many.CHUNK)[:, None] * np.ones(20)
    sheets[7, 3] = np.nan
    expected = sheets[:, 0] * 20
    expected[7] = np.nan
    np.testing.assert_array_equal(score_many(PCL, sheets)["total"], expected)


@pytest.mark.parametrize("sheets", [np.full((2, 20), np.nan), np.empty((0, 20)), np.ones((2, 20), dtype=np.uint8)])
def test_empty_sheets_no_sheets_and_whole_numbers_are_sheets_too(sheets: np.ndarray) -> None:
    found = score_many(PCL, sheets)["total"]
    assert len(found) == len(sheets)
    assert np.isnan(found).all() == (sheets.dtype != np.uint8)
