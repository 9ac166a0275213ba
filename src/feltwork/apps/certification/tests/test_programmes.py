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


TOML = """\
language = 1
id = "own"
base = "icf-renewal"
title = "Our own renewal"
edition = "1"
collected_on = "2026-11"

[[examples]]
id = "OWN-1"
as_of = 2026-03-01
given.gates = [{code = "awarded", from = 2023-06-01}]
given.entries = [{kind = "unit", on = 2024-02-01, hours = 40, attributes = {area = "core"}}]
expect.requirements.units = {state = "met", counted = 40}
"""


def test_toml_is_checked_shown_and_tested_like_yaml(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text(TOML, encoding="utf-8")
    assert run("check", str(file)) == ("No mistakes.\n", 0)
    assert run("show", str(file))[0].startswith("Our own renewal (own, 1)")
    text, code = run("test", str(file))
    assert (text.splitlines()[1].split()[:3], code) == (["OWN-1", "own", "ok"], 0)
    file.write_text(TOML.replace("kind =", "kin ="), encoding="utf-8")
    text, code = run("check", str(file))
    assert (code, "own.toml, line 12" in text, "Did you mean “kind”?" in text) == (1, True, True)


def test_a_file_builds_on_another_that_is_named_beside_it(own, tmp_path):
    upper = tmp_path / "branch.toml"
    upper.write_text('language = 1\nid = "branch"\nbase = "own"\ncollected_on = "2026-11"\n', encoding="utf-8")
    assert run("check", str(own), str(upper)) == ("No mistakes.\n", 0)


def test_a_file_that_is_no_text_is_refused(tmp_path):
    file = tmp_path / "own.toml"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(CommandError, match="not text in UTF-8"):
        run("check", str(file))
