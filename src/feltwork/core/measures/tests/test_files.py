"""The files of the instruments: whole, keeping to their schema, and without contradictions inside."""

from __future__ import annotations

import json
import re
from importlib import resources
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from feltwork.core import measures
from feltwork.core.measures import Instrument, instruments, said
from feltwork.core.measures._words import _german

FOLDER = Path(str(resources.files(measures)))
FILES = sorted((FOLDER / "instruments").glob("*.yaml"))
ALL = list(instruments().values())
HANDBOOK = [
    "pcl-5",
    "phq-9",
    "phq-8",
    "phq-2",
    "phq-4",
    "phq-15",
    "phq-a",
    "phq-a-8",
    "gad-7",
    "gad-2",
    "pc-ptsd-5",
    "itq",
    "ies-r",
    "dts",
    "suds-10",
    "suds-100",
    "core-10",
    "core-om",
    "who-5",
    "k10",
    "maia-2",
    "ders-36",
    "ders-18",
    "ders-16",
    "brs",
    "cd-risc-25",
    "cd-risc-10",
    "cd-risc-2",
    "oq-45",
    "ors",
    "srs",
    "bbcss",
    "bpq20-ans",
    "psc-17",
    "cats-2-self",
    "cats-2-caregiver",
    "cpss-5",
    "fw-state",
    "fw-state-child",
]
each = pytest.mark.parametrize("instrument", ALL, ids=lambda one: one.id)


def as_json(content: object) -> object:
    """Keys of YAML may be whole numbers; those of JSON are words."""
    if isinstance(content, dict):
        return {str(key): as_json(value) for key, value in content.items()}
    return [as_json(one) for one in content] if isinstance(content, list) else content


def test_every_instrument_of_the_handbook_is_here() -> None:
    assert sorted(instruments()) == sorted(HANDBOOK)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_keeps_to_the_schema_and_is_called_like_its_instrument(file: Path) -> None:
    schema = json.loads((FOLDER / "schema.json").read_text("utf-8"))
    content = as_json(yaml.safe_load(file.read_text("utf-8")))
    faults = [f"{fault.json_path}: {fault.message}" for fault in Draft202012Validator(schema).iter_errors(content)]
    assert faults == []
    assert content["id"] == file.stem


@each
def test_names_inside_a_file_are_unique_and_point_at_something(instrument: Instrument) -> None:
    for rows in (instrument.items, instrument.scales, instrument.thresholds, instrument.changes, instrument.rules):
        ids = [one.id for one in rows]
        assert len(ids) == len(set(ids))
    scales = {scale.id for scale in instrument.scales}
    assert {one.scale for one in (*instrument.thresholds, *instrument.changes)} <= scales
    assert instrument.main_id in scales | {""}
    assert instrument.without_risk is None or not instruments()[instrument.without_risk].has_risk
    options = {(option.id, value) for option in instrument.options for value in option.values}
    whens = [scale.when for scale in instrument.scales]
    whens += [band.when for scale in instrument.scales for band in scale.bands]
    assert {pair for when in whens for pair in when.items()} <= options
    assert all(set(order) == set(instrument.by_id) for order in instrument.orders.values())


@each
def test_the_range_of_a_scale_is_what_its_items_can_give(instrument: Instrument) -> None:
    for scale in instrument.scales:
        units = scale.sets or [(one,) for one in scale.items]
        low = sum(min(instrument.by_id[one].responses[0] for one in ids) for ids in units)
        high = sum(max(instrument.by_id[one].responses[-1] for one in ids) for ids in units)
        worked = {
            "sum": (low, high),
            "highest_of_sets": (low, high),
            "mean": (low / len(units), high / len(units)),
            "mean_x10": (10 * low / len(units), 10 * high / len(units)),
            "x4": (4 * low, 4 * high),
            "tenth": (low / 10, high / 10),
            "sum_less_one_each": (low - len(units), high - len(units)),
        }[scale.how]
        assert (float(scale.low), float(scale.high)) == pytest.approx(worked)


@each
def test_bands_follow_each_other_from_end_to_end(instrument: Instrument) -> None:
    for scale in instrument.scales:
        sets = {tuple(sorted(band.when.items())) for band in scale.bands}
        for one in sets:
            bands = [band for band in scale.bands if tuple(sorted(band.when.items())) == one]
            assert (bands[0].low, bands[-1].high) == (scale.low, scale.high)
            assert all(before.high < after.low for before, after in pairwise(bands))


@each
def test_a_threshold_lies_within_its_scale(instrument: Instrument) -> None:
    for one in instrument.thresholds:
        scale = instrument.scale(one.scale)
        assert scale.low < one.value <= scale.high


@each
def test_licences_say_what_they_allow(instrument: Instrument) -> None:
    licence = instrument.licence
    assert licence.may_ship_text == (licence.tier != "C")
    assert licence.notice or licence.tier != "B" or instrument.id in {"phq-a", "phq-a-8"}
    assert "commercial" not in licence.allows or licence.tier != "C"


@each
def test_nothing_but_what_is_of_our_making_is_said_to_be_not_validated(instrument: Instrument) -> None:
    assert instrument.validated == (not instrument.id.startswith("fw-") and instrument.id != "phq-a-8")


@each
def test_what_asks_about_risk_has_a_form_without_it_or_says_why_not(instrument: Instrument) -> None:
    said = [instrument.without_risk is not None, instrument.whole_only is not None]
    assert said.count(True) == instrument.has_risk


@each
def test_topics_are_short_words_of_ours_in_both_languages(instrument: Instrument) -> None:
    """No wording: no sentence, no question, and none in the first person."""
    for item in instrument.items:
        assert set(item.topic) == {"en", "de"}
        assert all(len(text.split()) <= 8 and not text.endswith(("?", ".")) for text in item.topic.values())
        assert not {"I", "you", "your", "my"} & set(item.topic["en"].split())


# what needs no German: figures of a sample and citations of who is to be named
FIGURES = re.compile(r"^[nN]=[\d,]+$|^CORE System Trust|\b(18|19|20)\d\d\b")


def said_in(instrument):
    yield instrument.licence.text
    yield instrument.licence.notice
    yield from (one.source for one in (instrument.missing, *(scale.missing for scale in instrument.scales)))
    for scale in instrument.scales:
        yield from (one.sample for one in (*scale.reliability, *scale.sd))
    yield from (one.sample for one in (*instrument.thresholds, *instrument.changes))
    yield from (one.method for one in instrument.thresholds)


def test_samples_methods_and_licences_are_there_in_german():
    texts = {text for one in instruments().values() for text in said_in(one) if text}
    german = _german()
    assert [text for text in sorted(texts) if text not in german and not FIGURES.search(text)] == []
    assert sorted(set(german) - texts) == []
    assert (said("not stated", "de-AT"), said("not stated", "en")) == ("nicht angegeben", "not stated")
