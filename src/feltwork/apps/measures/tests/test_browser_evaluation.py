"""Pages about groups in a browser: what axe finds, whether anything is wider than a phone, how they print."""

from __future__ import annotations

import pytest

from feltwork.apps.measures.tests.groups import address
from feltwork.apps.practice.tests.browsing import PHONE, faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDE = {"width": 1280, "height": 900}


@pytest.fixture
def pages(practice, people, asked):
    """The list, a new question, figures with six who left, and an evaluation that may show nothing."""
    people(26, left=6)
    found = asked(times="first_last")
    people(1)
    nothing = asked(times="first_last")
    ask = f"{address('evaluation-new', practice)}?group=clients&instrument=phq-9"
    return [
        address("evaluations", practice),
        ask,
        address("evaluation", practice, found),
        address("evaluation", practice, nothing),
    ]


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "light"), (PHONE, "dark"), (WIDE, "light"), (WIDE, "dark")])
def test_pages_about_groups_hold_what_axe_checks(enter, pages, ben, viewport, scheme):
    page = enter(ben, viewport=viewport, color_scheme=scheme)
    assert faults(page, pages) == {}


def test_a_report_prints_without_its_surroundings(enter, pages, ben):
    page = enter(ben)
    page.goto(pages[2])
    page.emulate_media(media="print")
    assert [page.locator(one).is_visible() for one in ("#change-h", "#missing-h", "#take-h", ".fw-header")] == [
        True, True, False, False,
    ]  # fmt: skip
