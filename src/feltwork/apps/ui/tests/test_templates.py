"""What holds for every template of the project."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from feltwork.apps.ui import icons

PACKAGE = Path(__file__).parents[3]
TEMPLATES = sorted([*PACKAGE.rglob("templates/**/*.html"), *PACKAGE.rglob("jinja/**/*.html")])
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if "tests" not in path.parts)
STYLES = sorted(PACKAGE.rglob("static/**/*.css"))
SCRIPTS = sorted(path for path in PACKAGE.rglob("static/**/*.js") if "static_vendor" not in path.parts)

BANNED_IN_MARKUP = {
    "style attribute": re.compile(r"""<[^>]*\sstyle\s*=""", re.I),
    "handler attribute": re.compile(r"""<[^>{%]*\son[a-z]+\s*=""", re.I),
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)", re.I),
    "inline style": re.compile(r"<style", re.I),
    "javascript address": re.compile(r"javascript:", re.I),
    "safe filter": re.compile(r"\|\s*safe\b"),
    "autoescape off": re.compile(r"autoescape\s+(off|false)"),
    "evaluated by htmx": re.compile(r"hx-on|hx-vars|js:"),
}
MAY_MARK_SAFE = {
    "apps/ui/rows.py",  # output of Jinja2, which escapes
    "apps/ui/patterns.py",  # markup of the same, and values that it escapes
    "apps/ui/markdown.py",  # output of nh3, which keeps only what is harmless
    "apps/learning/media.py",  # drawings of our own package, checked by its tests
}


def relative(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_nothing_is_inline_and_everything_is_escaped(path):
    text = path.read_text(encoding="utf-8")
    assert [name for name, pattern in BANNED_IN_MARKUP.items() if pattern.search(text)] == []


def test_only_named_places_mark_text_as_safe():
    marking = re.compile(r"\bmark_safe\(|\bSafeString\(|\bMarkup\(")
    assert {relative(path) for path in SOURCES if marking.search(path.read_text(encoding="utf-8"))} <= MAY_MARK_SAFE


def test_every_icon_that_is_used_exists():
    pattern = re.compile(r"""\bicon(?:=|\s|\()\s*["']([a-z-]+)["']""")
    used = {name for path in TEMPLATES for name in pattern.findall(path.read_text(encoding="utf-8"))}
    assert used - icons.names() == set()


def test_no_style_or_script_reaches_another_host():
    outside = re.compile(r"https?://(?!www\.w3\.org/)")
    assert [relative(path) for path in [*STYLES, *SCRIPTS] if outside.search(path.read_text(encoding="utf-8"))] == []


def test_every_style_lives_in_a_layer():
    """A rule outside of the layers would win over all of them."""
    for path in STYLES:
        bare = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
        depth, start = 0, 0
        for at, sign in enumerate(bare):
            if sign == "{":
                assert depth or bare[start:at].strip().startswith("@layer"), relative(path)
                depth += 1
            elif sign == "}":
                depth -= 1
                start = at + 1
            elif sign == ";" and not depth:
                start = at + 1


def test_both_dark_blocks_are_equal():
    text = (PACKAGE / "apps/ui/static/ui/tokens.css").read_text(encoding="utf-8")
    by_device, by_choice = re.findall(r'(?::root:not\(\[data-theme\]\)|\[data-theme="dark"\]) \{([^}]*)\}', text)
    assert by_device.split() == by_choice.split()


@pytest.mark.parametrize(
    "path", [path for path in TEMPLATES if "extends" in path.read_text(encoding="utf-8")], ids=relative
)
def test_pages_extend_before_anything_else(path):
    assert path.read_text(encoding="utf-8").lstrip().startswith("{% extends")
