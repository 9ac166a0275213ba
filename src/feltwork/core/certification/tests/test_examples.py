"""Every example of a bundled programme gives the answer it names, and a wrong answer is noticed."""

from __future__ import annotations

import pytest

from feltwork.core.certification import RuleFileError, load_examples, run_example
from feltwork.core.certification.rulesets import bundled, rule_set

ALL = {
    example.id: example
    for code, text in bundled().items()
    for example in load_examples(text, name=f"{code}.yaml", bases=bundled())
}
PUBLISHED = (
    *(f"SE-{number}" for number in range(1, 23)),
    *(f"EM-T{number}" for number in range(1, 9)),
    *(f"IC-T{number}" for number in range(1, 8)),
    *(f"IY-T{number}" for number in range(1, 7)),
    *(f"IF-T{number}" for number in range(1, 6)),
    *(f"RP-T{number}" for number in range(1, 8)),
    *(f"LM-T{number}" for number in range(1, 10)),
    *(f"BC-T{number}" for number in range(1, 6)),
)


@pytest.mark.parametrize("case", sorted(ALL))
def test_an_example_gives_the_answer_it_names(case):
    outcome = run_example(ALL[case], rule_set)
    assert [(one.what, one.expected, one.got) for one in outcome.checks if not one.ok] == []
    assert outcome.checks


def test_every_published_case_is_an_example():
    assert sorted(set(PUBLISHED) - set(ALL)) == []


def test_no_two_examples_share_an_id():
    number = sum(len(load_examples(text, name=code, bases=bundled())) for code, text in bundled().items())
    assert number == len(ALL)


WRONG = """
examples:
  - id: wrong
    as_of: 2026-03-01
    given: {entries: [{id: one, kind: unit, on: 2025-01-01}]}
    expect:
      eligible: true
      requirements: {units: {counted: 2, reasons: [missing, waived]}, uints: {counted: 1}}
      entries: {one: {counted: does_not}}
      questions: ["window:units"]
"""


def test_what_differs_is_said_side_by_side():
    text = bundled()["icf-renewal"].split("\nexamples:")[0] + WRONG
    (example,) = load_examples(text, name="icf-renewal.yaml")
    outcome = run_example(example, rule_set)
    assert outcome.ok is False
    assert [(one.what, one.expected, one.got) for one in outcome.checks if not one.ok] == [
        ("eligible", "yes", "no"),
        ("units counted", "2", "1"),
        ("units reasons", "missing, waived", "missing"),
        ("uints", "there", "not there"),
        ("one counted", "does_not", "counts"),
        ("questions", "window:units", "none"),
    ]


def test_a_mistake_in_an_example_is_named_with_its_line():
    text = bundled()["icf-renewal"].split("\nexamples:")[0] + WRONG.replace("as_of: 2026-03-01", "as_off: 2026-03-01")
    with pytest.raises(RuleFileError) as caught:
        load_examples(text, name="icf-renewal.yaml")
    line = text[: text.index("as_off")].count("\n") + 1
    assert (line, "unknown_word", "as_of") in [(one.line, one.code, one.nearest) for one in caught.value.errors]
