"""The file, the calendar and the client's side in a browser: what axe finds, what scripts add, what stays without."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect
from tests.chromium import becomes

from feltwork.apps.audit.actions import record
from feltwork.apps.practice import actions
from feltwork.apps.practice.models import JournalEntry
from feltwork.apps.practice.tests.browsing import LOOKS, PHONE, faults, to

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FILE_PAGES = (
    "client", "client-identity", "client-intake", "client-consents", "client-people", "client-reads", "client-end",
    "client-calendar", "client-shown", "client-invite",
)  # fmt: skip
WORK_PAGES = ("clients", "client-new", "glass", "consent-texts", "calendar", "worklist", "rules", "search-all")
OWN_PAGES = ("mine", "mine-safety", "mine-journal", "mine-checkin")
OWN_FILE_PAGES = ("mine-sessions", "mine-consents", "mine-reads", "mine-reach", "mine-times")


@pytest.fixture
def full(opened, practice, ben, eva, timo):
    """Eva's file with something on every page."""
    now = timezone.now()
    actions.begin_practice(school=practice, by=ben, at=now)
    file = opened(ben, eva.file, when=now)
    items = {
        "goal": {"words": "To drive over the bridge again"},
        "stop_signal": {"words": "Left hand up"},
        "caution": {"words": "Heart tablets"},
        "history": {"category": "FPD", "age": 36, "activation": 6},
    }
    changes = [actions.Change(uuid4(), uuid4(), kind, 0, body) for kind, body in items.items()]
    actions.save_items(file=file, record=None, changes=changes, by=ben, at=now)
    begun = now - timedelta(days=7)
    record = actions.start_record(file=file, starts_at=begun, zone="Europe/London", mode="online", by=ben, at=now)
    states = {"arrival": {"activation": 6}, "departure": {"activation": 2, "settled": "yes"}}
    changes = [actions.Change(uuid4(), uuid4(), kind, 0, body) for kind, body in states.items()]
    actions.save_items(file=file, record=record, changes=changes, by=ben, at=now)
    local = (now + timedelta(days=9)).replace(tzinfo=None, second=0, microsecond=0)
    (eva.hour,) = actions.book(file=file, local=local, zone="UTC", minutes=60, mode="phone", by=ben, at=now)
    return file


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_a_practitioner_hold_what_axe_checks(enter, full, ben, eva, timo, scheme):
    page = enter(ben, viewport=PHONE, color_scheme=scheme)
    addresses = [to(name, eva.file) for name in FILE_PAGES] + [to(name) for name in WORK_PAGES]
    addresses += [to("client-item-new", eva.file, kind="history"), to("client-consent", timo, topic="touch")]
    assert faults(page, addresses) == {}


@pytest.mark.parametrize("look", LOOKS)
def test_pages_of_an_administrator_hold_what_axe_checks(enter, practice, ben, dino, look):
    now = timezone.now()
    record("practice.many_opened", by=ben, at=now, school=practice, facts={"files": 57, "limit": 40})
    page = enter(dino, **look)
    assert faults(page, [to("openings"), to("setup"), to("rules")]) == {}
    page.goto(to("openings"))
    expect(page.get_by_role("row", name="Ben Okafor")).to_contain_text("57")


def test_pages_of_a_client_hold_what_axe_checks(enter, full, eva):
    page = enter(eva, viewport=PHONE)
    addresses = [to(name) for name in OWN_PAGES] + [to(name, eva.file) for name in OWN_FILE_PAGES]
    addresses.append(to("mine-call-off", eva.file, hour=eva.hour.uuid))
    assert faults(page, addresses) == {}


def test_a_name_is_found_while_it_is_typed_and_stands_in_no_address(enter, full, ben):
    page = enter(ben)
    page.goto(to("clients"))
    expect(page.locator(".p-client")).to_have_count(2)
    page.get_by_label("Name").press_sequentially("tim")
    expect(page.locator(".p-client")).to_have_count(1)
    assert page.url.endswith(to("clients"))


def test_something_is_added_where_it_stands(enter, full, ben, eva):
    page = enter(ben)
    page.goto(to("client-intake", eva.file))
    page.locator("#k-resource .p-part-head a").click()
    page.get_by_label("Something that helps").fill("The dog")
    page.get_by_role("button", name="Keep").click()
    expect(page.locator("#k-resource")).to_contain_text("The dog")


def test_a_client_checks_in_without_scripts(enter, full, eva):
    page = enter(eva, java_script_enabled=False)
    page.goto(to("mine-checkin"))
    page.get_by_role("radio", name="4", exact=True).first.check()
    page.get_by_role("button", name="Keep it").click()
    assert JournalEntry.objects.count() == 1


def test_a_client_calls_an_hour_off_without_scripts(enter, full, eva):
    page = enter(eva, java_script_enabled=False, viewport=PHONE)
    page.goto(to("mine-times", eva.file))
    page.get_by_role("link", name="I cannot come").click()
    page.get_by_role("button", name="Call it off").click()
    expect(page.get_by_text("Called off. Ben Okafor is told.")).to_be_visible()
    expect(page.get_by_text("Nothing is booked just now.")).to_be_visible()
    eva.hour.refresh_from_db()
    assert eva.hour.state == "cancelled"


def test_a_client_leaves_quickly_and_back_shows_nothing(enter, full, eva):
    page = enter(eva)
    page.goto(to("mine-journal"))
    for _press in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(settings.LEAVE_URL)
    page.go_back()
    assert to("mine-journal") not in page.url
    assert becomes(page, lambda: not Session.objects.exists())
