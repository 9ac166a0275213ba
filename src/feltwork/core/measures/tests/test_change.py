"""Published and worked numbers, and lines of scores."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from feltwork.core.measures import band, change, cutoff_c, instrument, needed, rci, standard_error, trajectory

START = date(2026, 1, 5)


@pytest.mark.parametrize(
    ("sd", "r", "z", "expected"),
    [(4.5, 0.92, 1.96, 3.528), (5.5, 0.89, 1.96, 5.056), (5.62, 0.89, 1.96, 5.167), (5.62, 0.89, 1.645, 4.336)],
)
def test_worked_values_of_the_handbook(sd: float, r: float, z: float, expected: float) -> None:
    """domain/instruments.md section 2: GAD-7, PHQ-9, PSC-17 at 95 and 90 %."""
    assert round(rci(sd, r, z), 3) == expected


def test_the_files_carry_the_numbers_behind_the_worked_values() -> None:
    found = {(one, rule.id): round(needed(rule), 3) for one in PAIRS for rule in instrument(one).changes if rule.sd}
    assert found == {
        ("gad-7", "rci-uk-sd"): 3.528,
        ("phq-9", "rci-uk-sd"): 5.056,
        ("psc-17", "rci-95"): 5.167,
        ("psc-17", "rci-90"): 4.336,
    }


PAIRS = ("gad-7", "phq-9", "psc-17")


def test_cut_off_c_weighs_each_mean_with_the_other_spread() -> None:
    """PSC-17 norm 6.74 (5.62) and an invented clinical group 18 (7): nearer to the group with the smaller spread."""
    assert cutoff_c(18, 7, 6.74, 5.62) == pytest.approx((7 * 6.74 + 5.62 * 18) / 12.62)
    assert cutoff_c(10, 4, 20, 4) == 15


def test_the_band_of_an_error_stays_on_the_scale() -> None:
    se = standard_error(5.5, 0.89)
    assert band(26, se, low=0, high=27) == (pytest.approx(26 - 1.96 * se), 27)


@pytest.mark.parametrize(("sd", "r"), [(0, 0.9), (-1, 0.9), (5, 1.1), (5, -0.1)])
def test_nonsense_has_no_standard_error(sd: float, r: float) -> None:
    with pytest.raises(ValueError, match="no standard error"):
        standard_error(sd, r)


def test_a_published_value_is_reached_by_an_equal_difference() -> None:
    gad = instrument("gad-7")
    assert [change(gad, "total", Fraction(14), Fraction(14 - n), gad.changes[0]).verdict for n in (3, 4)] == [
        "none",
        "better",
    ]


def test_a_sheet_without_a_score_is_not_enough() -> None:
    gad = instrument("gad-7")
    found = change(gad, "total", None, Fraction(3), gad.changes[1])
    assert (found.verdict, found.difference, found.formula) == ("not_enough", None, "z · SD · √2 · √(1 − r)")


def test_where_more_is_neither_better_nor_worse_there_is_no_verdict() -> None:
    state, rule = instrument("fw-state"), replace(instrument("gad-7").changes[0], scale="activation")
    with pytest.raises(ValueError, match="neither better nor worse"):
        change(state, "activation", Fraction(1), Fraction(9), rule)


def test_a_rule_for_another_scale_is_refused() -> None:
    rule = instrument("gad-7").changes[0]
    with pytest.raises(ValueError, match="is for total"):
        change(instrument("psc-17"), "attention", Fraction(1), Fraction(9), rule)


def test_well_being_is_better_when_it_rises_and_its_cut_is_below() -> None:
    who = instrument("who-5")
    cut = who.thresholds[0]
    found = change(who, "total", Fraction(40), Fraction(72), who.changes[0], cut)
    assert (found.verdict, found.crossed, found.recovered) == ("better", True, True)


def test_a_cut_that_names_the_healthy_side_is_crossed_as_well() -> None:
    pcl = instrument("pcl-5")
    cut = next(one for one in pcl.thresholds if one.id == "csc-28")
    found = change(pcl, "total", Fraction(50), Fraction(28), pcl.changes[2], cut)
    assert (found.verdict, found.recovered) == ("better", True)


def line(*values: int | None):
    return [(START + timedelta(weeks=n), None if one is None else Fraction(one)) for n, one in enumerate(values)]


def hints(*values: int | None, **more) -> list[str]:
    phq = instrument("phq-9")
    found = trajectory(phq, "total", line(*values), phq.changes[0], episode_start=START, **more)
    return [hint.code for hint in found.hints]


def test_hints_are_given_where_something_may_be_talked_about() -> None:
    assert hints(12, 11, 13) == []
    assert hints(12, 14, 18) == ["worse_than_start"]
    assert hints(20, 12, 19) == ["better_then_worse"]
    assert hints(15, 14, 15, 16, 14, 13) == ["no_change_by_n"]
    assert hints(15, 14, 15, 16, 14, 9) == []
    assert hints(15, 14, missed=2) == ["missed"]
    assert hints(None, missed=3) == ["missed"]


def test_an_episode_has_a_baseline_of_its_own() -> None:
    phq = instrument("phq-9")
    found = trajectory(
        phq, "total", line(3, None, 18, 10, 14)[::-1], phq.changes[0], episode_start=START + timedelta(weeks=1)
    )
    assert [one and int(one[1]) for one in (found.baseline, found.best, found.latest)] == [18, 10, 14]
    assert len(found.points) == 4
