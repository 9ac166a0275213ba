"""Rule files: mistakes are named with their line and the nearest right word; bases lie beneath; bundled ones hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from importlib.resources import files
from textwrap import dedent

import pytest

from feltwork.core.certification import Met, RuleFileError, load
from feltwork.core.certification._files import parse
from feltwork.core.certification._schema import as_text
from feltwork.core.certification._yaml import Node
from feltwork.core.certification.rulesets import bundled, rule_set

SMALL = """\
language: 1
id: small
title: A small programme
issuer: School
edition: "1"
collected_on: "2026-11"
anchor: {code: start, title: First day}
sources:
  page: {title: A page, mark: B, url: https://example.org/}
levels:
  - {code: one, title: One}
kinds:
  - {code: visit, title: Visit, unit: visit, per_entry: {value: 1, source: page}}
requirements:
  - code: visits
    kind: sum
    title: Visits
    unit: visit
    source: page
    of: [visit]
    at_least: 3
"""


def mistakes(text, **words):
    with pytest.raises(RuleFileError) as caught:
        load(text, name="small.yaml", **words)
    return [(one.line, one.code, one.nearest) for one in caught.value.errors]


def changed(old, new):
    assert old in SMALL
    return SMALL.replace(old, new)


def test_a_small_file_is_a_rule_set():
    rules = load(SMALL, name="small.yaml")
    asked = rules.requirement("visits").asked
    assert (rules.id, asked.value, asked.source.url, asked.collected_on) == (
        "small",
        3,
        "https://example.org/",
        "2026-11",
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("requirements:", "requirments:", [(1, "missing_word", None), (14, "unknown_word", "requirements")]),
        ("of: [visit]", "of: [vist]", [(20, "unknown_reference", "visit")]),
        ("kind: sum", "kind: sun", [(16, "wrong_value", "sum")]),
        ("at_least: 3", "at_least: three", [(21, "wrong_value", None)]),
        ("at_least: 3", "at_least: -3", [(21, "wrong_value", None)]),
        ("    at_least: 3\n", "", [(15, "missing_word", None)]),
        ("    source: page", "    source: pag", [(19, "unknown_reference", "page")]),
        ("mark: B", "mark: X", [(9, "wrong_value", None)]),
        ("language: 1", "language: 2", [(1, "wrong_value", None)]),
        ("of: [visit]", "of: visit", [(20, "wrong_value", None)]),
        ("title: A small programme", "title: A small\n programme: x", [(4, "not_yaml", None)]),
        ("title: Visits", "title: Visits\n    title: Again", [(18, "not_yaml", None)]),
        ("title: A small programme", "title: &a x\nhelp: *a", [(3, "not_yaml", None)]),
        ("at_least: 3", "at_least: 3\n    per_level: {asks: {one: 4}}", [(15, "contradiction", None)]),
        ("at_least: 3", "at_least: 3\n    within: visits", [(15, "contradiction", None)]),
        ("at_least: 3", "at_least: 3\n    window: {at_most: 1 yeer}", [(22, "wrong_value", None)]),
        ("per_entry: {value: 1, source: page}", "hours_per_unit: 0", [(13, "contradiction", None)]),
        ("per_entry: {", "hours_per_unit: 1, per_entry: {", [(13, "contradiction", None)]),
        ("unit: visit, per", "group_size: {max: 3}, unit: visit, per", [(13, "contradiction", None)]),
        ("id: small", "id: small\nvalid_from: 2026-02-30", [(3, "wrong_value", None)]),
        ("id: small", "id: small\nvalid_from: 2026-02-03\nvalid_to: 2025-01-01", [(4, "contradiction", None)]),
    ],
)
def test_a_mistake_is_named_with_its_line_and_the_nearest_word(old, new, expected):
    assert mistakes(changed(old, new)) == expected


def test_all_mistakes_are_named_at_once_in_the_order_of_the_file():
    text = (
        changed("at_least: 3", "at_leest: 3")
        .replace("mark: B", "mark: Q")
        .replace("unit: visit, per", "unyt: visit, per")
    )
    assert [line for line, _, _ in mistakes(text)] == [9]
    text = changed("at_least: 3", "at_leest: 3").replace("unit: visit, per", "unyt: visit, per")
    assert mistakes(text) == [
        (13, "missing_word", None),
        (13, "unknown_word", "unit"),
        (15, "missing_word", None),
        (21, "unknown_word", "at_least"),
    ]


@pytest.mark.parametrize("text", ["", "- a", "just words", "a: [", "a: b: c", "\t", "[" * 5000])
def test_what_is_no_rule_file_is_refused_politely(text):
    with pytest.raises(RuleFileError):
        load(text, name="odd.yaml")


def test_a_country_code_stays_a_word():
    assert rule_set("se-ease-no").country == "NO"


def test_a_base_lends_what_the_file_does_not_say():
    upper = dedent(
        """\
        language: 1
        id: upper
        base: small
        collected_on: "2026-11"
        override:
          visits: {at_least: 5}
        """
    )
    rules = load(upper, name="upper.yaml", bases={"small": SMALL})
    assert (rules.id, rules.issuer, rules.requirement("visits").asked.value) == ("upper", "School", 5)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("base: smal", [(3, "unknown_reference", "small")]),
        ("base: small\noverride: {visit: {}, vists: {}}", [(4, "unknown_reference", "visits")]),
        ("base: small\nremove: [vist]", [(4, "unknown_reference", "visit")]),
        ("base: upper", [(3, "contradiction", None)]),
    ],
)
def test_mistakes_about_a_base(words, expected):
    text = f'language: 1\nid: upper\n{words}\ncollected_on: "2026-11"\n'
    assert mistakes(text, bases={"small": SMALL, "upper": text}) == expected


@pytest.mark.parametrize("code", sorted(bundled()))
def test_every_number_of_a_bundled_set_says_where_it_was_read(code):
    rules = rule_set(code)
    assert rules.collected_on == "2026-11"
    assert rules.checked_on is None
    for number in numbers_of(rules):
        assert number.mark.value in "BEUD"
        assert number.source is None or number.collected_on == "2026-11"
        assert number.source is not None or number.mark.value == "D"  # documents are counted, not read
        assert number.source is None or number.source.url or number.mark.value == "D"


@pytest.mark.parametrize("code", sorted(bundled()))
def test_titles_and_explanations_are_there_in_english_and_german(code):
    rules = rule_set(code)
    for one in (rules, *rules.levels, *rules.kinds, *rules.requirements, *rules.routes):
        for text in (one.title, getattr(one, "help", None)):
            assert text is None or not str(text) or {"en", "de"} <= set(text.by_language), one


@pytest.mark.parametrize("code", [code for code in sorted(bundled()) if code.startswith("se-")])
def test_no_se_rule_set_asks_for_an_examination(code):
    assert [one.code for one in rule_set(code).requirements if one.kind == "gate"] == []


def test_editions_of_the_invented_school_follow_each_other():
    old, new = rule_set("alder-house-2024-2"), rule_set("alder-house-2026-1")
    assert (old.covers(date(2025, 3, 14)), new.covers(date(2025, 3, 14))) == (True, False)
    assert (old.covers(date(2026, 1, 1)), new.covers(date(2026, 1, 1))) == (False, True)
    assert new.kind("consultation_group").group_size.max.value == 9
    assert [one.code for one in old.requirements] == [one.code for one in new.requirements]
    assert [route.code for route in new.routes] == ["health_profession", "helping_profession", "graduate_student"]


def test_the_published_schema_is_the_language():
    kept = files("feltwork.core.certification").joinpath("schema.json").read_text(encoding="utf-8")
    assert kept == as_text()


@pytest.mark.parametrize("code", sorted(bundled()))
def test_the_schema_accepts_every_bundled_file(code):
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(json.loads(as_text()))
    assert [error.message for error in validator.iter_errors(plain(parse(bundled()[code], name=code)))] == []


def test_the_schema_refuses_what_the_loader_refuses():
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(json.loads(as_text()))
    assert validator.is_valid(plain(parse(SMALL, name="small")))
    for old, new in (("kind: sum", "kind: sun"), ("at_least: 3", "at_leest: 3"), ("mark: B", "mark: X")):
        assert not validator.is_valid(plain(parse(changed(old, new), name="small")))


def plain(node: Node) -> object:
    """The file as an editor sees it: YAML 1.2, days as text."""
    if node.mapping is not None:
        return {word: plain(child) for word, child in node.mapping.items()}
    if node.items is not None:
        return [plain(child) for child in node.items]
    if node.scalar is None or node.quoted:
        return node.scalar
    if node.scalar in ("true", "false"):
        return node.scalar == "true"
    try:
        return int(node.scalar)
    except ValueError:
        return node.scalar


def numbers_of(thing: object) -> list:
    """Every number and every length of time, however deep."""
    from dataclasses import fields, is_dataclass

    from feltwork.core.certification import Length, Number

    if isinstance(thing, (Number, Length)):
        return [thing]
    if isinstance(thing, Mapping):
        return [number for one in thing.values() for number in numbers_of(one)]
    if isinstance(thing, tuple):
        return [number for one in thing for number in numbers_of(one)]
    if is_dataclass(thing):
        return [number for field in fields(thing) for number in numbers_of(getattr(thing, field.name))]
    return []


def test_a_mistake_in_a_word_laid_over_a_base_is_looked_for_in_the_upper_file():
    upper = 'language: 1\nid: upper\nbase: small\ncollected_on: "2026-11"\noverride:\n  visits: {at_leest: 5}\n'
    with pytest.raises(RuleFileError) as caught:
        load(upper, name="upper.yaml", bases={"small": SMALL})
    assert [(one.file, one.line, one.nearest) for one in caught.value.errors] == [("upper.yaml", 6, "at_least")]


def test_a_number_may_be_a_fraction():
    rules = load(changed("at_least: 3", "at_least: 5/6"), name="small.yaml")
    assert rules.requirement("visits").asked.value == Fraction(5, 6)


def test_admission_options_carry_their_outcome():
    options = rule_set("se-sei").route("professional").criteria[0].options
    assert {option.code: option.outcome for option in options}["none"] is Met.HUMAN


def test_a_length_of_time_carries_its_source_like_any_number():
    window = """window:
      source: other
      at_most: {value: 1 year, mark: U, checked_on: 2026-11-20, note: One page says two}"""
    text = changed("at_least: 3", "at_least: 3\n    " + window)
    rules = load(text.replace("levels:", "  other: {title: Another, mark: E}\nlevels:"), name="small.yaml")
    length = rules.requirement("visits").body.window.at_most
    assert (length.years, length.mark.value, length.checked_on, str(length.note)) == (
        1,
        "U",
        date(2026, 11, 20),
        "One page says two",
    )
    assert length.source.code == "other"  # of the window, which is nearer than the requirement's
    assert length.after(date(2024, 2, 29)) == date(2025, 2, 28)
    plain = load(changed("at_least: 3", "at_least: 3\n    window: {at_most: 1 year}"), name="small.yaml")
    assert plain.requirement("visits").body.window.at_most.source.code == "page"


def test_a_source_of_a_kind_or_a_cycle_holds_for_its_numbers():
    cycle = "cycle: {length: 3 years, award: a, renewal: b, grace: {value: 60 days, mark: U}, source: page}\n"
    text = changed("levels:", cycle + "levels:").replace(
        "per_entry: {value: 1, source: page}", "per_entry: 1, source: page"
    )
    rules = load(text, name="small.yaml")
    assert (rules.cycle.length.mark.value, rules.cycle.grace.mark.value) == ("B", "U")
    assert rules.kind("visit").per_entry.source.code == "page"
