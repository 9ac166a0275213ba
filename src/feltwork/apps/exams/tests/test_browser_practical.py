"""A rater's sheet and a candidate's video in a real browser."""

import re

import pytest
from playwright.sync_api import expect

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
