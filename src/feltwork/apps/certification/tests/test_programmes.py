"""`feltwork programmes`: the bundled programmes and a school's own file."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from feltwork.core.certification.rulesets import bundled

OWN = """\
language: 1
id: own
base: icf-renewal
title: {en: Our own renewal}
edition: "1"
collected_on: "2026-11"
examples:
  - id: OWN-1
    as_of: 2026-03-01
    given:
      gates: [{code: awarded, from: 2023-06-01}]
      entries: [{kind: unit, on: 2024-02-01, hours: 40, attributes: {area: core}}]
    expect:
      requirements: {units: {state: met, counted: 40}}
"""


def run(*words):
    """What the command prints and whether it exits with an error."""
    out = StringIO()
    try:
        call_command("programmes", *words, stdout=out)
    except SystemExit as error:
        return out.getvalue(), error.code
    return out.getvalue(), 0


@pytest.fixture
def own(tmp_path):
    file = tmp_path / "own.yaml"
    file.write_text(OWN, encoding="utf-8")
    return file


def test_every_bundled_programme_is_listed():
    text, code = run("list")
    assert ([line.split()[0] for line in text.splitlines()], code) == (list(bundled()), 0)


def test_a_programme_is_shown_with_its_sources_and_what_is_not_confirmed():
    text, _ = run("show", "icf-renewal")
    ethics = next(line for line in text.splitlines() if "ethics" in line)
    assert ("3 unit" in ethics, "not confirmed" in ethics, "https://" in ethics) == (True, True, True)


def test_examples_are_run_and_printed_as_a_table(own):
    text, code = run("test", str(own))
    head, row, last = text.splitlines()
    assert head.split() == ["id", "programme", "ok", "expected", "got"]
    assert row.split()[:3] == ["OWN-1", "own", "ok"]
    assert (last, code) == ("1 examples, 0 failed.", 0)


def test_a_wrong_answer_is_named_and_the_exit_code_says_so(own):
    own.write_text(OWN.replace("counted: 40", "counted: 41"), encoding="utf-8")
    text, code = run("test", str(own))
    assert code == 1
    assert "FAIL" in text and "units counted: expected 41" in text and "got 40" in text


def test_mistakes_are_named_with_file_line_and_nearest_word(own):
    own.write_text(OWN.replace("collected_on", "colected_on"), encoding="utf-8")
    text, code = run("check", str(own))
    assert code == 1
    assert "own.yaml, line 6" in text and "Did you mean “collected_on”?" in text


def test_a_file_without_mistakes_and_one_that_is_not_there(own):
    assert run("check", str(own)) == ("No mistakes.\n", 0)
    with pytest.raises(CommandError, match="Not a bundled programme either"):
        run("check", "nowhere.yaml")
