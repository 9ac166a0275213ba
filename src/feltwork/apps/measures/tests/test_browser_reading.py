"""Measures over time and answers to look at, in a browser: what axe finds, what is drawn, what stays without it."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from feltwork.apps.measures import actions
from feltwork.apps.measures.models import Alert
from feltwork.apps.practice.tests.browsing import LOOKS, PHONE, faults
from feltwork.core.measures import instrument

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
(RISK,) = [item.id for item in instrument("phq-9").risk_items]


def to(name, **kwargs):
    return reverse(f"measures:{name}", kwargs={"school": "alder-house", **kwargs})


@pytest.fixture
def enter(windows):
    def make(user, **options):
        context = windows(user, **options)
        context.route(f"{settings.LEAVE_URL}**", lambda route: route.fulfill(body="a neutral page"))
        return context.new_page()

    return make


@pytest.fixture
def results(practice, policy, opened, ben, eva):
    """Eva's answers of three months; the last one raised an alert. The address of her page."""
    now = timezone.now()
    file = opened(ben, eva.file, when=now)
    for name, levels in (("phq-9", (2, 2, 1)), ("gad-7", (1, 1, 3)), ("fw-state", (4, 5, 6))):
        for number, level in enumerate(levels):
            answers = {item.id: level for item in instrument(name).items if not item.optional}
            when = now - timedelta(days=30 * (2 - number) + 1)
            actions.enter_scores(
                file=file, instrument_id=name, answers=answers | ({RISK: 1} if name == "phq-9" else {}),
                answered_at=when, by=ben, at=now,
            )  # fmt: skip
    return to("client-results", uuid=eva.file.uuid)


@pytest.mark.parametrize("look", LOOKS, ids=("wide", "phone"))
def test_pages_hold_what_axe_checks(enter, results, ben, eva, look):
    pair = f"{to('client-compare', uuid=eva.file.uuid)}?a=phq-9-1999.total&b=fw-state-1.energy"
    items = to("client-items", uuid=eva.file.uuid, slug="gad-7-2006")
    pages = [results, items, pair, to("alerts"), to("alert", uuid=Alert.objects.first().uuid)]
    assert faults(enter(ben, **look), pages) == {}
    own = to("mine-results")
    assert faults(enter(eva, **look), [own, f"{own}?show=words"]) == {}


def test_the_line_is_drawn_beside_its_table(enter, results, ben):
    page = enter(ben)
    page.goto(results)
    card = page.locator("section.fw-card", has=page.get_by_role("heading", name="PHQ-9"))
    card.scroll_into_view_if_needed()
    expect(card.locator("canvas")).to_have_count(1)
    expect(card.locator("table")).to_be_hidden()
    card.get_by_text("The same as a table").focus()
    page.keyboard.press("Enter")
    expect(card.locator("tbody tr")).to_have_count(3)
    card.get_by_text("What the verdict stands on").focus()
    page.keyboard.press("Enter")
    expect(card.get_by_text("Formula")).to_be_visible()


def test_without_scripts_the_table_stands_open(enter, results, ben):
    page = enter(ben, viewport=PHONE, java_script_enabled=False)
    page.goto(results)
    card = page.locator("section.fw-card", has=page.get_by_role("heading", name="PHQ-9"))
    expect(card.locator("table")).to_be_visible()
    expect(card.locator("canvas")).to_have_count(0)


def test_the_navigation_says_how_many_wait_and_a_step_is_kept_by_keys(enter, results, ben):
    page = enter(ben)
    page.goto(to("alerts"))
    expect(page.locator(".fw-nav-count")).to_have_text("3 wait")
    page.goto(to("alert", uuid=Alert.objects.first().uuid))
    page.get_by_role("button", name="I have seen it").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Say what you found")).to_be_visible()
    assert Alert.objects.first().state == "acknowledged"


def test_on_paper_everything_is_there_and_nothing_of_the_page_around_it(enter, results, ben):
    page = enter(ben)
    page.goto(results)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 660, "height": 960})  # what A4 leaves between its margins
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for gone in ("header.fw-header", ".p-tabs", ".p-file-head", "footer.fw-footer", ".rd-chart"):
        expect(page.locator(gone).first).to_be_hidden()
    expect(page.locator(".rd-paper").first).to_be_visible()
    expect(page.locator(".rd-printed")).to_contain_text("Printed by")
    for row in page.locator("details[data-print-open] tbody tr").all():
        expect(row).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 660
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    expect(page.locator(".rd-paper").first).to_be_hidden()
    assert page.pdf(format="A4").startswith(b"%PDF")
