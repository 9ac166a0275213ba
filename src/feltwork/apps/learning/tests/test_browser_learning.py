"""A lesson in a browser: by keyboard, without scripts, without a connection, kept on the device; and what axe finds."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect
from tests.chromium import becomes, tick

from feltwork.apps.learning import actions
from feltwork.apps.learning.models import LessonAnswer, LessonDraft, Reading, Reflection
from feltwork.apps.learning.tests.factories import make_course, make_lesson, question

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 800}
FIRST = {"course": "first-steps", "lesson": "orienting"}


@pytest.fixture
def course(school, carla):
    now = timezone.now()
    course = make_course(school, by=carla, at=now)
    make_lesson(course, "Orienting", question(), question("t1", "reflective", stem="What did you notice?"), at=now)
    make_lesson(course, "Settling", question(), at=now)
    actions.open_course(course=course, by=carla, at=now)
    return course


def faults(page):
    wrong = [item["id"] for item in Axe().run(page).response["violations"]]
    if page.evaluate("document.documentElement.scrollWidth") > page.viewport_size["width"]:
        wrong.append("wide")
    return wrong


def go(page, address):
    """To *address*, until its script is there."""
    page.goto(address)
    page.wait_for_selector("form[data-mounted]")


def test_reading_and_answering_by_keyboard(windows, alma, course, to):
    page = windows(alma, viewport=PHONE).new_page()
    go(page, to("lesson", **FIRST))
    page.evaluate("window.same = true")
    page.get_by_role("radio", name="The first").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Check my answers").press("Enter")
    expect(page.get_by_text("Not this. Have another look, and choose again.")).to_be_visible()
    page.get_by_role("radio", name="The first").focus()
    page.keyboard.press("ArrowDown")
    page.get_by_role("button", name="Check my answers").press("Enter")
    expect(page.locator("[data-status]")).to_have_text("Kept · 1 of 1 question right")
    assert page.evaluate("window.same") is True
    page.get_by_label("What did you notice?").fill("Warm hands.")
    assert becomes(page, lambda: Reflection.objects.filter(words="Warm hands.").exists())
    page.get_by_role("button", name="I have read this. Next lesson").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Settling")
    assert Reading.objects.get(lesson__code="orienting").done_at is not None


def test_without_scripts(windows, alma, course, to):
    page = windows(alma, java_script_enabled=False, viewport=PHONE).new_page()
    page.goto(to("lesson", **FIRST))
    page.get_by_text("The second").click()
    page.get_by_role("button", name="Check my answers").click()
    expect(page.get_by_text("The second comes after the first.")).to_be_visible()
    page.get_by_role("button", name="I have read this. Next lesson").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Settling")


def test_without_a_connection_answers_wait_and_arrive(windows, alma, course, to):
    windows.known = ("Failed to load resource", "ERR_INTERNET_DISCONNECTED")
    context = windows(alma, viewport=PHONE)
    page = context.new_page()
    go(page, to("lesson", **FIRST))
    context.set_offline(True)
    tick(page.get_by_role("radio", name="The second"))
    page.get_by_role("button", name="Check my answers").click()
    expect(page.locator("[data-status]")).to_contain_text("lies on this device, sealed")
    assert LessonAnswer.objects.count() == 0
    context.set_offline(False)
    expect(page.get_by_text("The second comes after the first.")).to_be_visible(timeout=15000)
    assert [one.answer for one in LessonAnswer.objects.all()] == ["b"]


def test_a_lesson_kept_on_the_device_is_read_without_a_connection(windows, alma, course, to):
    windows.known = ("Failed to load resource", "ERR_INTERNET_DISCONNECTED")
    context = windows(alma, viewport=PHONE)
    page = context.new_page()
    go(page, to("lesson", **FIRST))
    page.get_by_role("button", name="Keep on this device").click()
    expect(page.get_by_text("This lesson can be read without a connection on this device.")).to_be_visible()
    context.set_offline(True)
    page.goto(to("lesson", **FIRST))
    expect(page.get_by_role("heading", level=1)).to_have_text("Orienting")
    expect(page.get_by_text("Words about looking around.")).to_be_visible()
    context.set_offline(False)
    page.reload()
    page.wait_for_selector("form[data-mounted]")
    page.get_by_role("button", name="Keep on this device").click()
    expect(page.get_by_text("This lesson is no longer kept on this device.")).to_be_visible()
    assert page.evaluate("caches.open('feltwork-lessons').then((shelf) => shelf.match(location.pathname))") is None


def test_writing_shows_how_it_looks(windows, carla, course, to):
    page = windows(carla, viewport={"width": 1280, "height": 900}).new_page()
    go(page, to("lesson-edit", **FIRST))
    expect(page.locator("[data-preview-body]")).to_contain_text("Words about looking around.")
    page.get_by_label("Text", exact=True).fill("## New\n\nSome *other* words.")
    expect(page.locator("[data-preview-body] em")).to_have_text("other")
    page.get_by_role("button", name="Keep the draft").click()
    expect(page.get_by_text("Kept as a draft.")).to_be_visible()
    assert LessonDraft.objects.get().texts["en"]["body"] == "## New\n\nSome *other* words."


def test_axe_finds_nothing(windows, alma, carla, greta, course, to):
    page = windows(alma, viewport=PHONE).new_page()
    for name, kwargs in (("courses", {}), ("course", {"course": "first-steps"}), ("lesson", FIRST)):
        page.goto(to(name, **kwargs))
        if name == "lesson":
            page.wait_for_selector("form[data-mounted]")
        assert (name, faults(page)) == (name, [])
    page = windows(greta, viewport=PHONE).new_page()
    one = {"course": "first-steps"}
    desk = [("desk", {}), ("course-new", {}), ("course-edit", one), ("lesson-edit", FIRST), ("lesson-files", FIRST)]
    more = [("lesson-versions", FIRST), ("lesson-version", {**FIRST, "number": 1}), ("people", one), ("import", {})]
    person = [("person", {**one, "uuid": alma.enrolment.uuid}), ("lesson-publish", FIRST), ("lesson-settings", FIRST)]
    for name, kwargs in (*desk, *more, *person):
        page.goto(to(name, **kwargs))
        if name == "lesson-edit":  # how it looks comes a moment later
            expect(page.locator("[data-shown]")).to_be_visible()
        assert (name, faults(page)) == (name, [])
