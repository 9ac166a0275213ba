"""The guide “Write your own programme”, done step by step with the command that it names."""

import re
from pathlib import Path

import pytest

from feltwork.apps.certification.tests.test_programmes import run

GUIDE = Path(__file__).parents[5] / "docs" / "guide" / "write-a-programme.md"
TEXT = GUIDE.read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(yaml|text|toml)\n(.*?)```", TEXT, re.DOTALL)
WRONG_HEAD, HEAD, KINDS, REQUIREMENTS, CASE, CORRECTED, THEN = (body for kind, body in BLOCKS if kind == "yaml")
COMMA, UNFINISHED, CLEAN, FAILED, PASSED = (body for kind, body in BLOCKS if kind == "text")
(TOML,) = (body for kind, body in BLOCKS if kind == "toml")
CAP = "caps: [{code: all, at_most: 39}]"
RULES = HEAD + KINDS + REQUIREMENTS


@pytest.fixture
def programmes(tmp_path):
    """Run the command on a file of that text: what it prints, word for word but for spaces, and whether all is well."""

    def do(verb, text, name="harbour-2027.yaml"):
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        out, code = run(verb, str(file))
        return [" ".join(line.split()) for line in out.splitlines()], code

    return do


def lines(block):
    return [" ".join(line.split()) for line in block.splitlines()]


def test_the_head_with_a_comma_and_without_the_rest(programmes):
    assert programmes("check", WRONG_HEAD) == (lines(COMMA), 1)
    assert programmes("check", HEAD) == (lines(UNFINISHED), 1)


def test_kinds_and_requirements_make_it_whole(programmes):
    assert programmes("check", RULES) == (lines(CLEAN), 0)


def test_the_case_fails_as_the_guide_says(programmes):
    assert programmes("test", RULES + CASE) == (lines(FAILED), 1)


def test_corrected_it_passes_and_goes_on(programmes):
    wrong = next(line for line in CASE.splitlines(keepends=True) if "supervised: {state: met" in line)
    corrected = CASE.replace(wrong, CORRECTED)
    found, code = programmes("test", RULES + corrected)
    assert (found[0], found[1].split()[:3], found[-1], code) == (
        lines(PASSED)[0],
        ["mara", "harbour-2027", "ok"],
        lines(PASSED)[-1],
        0,
    )
    assert programmes("check", RULES + corrected + THEN) == (["No mistakes."], 0)
    found, code = programmes("test", RULES + corrected + THEN)
    assert (found[-1], code) == ("1 examples, 0 failed.", 0)
    assert "2. eligible yes" in found[1]


def test_the_toml_of_the_guide_holds_together(programmes):
    assert programmes("check", TOML, "harbour-2027.toml") == (["No mistakes."], 0)


def test_a_cap_that_lets_nobody_pass_is_named_as_promised(programmes):
    assert f"`{CAP}`" in TEXT
    capped = REQUIREMENTS.replace("    at_least: 40\n", f"    at_least: 40\n    {CAP}\n")
    found, code = programmes("check", HEAD + KINDS + capped)
    assert (found[0].split(":")[0], code) == ("never_met", 1)


def test_pages_that_the_guide_names_are_called_so():
    from feltwork.apps.certification import views

    templates = Path(views.__file__).parents[1] / "templates" / "certification" / "staff"
    assert "Try other rules" in (templates / "candidate_head.html").read_text(encoding="utf-8")
    assert "What would change" in (templates / "candidates.html").read_text(encoding="utf-8")
