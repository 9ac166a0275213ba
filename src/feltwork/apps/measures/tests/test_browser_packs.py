"""Instruments and their words in a browser: what axe finds wide and narrow, in light and in dark; a file by hand."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from feltwork.apps.measures.tests.factories import invented
from feltwork.apps.practice.tests.browsing import LOOKS, faults
from feltwork.core.measures import instrument
from feltwork.core.measures.fhir import to_questionnaire

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def to(practice, name, **kwargs):
    return reverse(f"measures:{name}", kwargs={"school": practice.slug, **kwargs})


@pytest.mark.parametrize("look", LOOKS)
def test_pages_of_instruments_hold_what_axe_checks(enter, practice, ben, worded, look):
    row = worded("gad-7")
    slugs = ("phq-9", "k10", "cats-2-self", "fw-state")
    pages = [
        to(practice, "instruments"),
        *(to(practice, "instrument", slug=one) for one in slugs),
        to(practice, "pack-import", slug="psc-17"),
        to(practice, "pack", uuid=row.uuid),
        to(practice, "pack-remove", uuid=row.uuid),
    ]
    page = enter(ben, **look)
    assert faults(page, pages) == {}


def test_a_file_is_refused_beside_its_field_and_the_right_one_kept(enter, windows, practice, ben, tmp_path):
    windows.known = ("422 (Unprocessable Entity)",)
    right, wrong = tmp_path / "right.json", tmp_path / "wrong.json"
    whole = to_questionnaire(instrument("gad-7"), invented("gad-7"), "en")
    right.write_text(json.dumps(whole))
    wrong.write_text(json.dumps(whole | {"item": whole["item"][:-1]}))
    page = enter(ben)
    page.goto(to(practice, "pack-import", slug="gad-7"))
    page.locator("input[type=file]").set_input_files(wrong)
    page.get_by_label("Where the file is from").fill("a test")
    page.get_by_label("We may show these words").check()
    page.get_by_role("button", name="Look at it").click()
    field = page.locator(".fw-field", has=page.locator("input[type=file]"))
    expect(field).to_contain_text("is missing")
    page.locator("input[type=file]").set_input_files(right)
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_text("Invented question 7")).to_be_visible()
    page.get_by_role("button", name="Keep these words").click()
    expect(page.get_by_text("The words of GAD-7 are here now.")).to_be_visible()
