"""The second look: what can never be met, leads in a circle, serves nothing or cannot be taken, with its line."""

from __future__ import annotations

import pytest

from feltwork.core.certification import check_file
from feltwork.core.certification.rulesets import bundled

from .programmes import KINDS, programme

HOURS = "code: hours\nkind: total\nof: [course, talk]\nat_least: 10"
BOTH = "\ncaps: [{code: a, at_most: 4, only: {of: [course]}}, {code: b, at_most: 5, only: {of: [talk]}}]"
EXAM = "code: exam\nkind: evaluation\nof: [exam]"
EXAM_KIND = "  - {code: exam, title: Exam, unit: exam, per_entry: {value: 1, source: page}}\n"
LONGER = "{code: a, title: A, needs: [hours]}, {code: b, title: B, needs: [hours, more]}]"
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
        ([HOURS], "moments:\n  - {code: aplied, fact: applied_on}\n", [("unused", "code: aplied")]),
        (
            [HOURS + "\nfrom: applied"],
            "moments:\n  - {code: applied, fact: a}\n  - {code: aplied, fact: b}\n",
            [("unused", "code: aplied")],
        ),
        ([HOURS + "\nonly: {of: [exam]}", EXAM], EXAM_KIND, [("never_met", "code: hours")]),
        ([HOURS + "\nonly: {group_at_least: 9, group_at_most: 8}"], "", [("never_met", "code: hours")]),
        ([HOURS + "\nonly: {attributes: {paid: [x]}, without: {paid: [x]}}"], "", [("never_met", "code: hours")]),
        ([HOURS + "\nwhen: {all: [{fact: a, is: x}, {fact: a, is: y}]}"], "", [("never_met", "code: hours")]),
        (
            [HOURS + "\nwhen: {fact: a, is: x, none: [{fact: a, is: x}]}"],
            "",
            [("never_met", "code: hours")],
        ),
        ([HOURS, EXAM + "\nat_least: 3\nattempts: 2"], EXAM_KIND, [("never_met", "code: exam")]),
        ([HOURS, "code: t\nkind: time\nfrom: anchor\nto: anchor\nat_least: 1 day"], "", [("never_met", "code: t")]),
        (
            [
                HOURS,
                "code: d\nkind: days\nat_least: 6\ncaps: [{modes: [in_person, online, phone, hybrid], at_most: 5}]",
            ],
            "",
            [("never_met", "code: d")],
        ),
        (
            [HOURS, "code: g\nkind: gate\nitems: [{code: licence, title: L}, {code: licence, title: N, absent: true}]"],
            "",
            [("never_met", "code: g")],
        ),
        (
            [HOURS, "code: d\nkind: days\nat_least: 6\nrecording: {adds: {requirement: d, per_day: 1}}"],
            "",
            [("circular", "code: d")],
        ),
        (
            [HOURS, "code: more\nkind: total\nof: [talk]\nat_least: 2", "code: x\nkind: ways\nways: [" + LONGER],
            "",
            [("unreachable", "code: x")],
        ),
        (
            [HOURS],
            "amendments:\n  - {code: a, title: A, valid_from: 2027-01-01, valid_to: 2026-01-01, applies: strictly}\n",
            [("unused", "code: a")],
        ),
        (
            [HOURS],
            "amendments:\n  - {code: a, title: A, valid_from: 2027-01-01, applies: strictly,"
            " changes: {hours: {caps: [{code: all, at_most: 9}]}}}\n",
            [("never_met", "code: a")],
        ),
        (
            [HOURS],
            "admission:\n  - code: r\n    title: R\n    criteria:\n"
            "      - {code: c, title: C, question: choice, options: [{code: o, title: O, outcome: not_met}]}\n",
            [("never_met", "code: r")],
        ),
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


def test_why_each_and_caps_do_not_go_together_is_said():
    words = HOURS + "\neach: {by: topic, at_least: 1, groups: 2}\ncaps: [{code: a, at_most: 20}]"
    (error,) = check_file(programme([words]), name="small.yaml")
    assert "which group loses" in error.found and "two requirements" in error.expected


def test_a_mistake_in_an_example_is_found_by_the_check_too():
    text = (
        programme([HOURS])
        + "examples:\n  - {id: a, as_of: 2026-01-01, given: {entrys: []}, expect: {eligible: false}}\n"
    )
    (error,) = check_file(text, name="small.yaml")
    assert (error.code, error.nearest) == ("unknown_word", "entries")
