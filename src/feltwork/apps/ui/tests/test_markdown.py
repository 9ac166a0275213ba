"""Markdown that people write: what it becomes, and what it never does."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feltwork.apps.ui.markdown import TAGS, headings, in_line, render, rendered


def test_words_lists_and_headings_below_those_of_the_page():
    html = render("# One\n\nA *word* and **another**.\n\n- a\n- b\n\n## Two", top=2)
    assert html == (
        '<h2 id="part-1">One</h2>\n<p>A <em>word</em> and <strong>another</strong>.</p>\n'
        '<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<h3 id="part-2">Two</h3>\n'
    )


def test_a_table_can_be_scrolled_by_keyboard():
    html = render("| a | b |\n|---|---|\n| 1 | 2 |")
    assert html.startswith('<div class="fw-scroll-x" tabindex="0" role="group"><table>')


def test_the_contents_name_the_highest_rank_and_their_identifiers():
    text = "## First\n\n### below\n\n## Second `code`\n"
    assert headings(text) == [("part-1", "First"), ("part-3", "Second code")]
    assert 'id="part-3">Second' in render(text)


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "[a](data:text/html;base64,AAAA)",
        '<a href="x" onclick="y">z</a>',
        "![a](javascript:alert(1))",
        "<style>body{display:none}</style>",
        "\ue0000\ue001",
    ],
)
def test_nothing_of_it_runs(evil):
    html = render(evil)
    for wrong in ("<script", "<img", "<style", "<a onclick", 'href="javascript', 'href="data', "\ue000"):
        assert wrong not in html


def test_a_picture_is_drawn_by_its_owner_and_else_said():
    def media(address, words, title):
        return f"<figure>{words}|{title}</figure>" if address == "figure:a" else None

    assert render('![Two lines](figure:a "Below")', media=media) == "<figure>Two lines|Below</figure>"
    assert render("![Two lines](figure:b)", media=media) == "<p>Two lines</p>\n"
    assert render("See ![Two lines](figure:a).", media=media) == "<p>See Two lines.</p>\n"
    assert render("![Two lines](https://example.org/a.png)") == "<p>Two lines</p>\n"


def test_a_link_leaves_without_telling_where_from():
    html = render("[there](https://example.org/)")
    assert html == '<p><a href="https://example.org/" rel="noopener noreferrer">there</a></p>\n'


def test_a_line_has_no_paragraph_and_no_links():
    assert in_line("A *word* and [a link](https://example.org/)") == "A <em>word</em> and a link"


def test_the_highest_heading_stands_below_the_page_s_own():
    assert rendered("# a\n\n## b") == '<h2 id="part-1">a</h2>\n<h3 id="part-2">b</h3>\n'


@settings(max_examples=40)
@given(st.text(alphabet="<>&\"'()[]*_`#!|-\n abjs:/", max_size=60))
def test_only_known_elements_come_out(text):
    """Whatever is typed: no element that could run something."""
    for markup in (rendered(text), in_line(text)):
        assert set(re.findall(r"<([a-z0-9]+)", markup)) <= TAGS
