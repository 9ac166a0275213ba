"""What holds for every instrument and any sheet."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from feltwork.core.measures import DECLINED, Instrument, instruments, risk_hits, score, score_many

ALL = list(instruments().values())


@st.composite
def sheets(draw, whole: Instrument | None = None):
    """An instrument, a sheet of answers with gaps, and options of it."""
    instrument = whole or draw(st.sampled_from(ALL))
    gaps = draw(st.sampled_from([0, 0.05, 0.3]))
    chance = draw(st.randoms(use_true_random=False))
    answers = {item.id: chance.choice(item.responses) for item in instrument.items}
    answers = {key: value for key, value in answers.items() if chance.random() >= gaps}
    options = {option.id: chance.choice(option.values) for option in instrument.options}
    return instrument, answers, options


@settings(max_examples=60, deadline=None)
@given(sheets(), st.booleans(), st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(sheet, prorate, chance) -> None:
    instrument, answers, options = sheet
    pairs = list(answers.items())
    chance.shuffle(pairs)
    again = score(instrument, dict(pairs), prorate=prorate, options=options)
    assert again == score(instrument, answers, prorate=prorate, options=options)


@settings(max_examples=60, deadline=None)
@given(sheets(), st.booleans())
def test_a_score_stays_in_its_range_or_says_why_there_is_none(sheet, prorate) -> None:
    instrument, answers, options = sheet
    for one in score(instrument, answers, prorate=prorate, options=options).scales.values():
        assert one.scorable == (one.value is not None) == (one.why == "")
        if one.value is None:
            assert one.missing
        else:
            assert one.low <= one.value <= one.high


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(ALL), min_size=1, max_size=1), st.booleans(), st.data())
def test_many_sheets_are_scored_as_each_alone(chosen, prorate, data) -> None:
    instrument = chosen[0]
    drawn = [data.draw(sheets(instrument)) for _ in range(4)]
    options = drawn[0][2]
    ids = [item.id for item in instrument.items]
    array = np.array([[answers.get(one, math.nan) for one in ids] for _, answers, _ in drawn], dtype=float)
    many = score_many(instrument, array, prorate=prorate, options=options)
    for row, (_, answers, _) in enumerate(drawn):
        alone = score(instrument, answers, prorate=prorate, options=options).scales
        assert set(many) == set(alone)
        for name, one in alone.items():
            expected = math.nan if one.value is None else float(one.value)
            np.testing.assert_allclose(many[name][row], expected, rtol=1e-12)


@settings(max_examples=60, deadline=None)
@given(sheets(), st.data())
def test_a_verdict_given_on_part_of_a_sheet_stands_when_the_rest_comes(sheet, data) -> None:
    instrument, answers, _ = sheet
    # gates decide whether others count at all, optional items whether they were asked: those are settled first
    gates = {item.only_if.item for item in instrument.items if item.only_if}
    settled = {item.id for item in instrument.items if item.id in gates or item.optional}
    kept = {key: value for key, value in answers.items() if key in settled or data.draw(st.booleans())}
    early, late = score(instrument, kept).verdicts, score(instrument, answers).verdicts
    for before, after in zip(early, late, strict=True):
        assert before.outcome in {"", after.outcome}


@settings(max_examples=40, deadline=None)
@given(sheets())
def test_risk_is_seen_on_half_a_sheet_and_never_hidden_by_the_rest(sheet) -> None:
    instrument, answers, _ = sheet
    hits = risk_hits(instrument, answers)
    assert hits == score(instrument, answers).risk
    alone = [hit for item in instrument.risk_items for hit in risk_hits(instrument, {item.id: answers.get(item.id)})]
    assert tuple(alone) == hits
    assert risk_hits(instrument, dict.fromkeys(answers, DECLINED)) == ()


@settings(max_examples=40, deadline=None)
@given(sheets(), st.data())
def test_a_declined_answer_gives_no_more_than_a_blank_one(sheet, data) -> None:
    instrument, answers, options = sheet
    one = data.draw(st.sampled_from(sorted(instrument.by_id)))
    refused = score(instrument, answers | {one: DECLINED}, options=options)
    blank = score(instrument, answers | {one: None}, options=options)
    assert refused.declined == (one,)
    for name, with_blank in blank.scales.items():
        assert refused.scales[name].value in {None, with_blank.value}
