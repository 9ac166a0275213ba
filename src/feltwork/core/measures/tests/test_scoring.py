"""Sheets and what they come to."""

from __future__ import annotations

from fractions import Fraction

import pytest

from feltwork.core.measures import DECLINED, AnswerError, instrument, score


def all_of(instrument_id: str, value: int) -> dict[str, int]:
    return {item.id: value for item in instrument(instrument_id).items if value in item.responses}


def test_a_full_sheet_is_scored() -> None:
    scored = score(instrument("gad-7"), all_of("gad-7", 2))
    assert scored.scales["total"].value == Fraction(14)
    assert scored.scales["total"].band and scored.scales["total"].band.code == "moderate"
    assert (scored.answered, scored.of, scored.complete) == (7, 7, True)


def test_one_missing_answer_leaves_no_score_and_says_which() -> None:
    scored = score(instrument("gad-7"), all_of("gad-7", 2) | {"worry": DECLINED})
    total = scored.scales["total"]
    assert (total.value, total.scorable, total.why, total.missing) == (None, False, "missing", ("worry",))
    assert (scored.declined, scored.complete) == (("worry",), False)


def test_prorating_is_only_where_it_was_chosen() -> None:
    answers = all_of("gad-7", 2) | {"worry": None}
    total = score(instrument("gad-7"), answers, prorate=True).scales["total"]
    assert (total.value, total.prorated) == (Fraction(14), True)


@pytest.mark.parametrize(
    ("answers", "code"),
    [({"worry": 7}, "not_a_response"), ({"worry": True}, "not_a_response"), ({"x": 1}, "unknown_item")],
)
def test_what_is_no_answer_is_refused(answers: dict[str, int], code: str) -> None:
    with pytest.raises(AnswerError) as caught:
        score(instrument("gad-7"), answers)
    assert caught.value.code == code
