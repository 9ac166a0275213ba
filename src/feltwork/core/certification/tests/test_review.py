"""The second look: what can never be met, leads in a circle, serves nothing or cannot be taken, with its line."""

from __future__ import annotations

import pytest

from feltwork.core.certification import check_file
from feltwork.core.certification.rulesets import bundled

from .programmes import KINDS, programme

HOURS = "code: hours\nkind: total\nof: [course, talk]\nat_least: 10"
BOTH = "\ncaps: [{code: a, at_most: 4, only: {of: [course]}}, {code: b, at_most: 5, only: {of: [talk]}}]"
WAY = "ways: [{code: w, title: W, needs: [hours]}]"


@pytest.mark.parametrize("code", sorted(bundled()))
def test_nothing_is_odd_about_a_bundled_programme(code):
    assert check_file(bundled()[code], name=f"{code}.yaml", bases=bundled()) == ()


@pytest.mark.parametrize(
    ("requirements", "more", "expected"),
    [
        ([HOURS + "\ncaps: [{code: all, at_most: 9}]"], "", [("never_met", "code: hours")]),
        (
            [HOURS + BOTH],
            "",
            [("never_met", "code: hours")],
        ),
        (
            [HOURS, "code: t\nkind: time\nfrom: anchor\nat_least: 3 years\nat_most: 2 years"],
            "",
            [("never_met", "code: t")],
        ),
        (["code: hours\nkind: total\nof: [course]\nat_least: 1"], "", [("unused", "code: talk")]),
        (
            [HOURS],
            "moments:\n  - {code: a, otherwise: b}\n  - {code: b, earliest: [a]}\n",
            [("circular", "code: a"), ("circular", "code: b")],
        ),
        (
            [
                HOURS,
                "code: x\nkind: ways\nways: [{code: w, title: W, needs: [y]}]",
                "code: y\nkind: ways\nways: [{code: v, title: V, needs: [x]}]",
            ],
            "",
            [("circular", "code: x"), ("circular", "code: y")],
        ),
        (
            [HOURS + "\ncaps: [{code: all, at_most: 9}]", "code: x\nkind: ways\n" + WAY],
            "",
            [("never_met", "code: hours"), ("unreachable", "code: x")],
        ),
        ([HOURS, "code: x\nkind: ways\nat_least: 2\n" + WAY], "", [("never_met", "code: x")]),
    ],
)
def test_what_is_odd_is_named_with_its_line(requirements, more, expected):
    text = programme(requirements, more=more)
    found = check_file(text, name="small.yaml")
    lines = text.splitlines()
    assert [one.code for one in found] == [code for code, _ in expected]
    for one, (_, part) in zip(found, expected, strict=True):
        assert part in "\n".join(lines[one.line - 1 : one.line + 3])


def test_a_file_that_cannot_be_read_is_not_looked_at_twice():
    text = programme([HOURS.replace("talk", "tlak")])
    (error,) = check_file(text, name="small.yaml")
    assert (error.code, error.nearest) == ("unknown_reference", "talk")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("caps: [{code: a, at_most: 4, only: {off: [talk]}}]", ("unknown_word", "of")),
        ("from: {moment: aplied}", ("unknown_reference", None)),
        ("count: ours", ("wrong_value", "hours")),
        ("each: {by: topic}", ("missing_word", None)),
        ("title: {en: One, two}", ("not_yaml", None)),
        ("each: {by: topic, at_least: 1}", ("contradiction", None)),
        ("each: {by: topic, at_least: 1, groups: 2}\ncaps: [{code: a, at_most: 20}]", ("contradiction", None)),
    ],
)
def test_mistakes_in_clauses_have_a_line_and_the_nearest_word(words, expected):
    found = check_file(programme([HOURS + "\n" + words]), name="small.yaml")
    assert expected in [(one.code, one.nearest) for one in found]


def test_a_comma_in_unquoted_words_is_noticed():
    kinds = KINDS.replace("title: Course,", "title: {en: Course, or two},")
    found = check_file(programme([HOURS], kinds=kinds), name="small.yaml")
    assert [one.code for one in found] == ["wrong_value"]
