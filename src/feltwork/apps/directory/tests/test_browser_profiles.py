"""Pages of the directory in a browser: what axe finds, what keys do, what stays without scripts."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from feltwork.apps.directory import actions, links, queries
from feltwork.apps.directory.models import Profile
from feltwork.apps.directory.tests.factories import list_person
from feltwork.apps.practice.tests.browsing import LOOKS, PHONE, faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def shown(ben, ruth, school):
    """Ben's page, confirmed on the day of the test run, with a report and a licence in staff's lists."""
    profile = list_person(ben, school=school, by=ruth, how_online=True, online_in=["GB"], training_words="A course")
    now = timezone.now()
    profile = actions.confirm(profile=profile, by=ben, at=now)
    profile.told, profile.token = actions.report(profile=profile, kind="room", words="Wrote twice.", at=now)
    return profile


def to(name, **kwargs):
    return reverse(f"directory:{name}", kwargs=kwargs)


def desk(name, **kwargs):
    return reverse(f"directory-desk:{name}", kwargs={"school": "alder-house", **kwargs})


@pytest.mark.parametrize("look", LOOKS, ids=("wide", "phone"))
def test_pages_hold_what_axe_checks(windows, shown, ben, ruth, dino, look):
    public = [
        to("profile", slug=shown.slug), to("report", slug=shown.slug), to("report-answer", token=shown.token),
        links.still_link(shown),
    ]  # fmt: skip
    assert faults(windows(**look).new_page(), public) == {}
    steps = [desk("edit", step=step) for step in ("who", "place", "work", "money", "room", "more")]
    own = [desk(name) for name in ("mine", "preview", "publish", "photo", "licence", "erase")]
    assert faults(windows(ben, **look).new_page(), [*own, *steps]) == {}
    staff = [desk(name) for name in ("pages", "licences", "reports", "phantom", "policy")]
    matters = [
        desk("licence-check", uuid=ben.licence.uuid), desk("report-decide", uuid=shown.told.uuid),
        desk("erase-for-owner", uuid=shown.uuid),
    ]  # fmt: skip
    assert faults(windows(ruth, **look).new_page(), [*staff, *matters]) == {}


def test_keys_alone_confirm_and_hide(windows, shown, ben):
    page = windows(ben).new_page()
    page.goto(desk("mine"))
    page.get_by_role("radio", name="Yes, now").focus()
    page.keyboard.press("ArrowDown")
    page.get_by_role("button", name="Yes, still right").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your page says today’s date.")).to_be_visible()
    expect(page.get_by_role("radio", name="Within a month")).to_be_checked()

    page.get_by_role("button", name="Hide it now").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nobody but you sees it.")).to_be_visible()
    assert not queries.listed(timezone.now()).exists()


def test_keys_alone_erase_and_nothing_goes_without_the_tick(windows, shown, ben):
    page = windows(ben).new_page()
    page.goto(desk("mine"))
    page.get_by_role("link", name="Erase this page for good").press("Enter")
    page.get_by_role("button", name="Erase my page").press("Enter")
    expect(page.get_by_text("Please tick the box if the page is to be erased for good.").first).to_be_visible()
    assert Profile.objects.filter(pk=shown.pk).exists()

    page.get_by_role("checkbox").press("Space")
    page.get_by_role("button", name="Erase my page").press("Enter")
    expect(page.get_by_text("Your page is erased. Nobody finds it from this moment.")).to_be_visible()
    assert not Profile.objects.filter(pk=shown.pk).exists()


def test_without_scripts_a_claim_comes_back_with_its_reason(windows, shown, ben):
    page = windows(ben, viewport=PHONE, java_script_enabled=False).new_page()
    page.goto(desk("edit", step="who"))
    page.get_by_label("In one line").fill("Guaranteed relief")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("“Guaranteed” cannot stay.").first).to_be_visible()
    expect(page.get_by_label("In one line")).to_have_value("Guaranteed relief")
