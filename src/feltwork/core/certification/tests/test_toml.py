"""TOML says the same as YAML, makes the same mistakes known, and never loses a line."""

from __future__ import annotations

import json
import tomllib
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feltwork.core.certification import RuleFileError, check_file, load, load_examples
from feltwork.core.certification._files import is_toml, parse
from feltwork.core.certification._schema import as_text
from feltwork.core.certification.rulesets import bundled, rule_set

from .toml_writer import as_toml

SMALL = """\
# a school
language = 1
id = "small"
title = "A small programme"
issuer = "School"
edition = "1"
collected_on = "2026-11"
anchor = {code = "start", title = "First day"}

[sources.page]
title = "A page"
mark = "B"
url = "https://example.org/"

[[levels]]
code = "one"
title.en = "One"
title.de = "Eins"

[[kinds]]
code = "visit"
title = "Visit"
unit = "visit"
per_entry = {value = 1, source = "page"}

[[requirements]]
code = "visits"
kind = "sum"
title = "Visits"
unit = "visit"
source = "page"
of = [
  "visit",  # one kind
]
at_least = 3
[requirements.per_level.asks]
one = 0.5
"""
TOML = {code: as_toml(parse(text, name=code)) for code, text in bundled().items()}


def changed(old, new):
    assert old in SMALL
    return SMALL.replace(old, new)


def mistakes(text):
    with pytest.raises(RuleFileError) as caught:
        load(text, name="small.toml")
    return [(one.line, one.code, one.nearest) for one in caught.value.errors]


def test_a_small_file_is_a_rule_set():
    rules = load(SMALL, name="small.toml")
    one = rules.requirement("visits")
    assert (one.asked.value, one.asked.source.url, one.body.per_level.asks["one"].value * 2) == (
        3,
        "https://example.org/",
        1,
    )
    assert rules.levels[0].title.in_language("de") == "Eins"


@pytest.mark.parametrize("code", sorted(bundled()))
def test_a_bundled_programme_written_as_toml_says_the_same(code):
    """Bases too are TOML there; which of the two a text is, its first line says."""
    assert load(TOML[code], name=code, bases=TOML) == rule_set(code)
    own, other = (load_examples(texts[code], name=code, bases=texts) for texts in (bundled(), TOML))
    assert [one.steps for one in other] == [one.steps for one in own]
    assert check_file(TOML[code], name=f"{code}.toml", bases=bundled()) == ()


@pytest.mark.parametrize("code", ["alder-house-2026-1", "icf-acc", "se-sei"])
def test_the_schema_accepts_what_an_editor_reads(code):
    jsonschema = pytest.importorskip("jsonschema")
    read = json.loads(json.dumps(tomllib.loads(TOML[code]), default=date.isoformat))
    validator = jsonschema.Draft202012Validator(json.loads(as_text()))
    assert [error.message for error in validator.iter_errors(read)] == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("[[kinds]]", "[[kindz]]", [(2, "missing_word", None), (20, "unknown_word", "kinds")]),
        ('  "visit",', '  "vist",', [(33, "unknown_reference", "visit")]),
        ('kind = "sum"', 'kind = "sun"', [(28, "wrong_value", "sum")]),
        ("at_least = 3", 'at_least = "three"', [(35, "wrong_value", None)]),
        ("at_least = 3", "at_leest = 3", [(26, "missing_word", None), (35, "unknown_word", "at_least")]),
        ("one = 0.5", "two = 0.5", [(37, "unknown_reference", None)]),
        ("one = 0.5", "one = 4", [(26, "contradiction", None)]),
        ('mark = "B"', 'mark = "X"', [(12, "wrong_value", None)]),
        ("language = 1", "language = 2", [(2, "wrong_value", None)]),
        ("at_least = 3", "at_least = ", [(35, "not_toml", None)]),
        ('title = "Visits"', 'title = "Visits"\ntitle = "Again"', [(30, "not_toml", None)]),
        ("one = 0.5\n", "one = [", [(37, "not_toml", None)]),
        ("per_entry = {value = 1, ", "hours_per_unit = 0\nper_entry = {value = 1, ", [(20, "contradiction", None)] * 2),
        ("language = 1", "language = 1" + ".a" * 40 + " = 1", [(2, "not_toml", None)]),
    ],
)
def test_a_mistake_is_named_with_its_line_and_the_nearest_word(old, new, expected):
    assert mistakes(changed(old, new)) == expected


def test_an_empty_text_takes_a_word_of_the_base_away():
    upper = 'language = 1\nid = "upper"\nbase = "small"\ncollected_on = "2026-11"\n[override.visits]\nper_level = ""\n'
    rules = load(upper, name="upper.toml", bases={"small": SMALL})
    assert rules.requirement("visits").body.per_level is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("language: 1\n", False),
        ("# x = 1\n\nlanguage: 1\n", False),
        ('title: "a = b"', False),
        ("# note: x\nlanguage = 1\n", True),
        ("\ufeff[sources.page]\n", True),
        ("[[kinds]]", True),
        ("", False),
    ],
)
def test_the_first_line_says_which_of_the_two_it_is(text, expected):
    assert is_toml(text) is expected


def test_the_ending_of_the_name_has_the_last_word():
    (error,) = check_file("language: 1\n", name="mine.toml")
    assert (error.line, error.code, error.expected) == (1, "not_toml", "readable TOML")


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\x7f"), max_size=12)
TREES = st.recursive(
    WORDS.filter(bool), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3)
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(WORDS, TREES, min_size=1, max_size=4), st.sampled_from(["\n", "\r\n"]))
def test_every_word_and_value_of_any_toml_is_found_where_it_stands(tree, newline):
    lines = [f"{written(word)} = {written(one)}  # {number}" for number, (word, one) in enumerate(tree.items())]
    root = parse(newline.join(lines), name="x.toml")
    assert plain(root) == tree
    assert [line for line, _ in root.key_lines.values()] == list(range(1, len(tree) + 1))


def written(one):
    if isinstance(one, str):
        return json.dumps(one, ensure_ascii=False)
    if isinstance(one, list):
        return "[" + ", ".join(map(written, one)) + "]"
    return "{" + ", ".join(f"{written(word)} = {written(child)}" for word, child in one.items()) + "}"


def plain(node):
    if node.mapping is not None:
        return {word: plain(child) for word, child in node.mapping.items()}
    return [plain(child) for child in node.items] if node.items is not None else node.scalar
