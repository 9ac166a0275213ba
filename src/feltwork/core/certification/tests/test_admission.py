"""Who may be admitted, by route."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from feltwork.core.certification import Met, check_admission
from feltwork.core.certification.rulesets import bundled, rule_set

ALDER = rule_set("alder-house-2024-2")
ON = date(2026, 11, 24)
NURSE = {"profession": "nursing", "degree": "degree.pdf", "licence": "licence.pdf", "years_in_practice": "3"}
TEACHER = {"profession": "teacher", "years_in_practice": 2, "reference": "letter.pdf"}
STUDENT = {"internship": True, "faculty_advisor": "letter.pdf"}


@pytest.mark.parametrize(
    ("route", "answers", "expected"),
    [
        ("health_profession", NURSE, Met.MET),
        ("health_profession", {**NURSE, "licence_until": "2027-06-30"}, Met.MET),
        ("health_profession", {**NURSE, "licence_until": ON}, Met.MET),
        ("health_profession", {**NURSE, "licence_until": "2026-11-23"}, Met.NOT_MET),
        ("health_profession", {**NURSE, "licence_until": "soon"}, Met.MISSING),
        ("health_profession", {**NURSE, "years_in_practice": "0.5"}, Met.HUMAN),
        ("health_profession", {**NURSE, "years_in_practice": "0,5"}, Met.HUMAN),
        ("health_profession", {**NURSE, "years_in_practice": "1/0"}, Met.MISSING),
        ("health_profession", {**NURSE, "years_in_practice": "1e99999999"}, Met.MISSING),
        ("health_profession", {**NURSE, "years_in_practice": "-3"}, Met.MISSING),
        ("health_profession", {**NURSE, "licence_until": datetime(2027, 1, 1, 12)}, Met.MET),
        ("health_profession", {**NURSE, "degree": ""}, Met.MISSING),
        ("health_profession", {**NURSE, "profession": "other"}, Met.HUMAN),
        ("health_profession", {**NURSE, "profession": "astrology"}, Met.MISSING),
        ("helping_profession", TEACHER, Met.HUMAN),  # a person reads the reference
        ("helping_profession", {**TEACHER, "reference": None}, Met.MISSING),
        ("graduate_student", STUDENT, Met.HUMAN),
        ("graduate_student", {**STUDENT, "internship": "no"}, Met.NOT_MET),
        ("graduate_student", {**STUDENT, "internship": "perhaps"}, Met.MISSING),
        ("graduate_student", {}, Met.MISSING),
    ],
)
def test_a_route_and_its_answers(route, answers, expected):
    assert check_admission(ALDER, route, answers, on=ON).met is expected


def test_every_criterion_says_why():
    answers = {**NURSE, "years_in_practice": "0.5", "degree": None}
    found = check_admission(ALDER, "health_profession", answers, on=ON)
    assert [(one.code, one.met.value, [reason.code for reason in one.reasons]) for one in found.criteria] == [
        ("profession", "met", []),
        ("degree", "missing", ["answer_missing"]),
        ("licence", "met", []),
        ("licence_until", "met", []),
        ("years_in_practice", "human", ["answer_too_small"]),
    ]


def test_an_unknown_route_is_a_key_error():
    with pytest.raises(KeyError):
        check_admission(ALDER, "by_magic", {}, on=ON)


@pytest.mark.parametrize("code", sorted(bundled()))
def test_without_answers_nobody_is_admitted_and_nothing_breaks(code):
    rules = rule_set(code)
    assert rules.routes or not code.startswith(("se-", "alder-"))
    for route in rules.routes:
        assert check_admission(rules, route.code, {}, on=ON).met is Met.MISSING
