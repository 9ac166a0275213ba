"""Nothing on our pages promises more than is known (domain/method.md, section 11)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[3]
PATTERNS = ("**/templates/**/*.html", "**/jinja/**/*.html", "**/locale/**/*.po", "apps/**/*.py", "core/**/*.yaml")
LISTS = {PACKAGE / "core/directory/wording.yaml"}  # names what people may not claim, to find it
PLACES = sorted(
    path
    for pattern in PATTERNS
    for path in PACKAGE.glob(pattern)
    if "tests" not in path.parts and "migrations" not in path.parts and path not in LISTS
)
BANNED = re.compile(
    r"""clinically\W+proven | scientifically\W+proven | \bcures?\b | \bcured\b | \bheals?\b | \bhealed\b | \bmiracle
    | \bhealing\W+(?:method|power|energy) | trapped\W+energy | stored\W+trauma | rewir | breakthrough | polyvagal
    | guaranteed?\W+(?:result|success|to) | nervous\W+system\W+(?:reset|regulat)
    | klinisch\W+(?:erwiesen|bewiesen) | nachweislich\W+wirksam | \bheilt\b | \bgeheilt\b | gespeicherte\W+Energie
    | we\W+miss(?:ed)?\W+you | get\W+back\W+on\W+track | great\W+(?:job|progress) | \boops\b""",
    re.I | re.X,
)
PROVEN = re.compile(r"\bproven\b")
SHOUTING = re.compile(r"""(?:translate|gettext(?:_lazy)?|_)\s*\(?\s*["'][^"']*!["']""")


@pytest.mark.parametrize("path", PLACES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_text_promises_or_shouts(path):
    text = path.read_text(encoding="utf-8")
    assert BANNED.findall(text) == []
    assert SHOUTING.findall(text) == []


@pytest.mark.parametrize(
    "claim",
    ["It is clinically proven.", "SE cures trauma.", "Release trapped energy", "Die Methode heilt.", "Oops"],
)
def test_the_list_catches_what_it_is_for(claim):
    assert BANNED.search(claim)


def test_no_page_says_proven():
    assert [path for path in PLACES if path.suffix == ".html" and PROVEN.search(path.read_text(encoding="utf-8"))] == []
