"""The record in a real browser: marks by keys, a queue that outlives connection, crash and sign-out, two tabs, axe."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from feltwork.apps.practice import actions
from feltwork.apps.practice.models import Item, ItemChange
from feltwork.apps.practice.queries.file import items_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 800}
KEPT = "Draft, kept at"
MOUNTED = "#record[data-mounted]"
NEXT = "[data-kind=next_step] textarea"
STORED = """async () => {
  const open = indexedDB.open("feltwork-keeping");
  await new Promise((done) => { open.onsuccess = done; });
  const ask = open.result.transaction("queue").objectStore("queue").getAll();
  await new Promise((done) => { ask.onsuccess = done; });
  return ask.result.map((row) => ({ text: JSON.stringify(row), bytes: [...new Uint8Array(row.sealed)] }));
}"""


@pytest.fixture
def enter(windows, ben):
    """`enter(viewport=PHONE)`: a window of Ben's. Complaints of the browser that nobody knows of fail the test."""
    windows.known = ("ERR_INTERNET_DISCONNECTED", "net::ERR_FAILED", "401 (Unauthorized)", "403 (Forbidden)")

    def make(user=ben, **options):
        return windows(user, **options)

    make.sign_in = windows.sign_in
    return make


@pytest.fixture
def live(opened, ben, eva):
    """A session of Ben's with Eva that began ten minutes ago."""
    now = timezone.now()
    file = opened(ben, eva.file, when=now)
    starts = now - timedelta(minutes=10)
    return actions.start_record(file=file, starts_at=starts, zone="Europe/London", mode="in_person", by=ben, at=now)


def address(record, name="record", **more):
    return reverse(f"practice:{name}", kwargs={"school": "alder-house", "uuid": record.uuid, **more})


def bodies(opened, ben, eva, record):
    return sorted(
        ((item.kind, item.body) for item in items_of(opened(ben, eva.file, when=timezone.now()), record=record)),
        key=lambda pair: (pair[0], str(pair[1])),
    )


def status(page):
    return page.locator("[data-status]")


def test_marks_by_keys_with_undo_and_without(enter, live, opened, ben, eva):
    page = enter(viewport=WIDE).new_page()
    page.goto(address(live))
    page.wait_for_selector(MOUNTED)
    for key in ("s", "7", "y", "3", "u", "x"):
        page.keyboard.press(key)
    expect(page.locator("[data-moments] article h3")).to_have_text(["Relative safety"])
    expect(page.locator("[data-moments] [data-signs]")).to_have_text("yawn")
    expect(page.locator("[data-readings-list] b")).to_have_text(["7", "10"])
    expect(status(page)).to_contain_text(KEPT)
    found = [
        (kind, body.get("phase", body.get("activation")), body.get("signs"))
        for kind, body in bodies(opened, ben, eva, live)
    ]
    assert found == [("reading", 10, None), ("reading", 7, None), ("segment", "safety", ["yawn"])]

    page.locator(NEXT).fill("s7")  # letters in a field stay letters
    page.locator(".r-keys summary").click()
    page.locator("[data-keys-on]").uncheck()
    page.locator("h1").click()
    page.keyboard.press("p")
    expect(page.locator("[data-moments] article")).to_have_count(1)


def test_without_a_connection_nothing_is_lost_and_nothing_comes_twice(enter, live, opened, ben, eva):
    context = enter(viewport=WIDE)
    page = context.new_page()
    page.goto(address(live))
    page.wait_for_selector(MOUNTED)
    lost = []

    def swallow(route):  # the server hears, the page does not: the answer is lost on the way
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/items/", swallow, times=1)
    page.keyboard.press("d")
    expect(status(page)).to_have_text("Waiting for the connection; kept on this device")
    context.set_offline(True)
    page.locator(NEXT).fill("canary-4711, the kitchen")
    page.keyboard.press("Tab")
    rows = page.evaluate(STORED)
    assert len(rows) >= 1
    assert not any("canary" in row["text"] or b"canary" in bytes(row["bytes"]) for row in rows)

    context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(status(page)).to_contain_text(KEPT)
    assert lost == [200]
    found = [(kind, body.get("phase", body.get("words"))) for kind, body in bodies(opened, ben, eva, live)]
    assert found == [("next_step", "canary-4711, the kitchen"), ("segment", "discharge")]
    assert ItemChange.objects.count() == Item.objects.count() == 2
    assert page.evaluate(STORED) == []


def test_after_a_crash_the_words_are_there_and_reach_the_server(enter, live, opened, ben, eva):
    context = enter(viewport=WIDE)
    page = context.new_page()
    page.goto(address(live))
    page.wait_for_selector(MOUNTED)
    context.set_offline(True)
    page.locator(NEXT).fill("typed just before the crash")
    page.wait_for_function(f"async () => (await ({STORED})()).length === 1")
    page.close(run_before_unload=False)
    context.set_offline(False)

    again = context.new_page()
    again.goto(address(live))
    expect(again.locator(NEXT)).to_have_value("typed just before the crash")
    expect(status(again)).to_contain_text(KEPT)
    assert bodies(opened, ben, eva, live) == [("next_step", {"words": "typed just before the crash"})]


def test_an_expired_session_waits_for_signing_in_again(enter, live, opened, ben, eva):
    context = enter(viewport=WIDE)
    page = context.new_page()
    page.goto(address(live))
    page.wait_for_selector(MOUNTED)
    page.mouse.move(5, 5)  # the page is used: parts that come later come now, and not after the session
    page.wait_for_function("() => window.htmx")
    page.wait_for_load_state("networkidle")
    context.clear_cookies()
    page.locator(NEXT).fill("still mine")
    expect(status(page)).to_contain_text("You are signed out")
    expect(page.get_by_role("link", name="Sign in again")).to_be_visible()
    enter.sign_in(context, ben)
    context.new_page().goto(address(live))  # in another tab, which brings a new token against forgery
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(status(page)).to_contain_text(KEPT)
    assert bodies(opened, ben, eva, live) == [("next_step", {"words": "still mine"})]


def test_two_tabs_keep_both_texts_and_a_person_chooses(enter, live, opened, ben, eva):
    one, other = enter(viewport=WIDE).new_page(), enter(viewport=WIDE).new_page()  # two devices: no channel between
    for page in (one, other):
        page.goto(address(live))
        page.wait_for_selector(MOUNTED)
    one.locator(NEXT).fill("from this window")
    expect(status(one)).to_contain_text(KEPT)
    other.locator(NEXT).fill("from that window")
    expect(other.locator(".r-version")).to_have_count(2)
    assert Item.objects.filter(removed_at=None).count() == 2
    expect(other.locator(".r-version").nth(0)).to_contain_text("from this window")
    other.locator(".r-version").nth(1).get_by_role("button", name="Keep this one").click()
    expect(other.locator(".r-version")).to_have_count(0)
    expect(other.locator(NEXT)).to_have_value("from that window")
    assert bodies(opened, ben, eva, live) == [("next_step", {"words": "from that window"})]


def test_a_second_tab_takes_over_what_the_first_one_kept(enter, live):
    context = enter(viewport=WIDE)
    one, other = context.new_page(), context.new_page()
    one.goto(address(live))
    one.wait_for_selector(MOUNTED)
    one.locator(NEXT).fill("first")
    expect(status(one)).to_contain_text(KEPT)
    other.goto(address(live))
    other.wait_for_selector(MOUNTED)
    one.locator(NEXT).fill("first and more")
    expect(other.locator(NEXT)).to_have_value("first and more")
    other.locator(NEXT).fill("and from here")
    expect(status(other)).to_contain_text(KEPT)
    expect(other.locator(".r-version")).to_have_count(0)


def test_a_moment_is_written_in_its_place(enter, live, opened, ben, eva):
    page = enter(viewport=PHONE).new_page()
    page.goto(address(live))
    page.wait_for_selector(MOUNTED)
    page.get_by_role("button", name="Resourcing").click()
    expect(status(page)).to_contain_text(KEPT)
    page.get_by_role("link", name="Write in it").click()
    page.get_by_label("Title").fill("The kitchen")
    page.locator("[name=c_image_words]").fill("Blue tiles")
    expect(status(page)).to_contain_text(KEPT)
    page.get_by_role("button", name="Done").click()
    expect(page.locator("[data-moments] h3")).to_have_text(["The kitchen"])
    (found,) = (body for _kind, body in bodies(opened, ben, eva, live))
    assert found["channels"] == [{"channel": "image", "words": "Blue tiles"}]
    assert 595 <= found["at"] <= 700


def test_without_scripts_the_same_is_kept(enter, live, opened, ben, eva):
    page = enter(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto(address(live))
    page.get_by_role("button", name="Pendulation").click()
    page.get_by_role("button", name="8", exact=True).click()
    page.locator("#kind-departure").get_by_text("Yes", exact=True).click()
    page.locator("#kind-departure").get_by_role("button", name="Keep this part").click()
    page.locator(NEXT).fill("the garden")
    page.locator("#kind-next_step").get_by_role("button", name="Keep this part").click()
    found = [(kind, body.get("phase") or body.get("activation") or body.get("settled") or body.get("words"))
             for kind, body in bodies(opened, ben, eva, live)]  # fmt: skip
    assert found == [("departure", "yes"), ("next_step", "the garden"), ("reading", 8), ("segment", "pendulation")]


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_axe_finds_nothing_and_nothing_is_too_wide(enter, live, viewport):
    page = enter(viewport=viewport).new_page()
    for name, more in (("record", {}), ("record-signing", {}), ("record-write", {"kind": "segment"})):
        page.goto(address(live, name, **more))
        page.wait_for_load_state("networkidle")
        for summary in page.locator("summary").all():
            if summary.is_visible() and "r-who" not in (summary.locator("..").get_attribute("class") or ""):
                summary.click()
        found = Axe().run(page).response["violations"]
        assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
