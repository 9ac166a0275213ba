"""The eighteen traps of the handbook (section 7), one test each."""

from __future__ import annotations

from fractions import Fraction

import pytest

from feltwork.core.measures import band_of, change, instrument, instruments, score

from .test_scoring import all_of


def numbered(instrument_id: str, values: dict[int, int], otherwise: int | None = None) -> dict[str, int | None]:
    return {item.id: values.get(item.number, otherwise) for item in instrument(instrument_id).items}


def numbers(instrument_id: str, scale: str) -> list[int]:
    whole = instrument(instrument_id)
    return [whole.item(one).number for one in whole.scale(scale).items]


def total(instrument_id: str, answers: dict, **more) -> Fraction | None:
    return score(instrument(instrument_id), answers, **more).scales["total"].value


def test_1_gad7_warns_of_the_copied_lowest_answer() -> None:
    """The label itself is wording and comes with a pack, which is checked where packs are read."""
    warning = [note for note in instrument("gad-7").notes if "three words" in note.text["en"]]
    assert [note.source for note in warning] == ["Lancet Psychiatry 2021, 8:180"]


def test_2_the_code_of_the_gad7_panel_is_not_that_of_its_score() -> None:
    gad = instrument("gad-7")
    assert (gad.loinc.panel, gad.loinc.total, gad.scale("total").loinc) == ("69737-5", "70274-6", "70274-6")


def test_3_phq15_asks_about_four_weeks() -> None:
    assert instrument("phq-15").recall == "past_4_weeks"


def test_4_the_three_orders_of_psc17_give_the_same_scores() -> None:
    psc = instrument("psc-17")
    by_concept = {item.id: item.number % 3 for item in psc.items}
    sheets = {order: [by_concept[one] for one in ids] for order, ids in psc.orders.items()}
    assert sheets["a"] != sheets["b"] != sheets["c"]
    back = [dict(zip(psc.orders[order], sheet, strict=True)) for order, sheet in sheets.items()]
    scores = [{name: one.value for name, one in score(psc, answers).scales.items()} for answers in back]
    assert scores[0] == scores[1] == scores[2]
    places = {
        order: {name: [ids.index(one) + 1 for one in ids if one in psc.scale(name).items] for name in PSC_SCALES}
        for order, ids in psc.orders.items()
    }
    assert places == {
        "a": dict(zip(PSC_SCALES, ([2, 6, 9, 11, 15], [1, 3, 7, 13, 17], [4, 5, 8, 10, 12, 14, 16]), strict=True)),
        "b": dict(zip(PSC_SCALES, ([5, 6, 9, 10, 11], [1, 2, 3, 4, 7], [8, 12, 13, 14, 15, 16, 17]), strict=True)),
        "c": dict(zip(PSC_SCALES, ([1, 2, 3, 4, 5], [6, 7, 8, 9, 10], [11, 12, 13, 14, 15, 16, 17]), strict=True)),
    }


PSC_SCALES = ("internalising", "attention", "externalising")


def test_5_core10_turns_items_2_and_3() -> None:
    assert [item.number for item in instrument("core-10").items if item.reversed] == [2, 3]
    assert total("core-10", all_of("core-10", 0)) == 8
    assert total("core-10", numbered("core-10", {2: 4, 3: 4}, 0)) == 0


def test_6_k10_keeps_its_scoring_and_its_bands_with_the_result() -> None:
    k10, answers = instrument("k10"), all_of("k10", 2)
    usual = score(k10, answers)
    assert (dict(usual.options), usual.scales["total"].value) == ({"scoring": "10-50", "bands": "abs"}, 20)
    assert usual.scales["total"].band.code == "moderate"
    clinical = score(k10, answers, options={"bands": "clinical"})
    assert (clinical.options["bands"], clinical.scales["total"].band.code) == ("clinical", "mild")
    american = score(k10, answers, options={"scoring": "0-40"})
    assert {name: one.value for name, one in american.scales.items()} == {"total_0_40": 10}
    assert american.options["scoring"] == "0-40"


def test_6_k10_items_that_are_not_asked_count_as_lowest() -> None:
    assert total("k10", numbered("k10", {2: 1, 3: None, 5: 1, 6: None}, 3)) == 6 * 3 + 4 * 1
    assert total("k10", numbered("k10", {3: None}, 3)) is None


def test_7_the_high_band_of_brs_ends_at_five() -> None:
    scale = instrument("brs").scale("total")
    assert [(float(band.low), float(band.high)) for band in scale.bands] == [(1, 2.99), (3, 4.3), (4.31, 5)]
    assert band_of(scale, Fraction(26, 6)).code == "high"
    assert band_of(scale, Fraction(43, 10)).code == "normal"


def test_8_item_14_of_ies_r_goes_where_it_was_told() -> None:
    ies, answers = instrument("ies-r"), numbered("ies-r", {14: 4}, 0)
    usual = score(ies, answers)
    assert (usual.scales["intrusion"].value, usual.scales["hyperarousal"].value) == (Fraction(1, 2), 0)
    other = score(ies, answers, options={"item_14": "hyperarousal"})
    assert set(other.scales) == {"total", "avoidance", "intrusion_without_14", "hyperarousal_with_14"}
    assert other.scales["hyperarousal_with_14"].value == Fraction(4, 7)
    assert [note.is_conflict for note in ies.notes if "item 14" in note.text["en"]] == [True]


def test_9_pcl5_has_no_bands_and_several_answers_about_change() -> None:
    pcl = instrument("pcl-5")
    assert [scale.bands for scale in pcl.scales] == [()] * 5
    assert [(one.kind, int(one.value)) for one in pcl.changes] == [
        ("mid", 9), ("rci", 12), ("rci", 15), ("rci", 18), ("published", 5), ("published", 10),
    ]  # fmt: skip
    chosen = next(one for one in pcl.changes if one.id == "rci-15")
    found = change(pcl, "total", Fraction(50), Fraction(36), chosen)
    assert (found.verdict, found.rule) == ("none", chosen)
    assert change(pcl, "total", Fraction(50), Fraction(35), chosen).verdict == "better"
    assert [int(cut.value) for cut in instrument("pc-ptsd-5").thresholds] == [3, 4]


def test_10_cats2_takes_the_highest_of_each_set() -> None:
    for one in ("cats-2-self", "cats-2-caregiver"):
        assert total(one, numbered(one, {24: 3, 25: 1, 26: 2, 28: 1, 29: 3, 34: 2, 35: 2}, 0)) == 3 + 3 + 2
        assert len(instrument(one).scale("total").sets) == 20
        assert total(one, {item.id: item.responses[-1] for item in instrument(one).items}) == 60


def test_10_a_set_is_known_when_nothing_could_be_higher() -> None:
    answers = numbered("cats-2-self", {24: 3, 25: None}, 0)
    assert total("cats-2-self", answers) == 3
    assert total("cats-2-self", answers | numbered_only("cats-2-self", 24, 2)) is None


def numbered_only(instrument_id: str, number: int, value: int) -> dict[str, int]:
    return {instrument(instrument_id).items[number - 1].id: value}


def test_11_item_9_of_phq9_counts_from_one() -> None:
    def verdict(values: dict[int, int]) -> str:
        return score(instrument("phq-9"), numbered("phq-9", values, 0)).verdicts[0].outcome

    assert verdict({1: 2, 2: 2, 3: 2, 4: 2, 9: 1}) == "major"
    assert verdict({1: 2, 2: 2, 3: 2, 4: 2, 8: 1}) == "other"
    assert verdict({3: 2, 4: 2, 5: 2, 6: 2, 7: 2, 9: 3}) == "none"
    assert verdict({1: 2}) == "none"


def test_12_without_the_menstrual_item_phq15_ends_at_28() -> None:
    phq = instrument("phq-15")
    everybody = all_of("phq-15", 2)
    asked = score(phq, everybody).scales["total"]
    not_asked = score(phq, {key: value for key, value in everybody.items() if key != "menstrual"})
    assert (asked.value, asked.high) == (30, 30)
    assert (not_asked.scales["total"].value, not_asked.scales["total"].high, not_asked.complete) == (28, 28, True)
    assert not_asked.verdicts[0].outcome == "somatoform"
    refused = score(phq, everybody | {"menstrual": "declined"})
    assert (refused.scales["total"].value, refused.complete) == (None, False)


def test_13_complex_ptsd_excludes_ptsd() -> None:
    def outcome(values: dict[int, int]) -> list[str]:
        return [one.outcome for one in score(instrument("itq"), numbered("itq", values, 0)).verdicts]

    ptsd = {1: 2, 4: 2, 6: 2, 7: 2}
    assert outcome(ptsd) == ["ptsd", "none"]
    assert outcome(ptsd | {10: 2, 13: 2, 14: 2, 18: 2}) == ["cptsd", "dso"]
    assert outcome({10: 2, 13: 2, 14: 2, 18: 2}) == ["none", "dso"]
    assert outcome(ptsd | {7: 1}) == ["none", "none"]


def test_14_maia2_has_no_total_and_nine_reversed_items_on_two_scales() -> None:
    maia = instrument("maia-2")
    turned = [item.number for item in maia.items if item.reversed]
    assert (maia.main, turned) == (None, [5, 6, 7, 8, 9, 10, 11, 12, 15])
    assert "total" not in [scale.id for scale in maia.scales]
    homes = {scale.id for scale in maia.scales for one in scale.items if maia.item(one).reversed}
    assert homes == {"not_distracting", "not_worrying"}
    lowest = score(maia, all_of("maia-2", 0)).scales
    assert (lowest["not_distracting"].value, lowest["not_worrying"].value) == (5, Fraction(15, 5))


def test_15_no_event_means_zero_whatever_else_stands_there() -> None:
    assert total("pc-ptsd-5", {"event_ever": 0}) == 0
    assert total("pc-ptsd-5", all_of("pc-ptsd-5", 1) | {"event_ever": 0}) == 0
    assert total("pc-ptsd-5", all_of("pc-ptsd-5", 1)) == 5
    unknown = score(instrument("pc-ptsd-5"), all_of("pc-ptsd-5", 1) | {"event_ever": None}).scales["total"]
    assert (unknown.value, unknown.missing) == (None, ("event_ever",))


def test_16_ders16_has_numbers_of_its_own() -> None:
    long, short = instrument("ders-36"), instrument("ders-16")
    assert not set(long.by_id) & set(short.by_id)
    assert [item.number for item in short.items if item.reversed] == []
    assert "awareness" not in [scale.id for scale in short.scales]
    assert (numbers("ders-16", "goals"), numbers("ders-36", "goals")) == ([3, 7, 15], [13, 18, 20, 26, 33])


def test_17_what_may_not_share_a_line_has_different_names() -> None:
    """A line is one instrument, one version, one scale."""
    lines = [(one.id, one.version, scale.id) for one in instruments().values() for scale in one.scales]
    assert len(lines) == len(set(lines))
    assert instrument("phq-9").id != instrument("phq-a").id
    assert [scale.id for scale in instrument("k10").scales] == ["total", "total_0_40"]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (16, 8, ("better", True, True)),  # changed, and crossed from above
        (12, 9, ("none", True, False)),  # crossed, but within the noise
        (24, 12, ("better", False, False)),  # changed, not crossed
        (9, 2, ("better", False, False)),  # changed, but began below
        (8, 16, ("worse", False, False)),
    ],
)
def test_18_recovery_is_reliable_and_crosses_from_above(before: int, after: int, expected: tuple) -> None:
    phq = instrument("phq-9")
    cut = next(one for one in phq.thresholds if one.id == "uk-recovery")
    found = change(phq, "total", Fraction(before), Fraction(after), phq.changes[0], cut)
    assert (found.verdict, found.crossed, found.recovered) == expected
