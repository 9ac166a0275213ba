"""A rater's sheet and a candidate's video in a real browser."""

import re

import pytest
from playwright.sync_api import expect
from tests.chromium import becomes, tick

from feltwork.apps.exams.actions import ratings
from feltwork.apps.exams.models import Rating, Recording
from feltwork.apps.exams.tests.practical_fixtures import *  # noqa: F403
from feltwork.apps.exams.tests.practical_world import VIDEO, state_consent

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_video_goes_in_pieces_past_a_lost_connection(world, alma, school, windows, tmp_path, at):
    state_consent(world.practical, by=alma, at=at)
    file = tmp_path / "session.mp4"
    file.write_bytes(VIDEO)
    windows.known = ("net::ERR_FAILED",)
    page = windows(alma).new_page()
    lost = []

    def lose_once(route):
        if lost:
            route.continue_()
        else:
            lost.append(route.request.url)
            route.abort()

    page.context.route(re.compile(r"/piece/\?n=1$"), lose_once)
    page.goto(f"/at/{school.slug}/exams/practical/{world.practical.uuid}/recording/")
    page.set_input_files("#file", str(file))
    page.get_by_role("button", name="Send").click()
    page.wait_for_url(f"**/practical/{world.practical.uuid}/")
    expect(page.get_by_text("sealed").first).to_be_visible()
    row = Recording.objects.get()
    assert (len(lost), row.size_bytes, row.ready_at is not None) == (1, len(VIDEO), True)


def test_each_answer_of_a_sheet_is_kept_as_it_is_given(rated, school, windows):
    page = windows(rated.first.rater).new_page()
    page.goto(f"/at/{school.slug}/exams/practical/rate/{rated.first.uuid}/")
    expect(page.get_by_text("Every answer is kept as you give it")).to_be_visible()
    page.locator('input[name="r-safety-adherence"][value="2.5"]').check(force=True)
    expect(page.locator("[data-left]")).to_contain_text("25")
    page.locator('input[name="r-safety-adherence"][value="2.5"]').press("ArrowRight")
    expect(page.locator("[data-status]")).to_have_text("Every answer is kept as you give it")
    page.locator('input[name="r-safety-helpfulness"][value="cant"]').check()
    expect(page.locator("[data-left]")).to_contain_text("24")
    kept = Rating.objects.get(pk=rated.first.pk).data["ratings"]["safety"]
    assert kept == {"adherence": 3, "helpfulness": None}


def test_what_could_not_be_sent_outlives_a_closed_browser(rated, school, windows):
    windows.known = ("net::ERR_INTERNET_DISCONNECTED", "Failed to load resource")
    user = rated.first.rater
    window = windows(user)
    page = window.new_page()
    where = f"/at/{school.slug}/exams/practical/rate/{rated.first.uuid}/"
    page.goto(where)
    expect(page.locator("form[data-drawer]")).to_be_visible()
    window.set_offline(True)
    tick(page.locator('input[name="r-safety-adherence"][value="2.5"]'))
    tick(page.locator('input[name="g-stop_signal"][value="no"]'))
    page.locator("#w-safety").fill("Waited where waiting was needed.")
    expect(page.locator("[data-status]")).to_contain_text("sealed on this device")
    page.wait_for_function("document.querySelector('#w-safety').value.length > 20")
    page.wait_for_timeout(400)
    page.close(run_before_unload=False)
    window.set_offline(False)
    assert Rating.objects.get(pk=rated.first.pk).data == {} or not Rating.objects.get(pk=rated.first.pk).data["ratings"]
    page = window.new_page()
    page.goto(f"/at/{school.slug}/exams/practical/rate/")
    expect(page.get_by_text("lie sealed on this device")).to_be_visible()
    page.goto(where)
    expect(page.locator("[data-left]")).to_contain_text("24")
    expect(page.locator("[data-status]")).to_have_text("Every answer is kept as you give it")
    kept = Rating.objects.get(pk=rated.first.pk).data
    assert kept["ratings"] == {"safety": {"adherence": 2.5}}
    assert (kept["gates"], kept["words"]) == ({"stop_signal": False}, {"safety": "Waited where waiting was needed."})


def test_an_answer_of_another_device_stays_and_the_unsent_one_is_shown(rated, school, windows, at):
    windows.known = ("net::ERR_INTERNET_DISCONNECTED", "Failed to load resource")
    window = windows(rated.first.rater)
    page = window.new_page()
    where = f"/at/{school.slug}/exams/practical/rate/{rated.first.uuid}/"
    page.goto(where)
    expect(page.locator("form[data-drawer]")).to_be_visible()
    window.set_offline(True)
    tick(page.locator('input[name="r-safety-adherence"][value="1"]'))
    expect(page.locator("[data-status]")).to_contain_text("sealed on this device")
    page.wait_for_timeout(400)
    page.close(run_before_unload=False)
    window.set_offline(False)
    ratings.save_rating(rating=rated.first, post={"r-safety-adherence": "3"}, by=rated.first.rater, at=at)
    page = window.new_page()
    page.goto(where)
    expect(page.get_by_text("On this device you had given")).to_be_visible()
    assert Rating.objects.get(pk=rated.first.pk).data["ratings"]["safety"]["adherence"] == 3
    page.get_by_role("button", name="Use this one").click()
    expect(page.locator("[data-status]")).to_have_text("Every answer is kept as you give it")
    assert becomes(page, lambda: Rating.objects.get(pk=rated.first.pk).data["ratings"]["safety"]["adherence"] == 1)
