"""Every component renders, is sound, and says what it takes."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from django.core.paginator import Paginator
from django.template import engines
from django.template.loader import get_template
from django.utils import translation

from feltwork.apps.ui import icons, states, stitches, terms
from feltwork.apps.ui.tests.markup import problems_of

FOLDER = Path(__file__).parents[1] / "templates" / "ui" / "components"
AT = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)
CASES = {
    "avatar": [{"initials": "SD", "dye": "weld", "size": "s"}],
    "button": [
        {"label": "Keep this", "look": "primary", "icon": "check"},
        {"label": "Back", "href": "/"},
        {"label": "Issue", "why": "One thing is missing."},
    ],
    "dialog": [
        {"id": "d", "title": "Take it back?", "text": "It is gone.", "action": "/", "confirm": "Yes", "public": True}
    ],
    "empty": [
        {"title": "Nothing here yet", "text": "Soon.", "href": "/", "label": "Log a session"},
        {"title": "Empty"},
    ],
    "errors": [
        {"problems": [{"text": "Choose a date", "target": ""}, {"text": "Two", "target": ""}]},
        {"problems": []},
    ],
    "facts": [{"facts": [("Number", "AH-7K4M-65"), ("Name", "<b>")]}],
    "felt": [{"title": "Next", "text": "One step", "href": "/", "label": "Go", "dye": "moss"}],
    "leave": [{"leave_to": "https://example.org/"}],
    "levels": [{"levels": [{"label": "Beginning", "asked": 4, "counted": Fraction(8, 3), "words": "2⅔ of 4"}]}],
    "message": [],  # below
    "note": [{"tone": "ease", "title": "Done", "text": "It went through.", "closable": True, "role": "status"}, {}],
    "pager": [{"page": Paginator(range(90), 30).page(n)} for n in (1, 2, 3)] + [{"page": Paginator([], 30).page(1)}],
    "steps": [{"steps": [{"title": "One", "text": "two", "href": "/", "label": "three"}]}],
    "stitches": [{"row": stitches.row(18, Fraction(20, 3), 1, 1), "size": "s"}, {"row": stitches.row(216, 90)}],
    "table": [{"caption": "c", "columns": [("A", False)], "rows": [[("A", False, "1")]]}],
    "trail": [{"events": [{"at": AT, "text": "Logged."}]}],
}


def test_every_component_has_a_case():
    assert sorted(CASES) == sorted(path.stem for path in FOLDER.glob("*.html"))


@pytest.mark.parametrize(("name", "context"), [(name, case) for name, cases in CASES.items() for case in cases])
def test_components_are_sound(name, context):
    assert problems_of(get_template(f"ui/components/{name}.html").render(context)) == []


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.html")), ids=lambda path: path.stem)
def test_components_open_with_what_they_take(path):
    assert path.read_text(encoding="utf-8").startswith("{% comment %}")


@pytest.mark.parametrize("level", ["success", "warning", "error", "info"])
def test_messages_stay_until_closed(level):
    message = type("Message", (), {"level_tag": level, "__str__": lambda self: "Kept <b>."})()
    html = get_template("ui/components/message.html").render({"message": message})
    assert problems_of(html) == []
    assert "Kept &lt;b&gt;." in html
    assert "data-close" in html


def test_what_people_write_is_escaped():
    assert "<b>" not in get_template("ui/components/facts.html").render({"facts": [("x", "<b>")]})
    assert "<b>" not in states.badge("met", "<b>")


@pytest.mark.parametrize("state", sorted(states.STATES))
def test_a_badge_is_an_icon_and_a_word(state):
    html = states.badge(state, "In training")
    assert problems_of(html) == []
    assert "In training" in html
    assert "<svg" in html


def test_a_badge_speaks_the_readers_language():
    first = states.badge("met")
    with translation.override("de"):
        states.badge("met")
    assert states.badge("met") == first


def test_an_unknown_icon_is_an_error():
    with pytest.raises(ValueError, match="no icon"):
        icons.icon("unicorn")


def test_icons_that_point_turn_with_the_line_of_reading():
    assert "fw-icon-dir" in icons.icon("arrow")
    assert "fw-icon-dir" not in icons.icon("check")


@pytest.mark.parametrize("code", sorted(terms.TERMS))
def test_terms_carry_their_meaning(code):
    assert str(terms.TERMS[code].meaning).endswith(".")
    assert str(terms.TERMS[code].word) in terms.term(code)


def test_the_tags_do_what_the_components_do():
    template = engines["django"].from_string(
        '{% badge "wait" word="Sent" %}{% stitches 4 2 1 size="l" %}{% avatar "Samira Daley" %}'
        '{% icon "check" size="l" %}'
        '{% table "Entries" columns rows numbers="1" %}{{ "20/3"|fraction }} {{ 2|hours }} {{ at|date_words }}'
        ' {{ at|time_words }} {{ at|moment_words }} {{ "Al Ma"|initials }} {% term "sep" %}{{ nothing|fraction }}'
    )
    html = template.render({"columns": ["When", "Counts"], "rows": [["today", 1]], "at": AT, "nothing": None})
    assert problems_of(html) == []
    assert '<td data-th="Counts" class="is-num">1</td>' in html
    assert "6⅔ 2 hours 19 November 2026 09:00 19 November 2026 at 09:00 AM" in html
