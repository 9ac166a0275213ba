"""The whole practical examination by keys alone: candidate, rater, school."""

import pytest
from playwright.sync_api import expect
from tests.chromium import becomes

from feltwork.apps.exams.actions import gold, practicals
from feltwork.apps.exams.actions.practical_results import appeal_against
from feltwork.apps.exams.models import GoldTry, PracticalConsent, PracticalDecision, Rating, Recording
from feltwork.apps.exams.tests.practical_fixtures import *  # noqa: F403
from feltwork.apps.exams.tests.practical_world import (
    PDF,
    VIDEO,
    agree,
    rate,
    rate_for_panel,
    recorded_case,
    send,
    sheet,
    state_consent,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOME = "/at/alder-house/exams/practical"
GROUPS = 26  # two questions of each of twelve parts, and what fails outright


def tab_to(page, target):
    """Press Tab until *target* has the focus, which must be seen."""
    for _press in range(250):
        page.keyboard.press("Tab")
        if target.evaluate("one => one === document.activeElement"):
            assert target.evaluate("one => one.matches(':focus-visible')")
            return
    raise AssertionError(f"no key leads to {target}")


def press(page, name, role="button"):
    tab_to(page, page.get_by_role(role, name=name, exact=True).first)
    page.keyboard.press("Enter")


def fill_sheet(page):
    """Level 2 everywhere, and nothing that fails outright."""
    for number in range(GROUPS):
        names = page.evaluate(
            "[...new Set([...document.querySelectorAll('form[data-island] input[type=radio]')].map(one => one.name))]"
        )
        tab_to(page, page.locator(f'input[name="{names[number]}"]').first)
        page.keyboard.press("Space")
        if names[number].startswith("r-"):
            for _press in range(4):
                page.keyboard.press("ArrowRight")


def test_a_candidate_agrees_sends_and_takes_back(world, windows, tmp_path):
    (tmp_path / "signed.pdf").write_bytes(PDF)
    (tmp_path / "session.mp4").write_bytes(VIDEO)
    page = windows(world.practical.enrolment.student).new_page()
    page.goto(f"{HOME}/")
    press(page, f"{world.examination.name}, attempt 1", "link")
    press(page, "Say how", "link")
    tab_to(page, page.get_by_label("The signed statement"))
    page.get_by_label("The signed statement").set_input_files(str(tmp_path / "signed.pdf"))
    for label, day in (("Signed on", "11182026"), ("Agreed until", "01312099")):
        tab_to(page, page.get_by_label(label))
        page.keyboard.type(day)
    press(page, "Send the statement")
    press(page, "Send it", "link")
    expect(page.locator("form[data-mounted]")).to_be_visible()
    tab_to(page, page.locator("#file"))
    page.locator("#file").set_input_files(str(tmp_path / "session.mp4"))
    press(page, "Send")
    page.wait_for_url(f"**/practical/{world.practical.uuid}/")
    assert Recording.objects.get().ready_at is not None
    press(page, "They took it back", "link")
    press(page, "End the consent and delete the recording")
    expect(page.get_by_text("the recording is deleted")).to_be_visible()
    assert PracticalConsent.objects.get().ended == "withdrawn"
    assert Recording.objects.get().removed == "consent"


def test_a_rater_trains_on_a_recording_and_rates(rated, school, dino, ruth, windows, at):
    user = rated.first.rater
    case = recorded_case(school=school, by=dino, reader=ruth, at=at)
    for one in (dino, ruth):
        rate_for_panel(case, one, sheet(2), at=at)
    agree(case, sheet(2), by=dino, at=at)
    gold.open_case(case=case, is_open=True, by=dino, at=at)
    page = windows(user).new_page()
    page.goto(f"{HOME}/rate/")
    press(page, "Training cases", "link")
    press(page, case.title, "link")
    expect(page.locator("form[data-drawer]")).to_be_visible()
    fill_sheet(page)
    press(page, "Hand in and compare")
    expect(page.get_by_text("24 of 24 of your ratings")).to_be_visible()
    assert GoldTry.objects.get(case=case, user=user).submitted_at is not None
    page.goto(f"{HOME}/rate/")
    press(page, "Begin", "link")
    expect(page.locator("form[data-drawer]")).to_be_visible()
    fill_sheet(page)
    tab_to(page, page.locator("#w-all"))
    page.keyboard.type("Calm and clear.")
    press(page, "Look over and hand in")
    press(page, "Hand in")
    expect(page.get_by_text("Thank you; it cannot be changed any more.")).to_be_visible()
    row = Rating.objects.get(pk=rated.first.pk)
    assert (row.submitted_at is not None, row.data["words"]) == (True, {"all": "Calm and clear."})


def test_the_school_reads_draws_decides_and_answers(world, alma, ruth, dino, windows, at):
    practical = world.practical
    state_consent(practical, by=alma, at=at)
    send(practical, by=alma, at=at)
    practicals.hand_in(practical=practical, by=alma, at=at)
    ruths = windows(ruth)
    page = ruths.new_page()
    page.goto(f"{HOME}/desk/")
    tab_to(page, page.locator(f'a[href*="{practical.uuid}"]').first)
    page.keyboard.press("Enter")
    press(page, "It is sound")
    assert becomes(page, practical.ratings.exists)
    first, second = practical.ratings.order_by("seat")
    rate(first, sheet(3), at=at)
    rate(second, sheet(1), at=at)
    third = practical.ratings.get(seat=3)  # drawn by itself, as they were far apart
    page = ruths.new_page()
    page.goto(f"{HOME}/desk/{practical.uuid}/")
    press(page, f"Replace {third.rater}", "link")
    press(page, "Draw another")
    assert becomes(page, practical.ratings.filter(seat=3, excused_at=None).exclude(pk=third.pk).exists)
    other = practical.ratings.get(seat=3, excused_at=None)
    assert other.rater != third.rater
    rate(other, sheet(1), at=at)
    page = ruths.new_page()
    page.goto(f"{HOME}/desk/{practical.uuid}/")
    press(page, "Decide", "link")
    tab_to(page, page.locator('input[type="radio"]').first)
    page.keyboard.press("Space")
    press(page, "Decide and tell the candidate")
    assert becomes(page, PracticalDecision.objects.exists)
    assert PracticalDecision.objects.get().outcome == "not_passed"
    appeal_against(practical=practical, words="The camera stood badly at first.", by=alma, at=at)
    page = windows(dino).new_page()
    page.goto(f"{HOME}/desk/{practical.uuid}/")
    press(page, "Answer", "link")
    tab_to(page, page.locator('input[type="radio"]').first)
    page.keyboard.press("Space")
    tab_to(page, page.locator("textarea").first)
    page.keyboard.type("Yes: others look at it.")
    press(page, "Answer")
    assert becomes(page, practical.appeals.filter(answer="granted").exists)
