"""Answers that could not be sent: they outlive the page, nobody can read them in the browser's storage, they arrive
once, and they go with whoever signs out, with the sheet, and with the next person."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect
from tests.chromium import press, tick

from feltwork.apps.measures import actions
from feltwork.apps.measures.hands import hands_of_file, hands_of_job
from feltwork.apps.measures.models import Asking
from feltwork.apps.practice.actions.opening import open_file
from feltwork.core.measures import instrument

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"viewport": {"width": 390, "height": 800}}
ITEMS = [item.id for item in instrument("phq-8").items]
# everything that a script of this site, or somebody with the device, finds in its storage
STORED = """async () => {
  sessionStorage.removeItem("htmx-current-path-for-history"); // this tab's own address
  const found = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie];
  const rows = [];
  for (const { name } of await indexedDB.databases()) {
    const ask = indexedDB.open(name);
    await new Promise((done) => { ask.onsuccess = done; });
    const base = ask.result;
    for (const store of base.objectStoreNames) {
      const all = await new Promise((done) => {
        const ask = base.transaction(store).objectStore(store).getAll();
        ask.onsuccess = () => done(ask.result);
      });
      for (const row of all) {
        if (store === "queue") rows.push(row.change);
        found.push(JSON.stringify(row), row.sealed ? new TextDecoder("latin1").decode(row.sealed) : "");
        if (row.key) found.push(await crypto.subtle.exportKey("raw", row.key).then(() => "READABLE KEY", () => ""));
      }
    }
    base.close();
  }
  for (const name of await caches.keys()) found.push(name);
  return { rows, text: found.join("\\n") };
}"""


def to(name, **kwargs):
    return reverse(f"measures:{name}", kwargs={"school": "alder-house", **kwargs})


@pytest.fixture
def enter(windows):
    windows.known = ("net::ERR_INTERNET_DISCONNECTED", "net::ERR_FAILED", "Failed to load resource")

    def make(user=None, **options):
        context = windows(user, **options)
        context.route(f"{settings.LEAVE_URL}**", lambda route: route.fulfill(body="a neutral page"))
        return context.new_page()

    make.sign_in = windows.sign_in
    return make


@pytest.fixture
def row(sheet):
    """A PHQ-8 of Eva's, open now, with invented words."""
    now = timezone.now()
    made = sheet("phq-8", opens_at=now - timedelta(hours=1), due_at=now + timedelta(days=1))
    Asking.objects.filter(pk=made.pk).update(closes_at=now + timedelta(days=7))
    return fresh(made)


def fresh(row):
    return Asking.objects.select_related("client__school", "school", "enrolment__student").get(pk=row.pk)


def arrived(row):
    return (hands_of_job(fresh(row), at=timezone.now()).open(fresh(row), "sheet") or {"answers": {}})["answers"]


def go(page, address, q=1):
    page.goto(f"{address}?q={q}")
    page.wait_for_selector("form[data-drawer]")


def say(page, value, q=1):
    tick(page.locator(f'.q-item[data-number="{q}"] input[value="{value}"]'))


def says(page, words):
    expect(page.locator("[data-status]")).to_contain_text(words)


def offline(page, address, value=3):
    """One answer given without a connection, sealed on the device."""
    go(page, address)
    page.context.set_offline(True)
    say(page, value)
    says(page, "sealed on this device")


def closed(page):
    """The tab is closed while there is no connection; the context lives, as a browser does."""
    context = page.context
    page.close()
    context.set_offline(False)
    return context.new_page()


def test_it_outlives_the_tab_and_arrives_once_when_the_sheet_is_opened_again(enter, row, eva):
    address, page = to("sheet", uuid=row.uuid), enter(eva, **PHONE)
    offline(page, address)
    page.get_by_role("button", name="Next").click()
    say(page, 0, q=2)
    page = closed(page)
    assert arrived(row) == {}
    go(page, address)
    says(page, "What had waited on this device has arrived.")
    expect(page.locator('.q-item[data-number="1"] input[value="3"]')).to_be_checked()
    assert (arrived(row), fresh(row).changes) == ({ITEMS[0]: 3, ITEMS[1]: 0}, 1)
    assert page.evaluate(STORED)["rows"] == []
    page.reload()
    page.wait_for_selector("form[data-drawer]")
    assert fresh(row).changes == 1


def test_nothing_of_it_is_readable_in_the_browsers_storage(enter, row, eva):
    page = enter(eva, **PHONE)
    offline(page, to("sheet", uuid=row.uuid))
    page.locator('[name="seen"]').evaluate("field => field.value = '417417'")
    say(page, 2)
    says(page, "sealed on this device")
    page.wait_for_timeout(50)
    found = page.evaluate(STORED)
    assert len(found["rows"]) == 1
    readable = [
        word
        for word in ("READABLE KEY", "phq", "answers", "Invented", "417417", "Eva", *ITEMS)
        if word in found["text"]
    ]
    assert readable == []
    assert re.search(r'"(value|answer)', found["text"]) is None


def test_an_answer_whose_receipt_got_lost_is_not_taken_for_another_device(enter, row, eva):
    page = enter(eva, **PHONE)
    go(page, to("sheet", uuid=row.uuid))

    def swallow(route):  # the server hears, the page does not
        route.fetch()
        route.abort()

    page.route("**/save/", swallow, times=1)
    say(page, 1)
    says(page, "sealed on this device")
    say(page, 2)
    says(page, "Kept")
    assert arrived(row) == {ITEMS[0]: 2}
    expect(page.locator(".q-theirs:visible")).to_have_count(0)


def test_what_another_device_answered_meanwhile_is_shown_and_not_written_over(enter, row, eva):
    address, phone, laptop = to("sheet", uuid=row.uuid), enter(eva, **PHONE), enter(eva)
    offline(phone, address)
    go(laptop, address)
    say(laptop, 1)
    says(laptop, "Kept")
    phone = closed(phone)
    go(phone, address)
    expect(phone.locator(".q-theirs").first).to_contain_text("Answer 1")
    assert arrived(row) == {ITEMS[0]: 1}
    say(phone, 3)
    says(phone, "Kept")
    assert arrived(row) == {ITEMS[0]: 3}


def test_the_list_of_questions_sends_it_too(enter, row, eva):
    page = enter(eva, **PHONE)
    offline(page, to("sheet", uuid=row.uuid))
    page = closed(page)
    page.goto(to("mine"))
    expect(page.get_by_text("Answers that had waited on this device have arrived.")).to_be_visible()
    assert (arrived(row), page.evaluate(STORED)["rows"]) == ({ITEMS[0]: 3}, [])


def test_after_the_session_ran_out_it_waits_for_the_same_person(enter, row, eva):
    address, page = to("sheet", uuid=row.uuid), enter(eva, **PHONE)
    go(page, address)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    press(page.locator('.q-item[data-number="1"] input[value="3"]'))
    page.wait_for_url("**/login/**")
    assert len(page.evaluate(STORED)["rows"]) == 1
    enter.sign_in(page.context, eva)
    go(page, address)
    says(page, "has arrived")
    assert arrived(row) == {ITEMS[0]: 3}


def test_signing_out_and_leaving_quickly_empty_it(enter, row, eva):
    address, page = to("sheet", uuid=row.uuid), enter(eva, **PHONE)
    offline(page, address)
    page = closed(page)
    page.goto(reverse("account_logout"))
    page.get_by_role("main").get_by_role("button").first.click()
    page.wait_for_load_state()
    assert page.evaluate(STORED)["rows"] == []

    enter.sign_in(page.context, eva)
    offline(page, address)
    page.context.set_offline(False)
    page.route("**/leave/**", lambda route: route.abort())  # the site itself does not hear of it
    page.locator("[data-leave]").first.click()
    page.wait_for_url(f"{settings.LEAVE_URL}**")
    page = closed(page)
    page.goto("/")
    assert page.evaluate(STORED)["rows"] == []


def test_somebody_else_on_this_device_finds_nothing(enter, row, eva, alma, school):
    page = enter(eva, **PHONE)
    offline(page, to("sheet", uuid=row.uuid))
    page = closed(page)
    enter.sign_in(page.context, alma)
    page.goto(reverse("measures:mine", kwargs={"school": school.slug}))
    page.wait_for_function("() => document.querySelector('[data-island=\"ui/unsent\"]')?.dataset.mounted === ''")
    assert (page.evaluate(STORED)["rows"], arrived(row)) == ([], {})


def test_too_late_it_is_thrown_away_and_said(enter, row, eva):
    address, page = to("sheet", uuid=row.uuid), enter(eva, **PHONE)
    offline(page, address)
    page = closed(page)
    file = open_file(eva, frozenset({"client"}), eva.file.uuid, what="sheet", at=timezone.now())
    actions.stop(asking=row, hands=hands_of_file(file), by=eva, at=timezone.now())
    page.goto(address)
    expect(page.get_by_text("It comes too late to be part of this, and was deleted.")).to_be_visible()
    assert page.evaluate(STORED)["rows"] == []


@pytest.mark.parametrize(("place", "rows"), [("link", 1), ("room", 0)])
def test_by_a_link_it_waits_under_a_key_of_its_own_and_in_the_room_on_the_page_only(enter, row, ben, eva, place, rows):
    now = timezone.now()
    file = open_file(ben, frozenset({"practitioner"}), eva.file.uuid, what="measures", at=now)
    _row, token = actions.make_link(asking=row, file=file, place=place, by=ben, at=now)
    address, page = to("link", token=token), enter(**PHONE)
    page.goto(f"{address}?q=1")
    page.wait_for_selector("form[data-drawer]" if rows else "form[data-mounted]")
    page.context.set_offline(True)
    say(page, 3)
    says(page, "sealed on this device" if rows else "please leave it open")
    found = page.evaluate(STORED)
    assert (len(found["rows"]), [one for one in (token, *ITEMS) if one in found["text"]]) == (
        rows,
        [],
    )
    page.context.set_offline(False)
    says(page, "Kept")
    assert (arrived(row), page.evaluate(STORED)["rows"]) == ({ITEMS[0]: 3}, [])


def test_a_link_leaves_what_waits_for_the_devices_owner_alone(enter, row, sheet, ben, eva):
    page = enter(eva, **PHONE)
    offline(page, to("sheet", uuid=row.uuid))
    page = closed(page)
    now = timezone.now()
    other = sheet("gad-7", opens_at=now - timedelta(hours=1), due_at=now + timedelta(days=1))
    Asking.objects.filter(pk=other.pk).update(closes_at=now + timedelta(days=7))
    file = open_file(ben, frozenset({"practitioner"}), eva.file.uuid, what="measures", at=now)
    _row, token = actions.make_link(asking=other, file=file, by=ben, at=now)
    go(page, to("link", token=token))
    page.context.set_offline(True)
    say(page, 1)
    says(page, "sealed on this device")
    assert len(page.evaluate(STORED)["rows"]) == 2
    page = closed(page)
    go(page, to("sheet", uuid=row.uuid))  # and the owner's own page sweeps the guest's out
    says(page, "has arrived")
    assert page.evaluate(STORED)["rows"] == []
