"""A day in a browser: signing up on a phone, the code on the wall, the button on the phone, the list; and axe."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect
from tests.chromium import tick

from feltwork.apps.seminars import actions, codes
from feltwork.apps.seminars.models import Mark, Meeting
from feltwork.apps.seminars.tests.factories import first_meeting, plan

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 800}
WIDE = {"width": 1280, "height": 900}
HOUR = timedelta(hours=1)


def to(name, **kwargs):
    return reverse(f"seminars:{name}", kwargs={"school": "alder-house", **kwargs})


def faults(page):
    wrong = [item["id"] for item in Axe().run(page).response["violations"]]
    if page.evaluate("document.documentElement.scrollWidth") > page.viewport_size["width"]:
        wrong.append("wider than the screen")
    return wrong


@pytest.fixture
def seminar(school, carla):
    now = timezone.now()
    return plan(school, by=carla, at=now, first=now.date() + timedelta(days=3), capacity=3)


def enter(windows, sign_in, user, **options):
    """A window in which *user* stays signed in while others sign in, too."""
    context = windows(**options)
    value = sign_in(user, fresh=True, with_client=Client()).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": windows.url}])
    return context.new_page()


def test_from_signing_up_to_the_list(windows, sign_in, seminar, carla, alma):
    phone = enter(windows, sign_in, alma, viewport=PHONE, color_scheme="dark")
    phone.goto(to("list"))
    phone.get_by_role("link", name="Working with the breath").click()
    phone.get_by_role("button", name="Sign up").click()
    expect(phone.get_by_role("heading", name="You have a place")).to_be_visible()
    assert faults(phone) == []

    now = timezone.now()
    Meeting.objects.filter(seminar=seminar).update(starts_at=now - HOUR, ends_at=now + HOUR)
    meeting = first_meeting(seminar)
    wall = enter(windows, sign_in, carla, viewport=WIDE)
    wall.goto(to("attendance", uuid=meeting.uuid))
    wall.get_by_role("button", name="Show a code").click()
    expect(wall.get_by_text("0 of 1 entered it")).to_be_visible()
    assert faults(wall) == []

    # the code may turn between looking and typing: it stays good for one more half minute
    phone.goto(to("here"))
    assert faults(phone) == []
    phone.get_by_label("The code on the screen").fill(wall.locator(".sm-code").inner_text())
    phone.get_by_role("button", name="Go on").click()
    assert faults(phone) == []
    phone.get_by_role("button", name="I am here").click()
    expect(phone.get_by_role("heading", name="You are marked as there")).to_be_visible()
    expect(wall.get_by_text("1 of 1 entered it")).to_be_visible(timeout=15_000)  # asks again by itself

    wall.get_by_role("button", name="Close the code").click()
    expect(wall.get_by_text("by code")).to_be_visible()
    tick(wall.get_by_label("Not there"))
    wall.get_by_role("button", name="Keep this list").click()
    expect(wall.get_by_text("Kept: 1 mark is new or changed.")).to_be_visible()
    assert Mark.objects.get().state == "missed"
    assert faults(wall) == []


def test_without_scripts_a_code_is_entered_as_well(windows, seminar, carla, alma):
    now = timezone.now()
    actions.sign_up(seminar=seminar, enrolment=alma.enrolment, by=alma, at=now)
    Meeting.objects.filter(seminar=seminar).update(starts_at=now - HOUR, ends_at=now + HOUR)
    meeting = actions.open_check_in(meeting=first_meeting(seminar), by=carla, at=timezone.now())
    phone = windows(alma, viewport=PHONE, java_script_enabled=False).new_page()
    phone.goto(to("here-code", code=codes.code_of(meeting, timezone.now())))
    phone.get_by_role("button", name="I am here").click()
    expect(phone.get_by_role("heading", name="You are marked as there")).to_be_visible()


def test_how_it_was_is_said_by_keys_alone(windows, seminar, carla, alma):
    now = timezone.now()
    actions.sign_up(seminar=seminar, enrolment=alma.enrolment, by=alma, at=now)
    Meeting.objects.filter(seminar=seminar).update(starts_at=now - 3 * HOUR, ends_at=now - HOUR)
    actions.mark_one(
        meeting=first_meeting(seminar), enrolment=alma.enrolment, state="attended", by=carla, at=now
    )  # fmt: skip
    actions.ask_feedback(seminar=seminar, at=now)
    phone = windows(alma, viewport=PHONE).new_page()
    phone.goto(to("feedback", uuid=seminar.uuid))
    assert faults(phone) == []
    phone.locator("input[name=clear]").first.focus()
    phone.keyboard.press("Space")
    phone.keyboard.press("ArrowRight")
    expect(phone.locator("input[name=clear][value='2']")).to_be_checked()
    phone.get_by_label("What should stay as it is?").focus()
    phone.keyboard.type("The breaks.")
    phone.get_by_role("button", name="Hand it in").focus()
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("It is kept without your name.")).to_be_visible()
