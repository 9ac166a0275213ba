"""The body map in a real browser: tap, draw, keyboard only, no scripts, the child's figure, playing back, axe."""

from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect
from tests.chromium import tick

from feltwork.apps.practice import actions
from feltwork.apps.practice.queries.file import items_of
from feltwork.apps.practice.queries.maps import map_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
READY = ".m-map[data-ready]"


@pytest.fixture
def page_of(windows, ben):
    """`page_of("record-map", record)`: a page of Ben's; errors in its console fail the test."""

    def show(name, record, **options):
        page = windows(ben, reduced_motion="reduce", **options).new_page()
        page.goto(reverse(f"practice:{name}", kwargs={"school": "alder-house", "uuid": record.uuid}))
        if name == "record-map" and options.get("java_script_enabled", True):
            page.wait_for_selector(READY)
        return page

    return show


def saved(page):
    """Waits for the answer to the next save."""
    return page.expect_response(lambda answer: answer.url.endswith("/items/") and answer.request.method == "POST")


def test_tap_draw_undo_and_the_sentence_is_the_servers(page_of, opened, ben, eva, record):
    page = page_of("record-map", record, viewport={"width": 1280, "height": 1600})
    with saved(page):
        page.locator(".p-tool", has_text="Warmth").click()
        page.locator('.m-scale label:has-text("6")').click()
        page.locator('[data-region="front-chest-left"]').click()
    page.get_by_role("button", name="Next mark").click()
    page.locator(".p-tool", has_text="Ease").click()
    page.get_by_role("button", name="Draw").click()
    box = page.locator('svg[data-view="front"]').bounding_box()
    with saved(page):
        page.mouse.move(box["x"] + box["width"] * 0.45, box["y"] + box["height"] * 0.41)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * 0.55, box["y"] + box["height"] * 0.43, steps=8)
        page.mouse.up()
    expect(page.locator("[data-sentence]")).to_have_text(
        "Warmth 6/10, your left chest, then ease in your belly (around the navel)."
    )

    file = opened(ben, eva.file)
    stroke = items_of(file, record=record, kinds=("stroke",))[0]
    assert page.locator("[data-sentence]").inner_text() == map_of(file, record).sentence
    assert (stroke.body["template"], stroke.body["family"], len(stroke.body["points"]) > 3) == (
        "fw-adult-1",
        "ease",
        True,
    )
    assert all(0.4 < x < 0.6 and 0.38 < y < 0.46 for x, y, _pressure, _ms in stroke.body["points"])

    with saved(page):
        page.get_by_role("button", name="Undo").click()
    assert items_of(file, record=record, kinds=("stroke",)) == []
    assert [row.title for row in map_of(file, record).marks] == ["Warmth, your left chest"]


def test_all_of_it_by_keyboard(page_of, opened, ben, eva, record):
    page = page_of("record-map", record)
    page.locator('input[name="family"][value="tension"]').focus()
    page.keyboard.press("Space")
    page.locator('svg[data-view="front"] .fw-body-region[tabindex="0"]').focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.dataset.region") == "front-throat"
    with saved(page):
        page.keyboard.press("Space")
    expect(page.locator("[data-sentence]")).to_have_text("Tension in your throat.")
    expect(page.locator('[data-region="front-throat"]')).to_have_attribute("aria-pressed", "true")
    assert [row.title for row in map_of(opened(ben, eva.file), record).marks] == ["Tension, your throat"]


def test_the_list_and_the_figure_are_one(page_of, record):
    page = page_of("record-map", record)
    page.locator("[data-list] summary").click()
    with saved(page):
        page.get_by_role("checkbox", name="Left hand, palm side").check()
        page.locator('[data-region="front-hand-right"]').click()
    expect(page.get_by_role("checkbox", name="Right hand, palm side")).to_be_checked()
    expect(page.locator('[data-region="front-hand-left"]')).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-sentence]")).to_have_text("Something in both hands.")


def test_without_scripts(page_of, opened, ben, eva, record):
    page = page_of("record-map", record, java_script_enabled=False)
    tick(page.locator('input[name="family"][value="absence"]'))
    page.locator("[data-list] summary").click()
    page.get_by_label("Throat", exact=True).check()
    page.get_by_role("button", name="Add this mark").click()
    assert page.locator("[data-sentence]").inner_text() == "Absence in your throat."
    assert map_of(opened(ben, eva.file), record).sentence == "Absence in your throat."


def test_the_childs_figure(page_of, opened, ben, timo, at):
    file = opened(ben, timo)
    record = actions.start_record(file=file, starts_at=at, zone="UTC", mode="in_person", by=ben, at=at)
    page = page_of("record-map", record)
    with saved(page):
        page.locator('[data-region="child-front-tummy"]').click()
    mark = map_of(opened(ben, timo), record).marks[0].body
    assert (mark["template"], mark["regions"]) == ("fw-child-1", [{"region": "child-front-tummy"}])
    assert page.evaluate("document.querySelectorAll('.fw-body-region').length") == 27


def test_nothing_plays_by_itself_and_axe_finds_nothing(page_of, opened, ben, eva, record, at):
    bodies = [
        {"template": "fw-adult-1", "order": n, "family": "ease", "intensity": n, "regions": [{"region": region}]}
        for n, region in enumerate(["front-throat", "front-belly", "back-neck"], start=1)
    ]
    rows = [actions.Change(uuid4(), uuid4(), "mark", 0, body) for body in bodies]
    rows += [actions.Change(uuid4(), uuid4(), "reading", 0, {"at": 300 * n, "activation": n}) for n in range(5)]
    actions.save_items(file=opened(ben, eva.file), record=record, changes=rows, by=ben, at=at)

    page = page_of("record-playback", record, viewport={"width": 390, "height": 800})
    page.get_by_role("link", name="From the beginning").click()
    shown = page.locator(".fw-pin:not([data-later])")
    expect(shown).to_have_count(0)
    page.locator("[data-slide]").focus()
    page.keyboard.press("ArrowRight")
    expect(shown).to_have_count(1)
    assert Axe().run(page).response["violations"] == []

    for name in ("record-map", "client-maps"):
        page = page_of(name, record if name == "record-map" else eva.file)
        assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_very_long_list_begins_with_its_end_and_the_lines_table_is_made_when_it_is_opened(
    page_of, opened, ben, eva, record, at
):
    body = {"template": "fw-adult-1", "family": "ease", "regions": [{"region": "front-throat"}]}
    rows = [actions.Change(uuid4(), uuid4(), "mark", 0, {**body, "order": n}) for n in range(1, 46)]
    rows += [actions.Change(uuid4(), uuid4(), "reading", 0, {"at": 60 * n, "activation": n}) for n in range(4)]
    actions.save_items(file=opened(ben, eva.file), record=record, changes=rows, by=ben, at=at)

    page = page_of("record", record)
    page.wait_for_selector(READY)
    marks = page.locator("[data-rows] > li[data-item]")
    expect(marks).to_have_count(20)
    expect(marks.first.locator(".fw-mark-no")).to_have_text("26")
    with saved(page):
        page.locator('[data-region="front-belly"]').click()
    expect(marks).to_have_count(21)
    # by its key: the new mark opens a form, and what lies below it moves while a hand is on its way
    page.get_by_role("link", name="25 marks before these").press("Enter")
    expect(marks).to_have_count(46)

    table = page.locator("[data-table]")
    table.scroll_into_view_if_needed()
    expect(page.locator("[data-chart] .uplot")).to_be_visible()
    expect(table.locator("tbody tr")).to_have_count(0)
    table.locator("summary").click()
    expect(table.locator("tbody tr")).to_have_count(4)

    page = page_of("record", record, java_script_enabled=False)
    expect(page.locator("[data-table] tbody tr")).to_have_count(4)
    page.get_by_role("link", name="26 marks before these").click()
    expect(page.locator("[data-rows] > li[data-item]")).to_have_count(46)
