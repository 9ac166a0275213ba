"""Sitting in a browser: by keys alone, on a phone, without a connection, on two pages, without scripts."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect
from tests.chromium import becomes, tick

from feltwork.apps.exams.actions import arranging, handing_in, sitting
from feltwork.apps.exams.models import AnswerSave, Attempt
from feltwork.apps.exams.tests.sitting_factories import answer_all, begin, by_kind, examination

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"viewport": {"width": 390, "height": 800}}
HOME = "/at/alder-house/exams/"


@pytest.fixture
def exam(cohort, carla):
    return examination(cohort.programme, carla, kinds=("single", "multiple", "ordering", "short"))


@pytest.fixture
def begun(exam, windows, alma):
    """A page of Alma's attempt, as soon as it is ready."""
    windows.known = ("net::ERR_INTERNET_DISCONNECTED", "net::ERR_FAILED", "Failed to load resource")

    def make(**options):
        page = windows(alma, **options).new_page()
        page.goto(HOME)
        page.get_by_role("link", name="What it is like").click()
        page.get_by_role("button", name="Begin").click()
        ready(page)
        return page

    return make


def ready(page):
    expect(page.locator("#sit[data-mounted][data-drawer]")).to_be_visible()


def to(page, number):
    page.get_by_role("button", name=f"Question {number},").click()
    expect(page.get_by_role("heading", name=f"Question {number} of 4")).to_be_visible()


def numbers():
    return {kind: one.number for kind, one in by_kind(Attempt.objects.get()).items()}


def answers():
    return {kind: one.answer for kind, one in by_kind(Attempt.objects.get()).items()}


def test_everything_by_keys_alone(begun):
    page = begun(**PHONE)
    asked = numbers()
    for number in range(1, 5):
        expect(page.get_by_role("heading", name=f"Question {number} of 4")).to_be_visible()
        if number == asked["single"]:
            page.locator(f'[name="q{number}"][value="b"]').focus()
            page.keyboard.press("Space")
        elif number == asked["multiple"]:
            page.locator(f'[name="q{number}"][value="a"]').focus()
            page.keyboard.press("Space")
        elif number == asked["short"]:
            page.locator(f'[name="q{number}"]').focus()
            page.keyboard.type("Her gaze is fixed.")
        page.locator('[name="go"][value="next"]').focus()
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Before you hand in")).to_be_visible()
    expect(page.get_by_text("1 question has no answer yet.")).to_be_visible()
    page.get_by_role("button", name="Hand in as it is").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Handed in.")).to_be_visible()
    assert answers() == {"single": "b", "multiple": ["a"], "ordering": None, "short": "Her gaze is fixed."}


def test_what_is_answered_without_a_connection_arrives_even_after_the_page_has_gone(begun):
    page = begun()
    context, asked = page.context, numbers()
    to(page, asked["single"])
    context.set_offline(True)
    tick(page.locator(f'[name="q{asked["single"]}"][value="c"]'))
    expect(page.get_by_text("your answers lie sealed on this device")).to_be_visible()
    to(page, asked["short"])  # questions are all here, connection or not
    page.locator(f'[name="q{asked["short"]}"]').fill("Freeze.")
    expect(page.get_by_role("button", name=f"Question {asked['short']}, answered")).to_be_visible()
    page.wait_for_function("document.querySelector('[data-status]').textContent.includes('sealed')")
    page.close()
    assert answers()["single"] is None
    context.set_offline(False)
    other = context.new_page()
    other.goto(f"{HOME}sit/{Attempt.objects.get().uuid}/")
    ready(other)
    assert becomes(other, lambda: (answers()["single"], answers()["short"]) == ("c", "Freeze."))
    expect(other.get_by_role("button", name=f"Question {asked['single']}, answered")).to_be_visible()


def test_another_pages_answer_is_shown_and_chosen_from(begun, alma):
    page = begun()
    asked, attempt = numbers(), Attempt.objects.get()
    to(page, asked["single"])
    given = {asked["single"]: "d"}
    sitting.save_answers(attempt=attempt, answers=given, seen=0, origin="phone", by=alma, at=timezone.now())
    tick(page.locator(f'[name="q{asked["single"]}"][value="a"]'))
    expect(page.locator(f'[data-number="{asked["single"]}"] [data-theirs]')).to_contain_text("Choice d")
    assert answers()["single"] == "d"
    page.get_by_role("button", name="Keep what stands here").click()
    assert becomes(page, lambda: answers()["single"] == "a")
    assert sorted(AnswerSave.objects.values_list("answer", flat=True)) == ["a", "d"]


def test_a_break_covers_the_page_and_the_clock_is_shown_only_where_it_is_wanted(begun):
    page = begun()
    expect(page.locator("[data-clock-line]")).to_be_hidden()
    tick(page.locator("[data-clock]"))
    expect(page.locator("[data-clock-line]")).to_contain_text("01:59")
    page.get_by_role("button", name="Take a break").click()
    expect(page.get_by_role("heading", name="Taking a break")).to_be_visible()
    assert "A question of the kind" not in page.content()
    page.get_by_role("button", name="Go on").click()
    ready(page)


def test_no_scripts(begun, exam, alma, windows):
    page = windows(alma, java_script_enabled=False, **PHONE).new_page()
    page.goto(HOME)
    page.get_by_role("link", name="What it is like").click()
    page.get_by_role("button", name="Begin").click()
    asked = numbers()
    for number in range(1, 5):
        expect(page.get_by_role("heading", name=f"Question {number} of 4")).to_be_visible()
        if number == asked["single"]:
            tick(page.locator(f'[name="q{number}"][value="b"]'))
        elif number == asked["ordering"]:
            for place, choice in enumerate("cabd", 1):
                page.locator(f'[name="q{number}-{choice}"]').select_option(str(place))
        page.locator('[name="go"][value="next"]').click()
    expect(page.get_by_role("heading", name="Before you hand in")).to_be_visible()
    found = answers()
    assert (found["single"], found["ordering"]) == ("b", ["c", "a", "b", "d"])


def faults(page):
    """What axe finds, and whether the page is wider than the window."""
    wrong = [item["id"] for item in Axe().run(page).response["violations"]]
    is_wide = page.evaluate("document.documentElement.scrollWidth") > page.viewport_size["width"]
    return [*wrong, *(["too wide"] if is_wide else [])]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_an_attempt_hold_what_axe_checks(begun, scheme):
    page = begun(color_scheme=scheme, **PHONE)
    found = {}
    for number in range(1, 5):
        if number > 1:
            to(page, number)
        found[number] = faults(page)
    home = page.url.partition("?")[0]
    for query in ("?over=1", "?q=2"):
        page.goto(home + query)
        found[query] = faults(page)
    ready(page)
    page.get_by_role("button", name="Take a break").click()
    expect(page.get_by_role("heading", name="Taking a break")).to_be_visible()
    found["paused"] = faults(page)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_other_pages_hold_what_axe_checks(exam, windows, alma, ben, carla, dino, ruth):
    now = timezone.now()
    for one in (ben, carla):
        arranging.appoint_marker(examination=exam, user=one, by=dino, at=now)
    attempt = begin(exam, alma, at=now)
    answer_all(attempt, alma, at=now)
    handing_in.hand_in(attempt=attempt, by=alma, at=now)
    pages = {
        ruth: (
            "sittings/", f"sittings/of/{exam.uuid}/?tab=marking", f"sittings/a/{attempt.uuid}/", "sittings/trainers/",
            f"sittings/of/{exam.uuid}/markers/", f"sittings/people/{alma.enrolment.uuid}/",
        ),
        ben: ("marking/", f"marking/{attempt.markings.get(marker=ben).uuid}/"),
        alma: ("", f"result/{attempt.uuid}/"),
    }  # fmt: skip
    found = {}
    for who, paths in pages.items():
        page = windows(who, **PHONE).new_page()
        for path in paths:
            page.goto(HOME + path)
            found[path] = faults(page)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
