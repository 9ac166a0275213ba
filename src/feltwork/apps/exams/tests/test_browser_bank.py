"""The bank in a browser: what axe finds, places drawn on a figure, looking at a question."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from tests.chromium import tick

from feltwork.apps.exams.models import Item, ItemVersion
from feltwork.apps.exams.tests.bank import demo_bank
from feltwork.apps.practice.tests.browsing import LOOKS, faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def to(name, school, *args):
    return reverse(f"exams:{name}", args=[school.slug, *args])


def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(windows, school, cast, cohort, at):
    demo = demo_bank(cast, cohort, at)
    kinds = ItemVersion.objects.filter(state="live").order_by("kind", "pk").distinct().values_list("kind", "item__uuid")
    one_each = dict(kinds).values()
    pages = [
        to("bank", school), to("item-new", school), to("figures", school), to("files", school),
        to("blueprint", school, demo.blueprint.uuid), to("blueprint-new", school), to("examinations", school),
        to("examination", school, demo.examination.uuid), to("examination-new", school),
        to("analysis", school, demo.examination.uuid), to("standards", school, demo.examination.uuid),
        *(to("item", school, uuid) for uuid in one_each), *(to("item-edit", school, uuid) for uuid in one_each),
    ]  # fmt: skip
    for look in LOOKS:
        page = windows(cast.carla, **look).new_page()
        assert faults(page, pages) == {}


def test_a_place_is_drawn_on_a_figure_and_looked_at(windows, school, carla):
    page = windows(carla).new_page()
    page.goto(to("item-new", school) + "?kind=region")
    page.get_by_label("The question").fill("Where is the throat?")
    page.get_by_label("Figure", exact=True).select_option("body-front")
    page.get_by_label("Line 1", exact=True).fill("Above the breastbone")
    drawing = page.locator(".b-drawing .x-places")
    expect(drawing).to_be_visible()
    box = drawing.bounding_box()
    for x, y in ((0.4, 0.1), (0.6, 0.1), (0.5, 0.2)):
        drawing.click(position={"x": box["width"] * x, "y": box["height"] * y})
    expect(page.get_by_label("Corners of Line 1")).to_have_value("40 10, 60 10, 50 20")
    page.get_by_label("Line 2", exact=True).fill("At the knee")
    page.get_by_label("Corners of Line 2").fill("30 70, 40 70, 35 75")
    tick(page.locator("input[name=right][value='0']"))
    tick(page.get_by_label("Anatomy"))
    page.get_by_role("button", name="Look at it").click()
    expect(page.locator("#look polygon")).to_have_count(2)
    assert Item.objects.count() == 0
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.get_by_role("heading", name="ana-001")).to_be_visible()
    assert [one["id"] for one in ItemVersion.objects.get().data["regions"]] == ["a", "b"]
