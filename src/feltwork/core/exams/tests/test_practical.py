from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feltwork.core.exams import (
    LEVELS,
    Sheet,
    Unsound,
    apart,
    beside,
    gold,
    judge,
    readiness,
    rubric,
    rubrics,
    said,
    sheet_problems,
    weighted_kappa,
)

from .examples import few, sheet

CUT = Fraction(7, 10)
levels = st.sampled_from([float(level) for level in LEVELS])
FORM = rubric()
sheets = st.builds(
    lambda level, gates, other: sheet(level, *gates, **other),
    levels,
    st.sets(st.sampled_from([gate.id for gate in FORM.gates])),
    st.dictionaries(st.sampled_from([domain.id for domain in FORM.domains]), st.tuples(st.none() | levels, levels)),
)


def test_the_rubric_has_words_for_every_level_in_two_languages_and_says_that_it_is_not_validated():
    assert rubrics() == ("session-1",)
    assert not FORM.is_validated
    assert "not validated" in said(FORM.note, "en")
    assert "nicht validiert" in said(FORM.note, "de-AT")
    assert said(FORM.name, "fr") == FORM.name["en"]
    assert len(FORM.domains) == 12
    assert [gate.id for gate in FORM.gates] == ["stop_signal", "touch_consent"]
    for rating in FORM.ratings:
        assert [level.at for level in rating.levels] == list(LEVELS)
        assert (
            len({level.says["en"] for level in rating.levels})
            == len({level.says["de"] for level in rating.levels})
            == 7
        )
    for domain in FORM.domains:
        for rating in FORM.ratings:
            assert [anchor.at for anchor in domain.anchors[rating.id]] == [0, 1, 2, 3]
            assert all(anchor.says["en"] and anchor.says["de"] for anchor in domain.anchors[rating.id])


def test_there_is_no_rubric_of_another_name():
    with pytest.raises(KeyError):
        rubric("../session-1")


@few
@given(sheets)
def test_a_sheet_is_its_data(one):
    data = json.loads(json.dumps(one.data(FORM)))
    assert Sheet.from_data(data, FORM) == one


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        (lambda d: d["ratings"]["safety"].pop("adherence"), "missing", "ratings.safety.adherence"),
        (lambda d: d["ratings"]["safety"].update(adherence=2.25), "not_a_level", "ratings.safety.adherence"),
        (lambda d: d["ratings"]["safety"].update(adherence=3.5), "not_a_level", "ratings.safety.adherence"),
        (lambda d: d["ratings"]["safety"].update(adherence=True), "not_a_level", "ratings.safety.adherence"),
        (lambda d: d["ratings"]["safety"].update(charm=1), "unknown_rating", "ratings.safety"),
        (lambda d: d["ratings"].update(charm={}), "unknown_domain", "ratings.charm"),
        (lambda d: d["gates"].pop("stop_signal"), "missing", "gates.stop_signal"),
        (lambda d: d["gates"].update(stop_signal="no"), "wrong_type", "gates.stop_signal"),
        (lambda d: d["gates"].update(late=True), "unknown_gate", "gates.late"),
        (lambda d: d.pop("gates"), "missing", "gates"),
    ],
)
def test_an_unfinished_sheet_says_what_is_missing(change, code, where):
    data = sheet(2).data(FORM)
    change(data)
    assert [(one.code, one.where) for one in sheet_problems(data, FORM)] == [(code, where)]
    with pytest.raises(Unsound):
        Sheet.from_data(data, FORM)


@few
@given(sheets, sheets)
def test_it_does_not_matter_who_rated_first(a, b):
    assert judge([a, b], cut=CUT) == judge([b, a], cut=CUT)
    assert {one.code for one in apart(a, b, cut=CUT)} == {one.code for one in apart(b, a, cut=CUT)}


@few
@given(sheets)
def test_two_who_say_the_same_are_never_apart(one):
    assert apart(one, one, cut=CUT) == ()
    assert judge([one, one], cut=CUT).share == one.share
    assert judge([one, one, one], cut=CUT) == judge([one, one], cut=CUT).__class__(
        **{
            name: getattr(judge([one, one], cut=CUT), name)
            for name in ("code", "is_passed", "share", "domains", "below")
        },
        gates=dict.fromkeys(one.gates, 3),
        raters=3,
    )


@few
@given(sheets, sheets, sheets)
def test_whoever_saw_what_fails_outright_is_heard_when_another_saw_it_too(a, b, c):
    outcome = judge([a, b, c], cut=CUT)
    twice = any(sum(gate.id in one.gates for one in (a, b, c)) >= 2 for gate in FORM.gates)
    assert (outcome.code == "gate") == twice
    assert outcome.code != "apart"


def test_passing_needs_the_cut_and_each_domain_its_own():
    good, weak = sheet(2.5), sheet(2.5, titration=(1, 1))
    assert judge([good, sheet(2)], cut=Fraction(1, 2)).code == "passed"
    assert judge([good, good], cut=CUT, domain_cut=Fraction(1, 2)).is_passed
    outcome = judge([weak, weak], cut=CUT, domain_cut=Fraction(1, 2))
    assert (outcome.code, outcome.is_passed, outcome.below) == ("below_domain_cut", False, ("titration",))
    assert judge([sheet(2), sheet(2)], cut=CUT).code == "below_cut"


def test_why_a_third_rater_is_needed():
    assert [one.code for one in apart(sheet(2.5), sheet(2), cut=CUT)] == ["decision"]
    assert [one.code for one in apart(sheet(3), sheet(2.5), cut=CUT)] == []
    far = apart(sheet(1.5), sheet(0.5), cut=CUT)
    assert [(one.code, one.size) for one in far] == [("mean", 1)]
    assert [(one.code, one.where) for one in apart(sheet(3), sheet(3, "touch_consent"), cut=CUT)] == [
        ("gate", "touch_consent")
    ]
    mixed = sheet(2.5, safety=(1, 1), titration=(1, 2.5))
    assert [(one.code, one.size) for one in apart(sheet(2.5), mixed, cut=CUT)] == [("ratings", 3)]
    assert judge([sheet(2.5), mixed], cut=CUT).code == "apart"


def test_the_middle_of_three_counts():
    outcome = judge([sheet(3), sheet(2.5), sheet(0)], cut=CUT)
    assert (outcome.code, outcome.share) == ("passed", Fraction(5, 6))


def test_what_could_not_be_rated_is_left_out_and_too_much_of_it_decides_nothing():
    part = sheet(3, discharge=(None, None))
    outcome = judge([part, part], cut=CUT)
    assert (outcome.code, outcome.share) == ("passed", 1)
    assert {one.id: one.value for one in outcome.domains}["discharge"] is None
    half = sheet(None, safety=(3, 3))
    assert (judge([half, half], cut=CUT).code, judge([half, half], cut=CUT).is_passed) == ("not_rated", None)
    assert judge([sheet(None), sheet(None)], cut=CUT).share is None


def test_one_rater_alone_decides_nothing():
    with pytest.raises(ValueError, match="two or three"):
        judge([sheet(3)], cut=CUT)


def test_a_rater_is_ready_when_three_sessions_are_close():
    agreed = sheet(2)
    close = gold(sheet(2, safety=(2.5, 2.5)), agreed)
    assert (close.ratings, close.exact, close.close, close.leaning, close.gates) == (24, 22, 24, Fraction(1, 24), ())
    assert readiness([close] * 3).is_ready
    assert readiness([close] * 2).missing == ("sessions",)
    kind = gold(sheet(2.5), agreed)
    assert readiness([kind] * 3).missing == ("leaning",)
    assert readiness([gold(sheet(3), agreed)] * 3).missing == ("close", "leaning")
    blind = gold(sheet(2, "stop_signal"), agreed)
    assert (blind.gates, readiness([close, close, blind]).missing) == (("stop_signal",), ("gates",))
    nothing = gold(sheet(None), agreed)
    assert (nothing.leaning, readiness([nothing] * 3).missing) == (None, ("close", "leaning"))


@given(st.lists(st.tuples(sheets, sheets), min_size=1, max_size=3))
def test_agreement_of_one_rater_is_kappa_over_all_that_both_rated_and_never_has_an_interval(pairs):
    found = beside(pairs)
    both = [
        (own.ratings[cell], agreed.ratings[cell])
        for own, agreed in pairs
        for cell in own.ratings
        if own.ratings[cell] is not None and agreed.ratings[cell] is not None
    ]
    whole = weighted_kappa([own for own, _ in both], [agreed for _, agreed in both])
    assert (found.value, found.n, found.low, found.high) == (whole.value, len(both), None, None)
    assert found.why == ("one_rater" if found.value is not None else whole.why)
