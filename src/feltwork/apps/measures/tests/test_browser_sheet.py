"""A sheet in a browser: by keyboard alone, on a phone, without scripts, without a connection; and what axe finds."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect
from tests.chromium import tick

from feltwork.apps.measures import actions
from feltwork.apps.measures.hands import hands_of_job
from feltwork.apps.measures.models import Alert, Asking, Result
from feltwork.apps.practice.actions.opening import open_file
from feltwork.core.measures import instrument

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 800}
PHQ = instrument("phq-9")
(RISK,) = [item for item in PHQ.items if item.risk_from]
DEVICE = {"viewport": PHONE}


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
def waiting(sheet):
    """`waiting("phq-8")`: a sheet of Eva's that is open now."""

    def make(instrument_id="fw-state", **more):
        now = timezone.now()
        row = sheet(instrument_id, **{"opens_at": now - timedelta(hours=1), "due_at": now + timedelta(days=1), **more})
        Asking.objects.filter(pk=row.pk).update(closes_at=now + timedelta(days=7))
        return Asking.objects.select_related("client__school", "school", "enrolment__student").get(pk=row.pk)

    return make


def answers(row):
    fresh = Asking.objects.select_related("client__school", "school", "enrolment__student").get(pk=row.pk)
    return (hands_of_job(fresh, at=timezone.now()).open(fresh, "sheet") or {"answers": {}})["answers"]


def faults(page):
    wrong = [item["id"] for item in Axe().run(page).response["violations"]]
    if page.evaluate("document.documentElement.scrollWidth") > page.viewport_size["width"]:
        wrong.append("wide")
    return wrong


def go(page, address):
    """To *address*, until its script is there."""
    page.goto(address)
    page.wait_for_selector("form[data-mounted]")


def kept(page):
    expect(page.locator("[data-status]")).to_have_text("Kept")


def test_by_keyboard_alone(enter, waiting, eva):
    row = waiting()
    page = enter(eva, **DEVICE)
    page.goto(to("sheet", uuid=row.uuid))
    page.get_by_role("link", name="One thing at a time").press("Enter")
    page.wait_for_selector("form[data-mounted]")
    for _question in range(5):
        page.locator(".q-item:not([hidden]) input").first.focus()
        page.keyboard.press("ArrowRight")  # from 0 to 1, as radio buttons do
        kept(page)
        page.get_by_role("button", name="Next").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("That is all of them")
    page.get_by_role("button", name="Done").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you.")
    assert Result.objects.count() == 1


def test_one_question_follows_the_other_without_a_new_page_and_back_goes_back(enter, waiting, eva):
    row = waiting("phq-8")
    page = enter(eva, **DEVICE)
    go(page, to("sheet", uuid=row.uuid) + "?q=1")
    expect(page.locator(".q-item:not([hidden])")).to_have_count(1)
    page.evaluate("window.same = true")
    tick(page.get_by_role("radio", name="Answer 2").first)
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("Invented question 2")).to_be_visible()
    expect(page.locator(".q-item:not([hidden]) legend")).to_be_focused()
    page.go_back()
    expect(page.get_by_text("Invented question 1", exact=True)).to_be_visible()
    assert page.evaluate("window.same") is True
    kept(page)
    assert answers(row) == {instrument("phq-8").items[0].id: 2}


def test_without_scripts(enter, waiting, eva):
    row = waiting("phq-8")
    page = enter(eva, java_script_enabled=False, **DEVICE)
    page.goto(to("sheet", uuid=row.uuid) + "?q=1")
    expect(page.locator(".q-item")).to_have_count(1)
    page.get_by_text("Answer 1").click()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("Invented question 2")).to_be_visible()
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Paused")
    assert list(answers(row).values()) == [1]


def test_a_lost_connection_keeps_the_answers(enter, waiting, eva, windows):
    windows.known = ("net::ERR_INTERNET_DISCONNECTED", "Failed to load resource")
    row = waiting("phq-8")
    page = enter(eva, **DEVICE)
    go(page, to("sheet", uuid=row.uuid) + "?q=1")
    page.context.set_offline(True)
    tick(page.get_by_role("radio", name="Answer 3").first)
    expect(page.locator("[data-status]")).to_contain_text("No connection")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("Invented question 2")).to_be_visible()
    tick(page.locator('.q-item:not([hidden]) input[value="0"]'))
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("[data-status]")).to_contain_text("No connection")
    assert answers(row) == {}
    page.context.set_offline(False)
    kept(page)
    assert sorted(answers(row).values()) == [0, 3]
    assert page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)").count("interest") == 0


def test_two_devices_never_write_over_each_other_unseen(enter, waiting, eva):
    row = waiting("phq-8")
    phone, laptop = enter(eva, **DEVICE), enter(eva)
    for page in (phone, laptop):
        go(page, to("sheet", uuid=row.uuid) + "?q=1")
    tick(phone.get_by_role("radio", name="Answer 1").first)
    kept(phone)
    laptop.get_by_text("Answer 3").first.click()
    expect(laptop.locator(".q-theirs").first).to_contain_text("Answer 1")
    assert list(answers(row).values()) == [1]
    tick(laptop.get_by_role("radio", name="Answer 3").first)
    kept(laptop)
    assert list(answers(row).values()) == [3]


def test_a_risky_answer_shows_help_at_once(enter, waiting, policy, eva):
    row = waiting("phq-9")
    page = enter(eva, **DEVICE)
    go(page, to("sheet", uuid=row.uuid) + f"?q={RISK.number}")
    tick(page.get_by_role("radio", name="Answer 1").first)
    expect(page.get_by_role("heading", name="You do not have to be alone with this.")).to_be_focused()
    assert faults(page) == []
    assert Alert.objects.get().state == "new"


def test_handed_over_there_is_no_way_back_into_the_file(enter, ben, eva, opened):
    now = timezone.now()
    file = open_file(ben, frozenset({"practitioner"}), eva.file.uuid, what="measures", at=now)
    row = actions.ask(file=file, instrument_id="fw-state", language="en", by=ben, at=now)
    page = enter(ben)
    page.goto(reverse("practice:client", kwargs={"school": "alder-house", "uuid": eva.file.uuid}))
    page.goto(to("hand-over", uuid=eva.file.uuid, sheet=row.uuid))
    page.get_by_role("button", name="Sign out and hand it over").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How it is just now")
    assert page.get_by_role("link").evaluate_all("all => all.map((a) => a.getAttribute('href'))") == [
        "#main", reverse("portal:leave"), "?q=1", "?all=1", "?stop=1", reverse("portal:help-now"),
    ] or not page.get_by_text("Eva").count()  # fmt: skip
    for _step in range(3):
        page.go_back()
    assert page.get_by_text("Eva", exact=True).count() == 0
    page.goto(to("client", uuid=eva.file.uuid))
    assert "/accounts/login/" in page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_a_sheet_hold_what_axe_checks(enter, waiting, policy, eva, scheme):
    row = waiting("phq-9")
    page = enter(eva, color_scheme=scheme, **DEVICE)
    found = {}
    for query in ("", "?q=1", "?all=1", "?q=end", "?paused=1", "?stop=1", "?care=1&q=2"):
        page.goto(to("sheet", uuid=row.uuid) + query)
        found[query] = faults(page)
    page.goto(to("sheet", uuid=waiting().uuid) + "?all=1")
    found["state"] = faults(page)
    page.goto(to("mine"))
    found["mine"] = faults(page)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_whoever_treats_hold_what_axe_checks(enter, waiting, policy, ben, eva, record, scheme):
    waiting("phq-9", place="room")
    row, file = waiting("fw-state"), {"uuid": eva.file.uuid}
    page = enter(ben, color_scheme=scheme, **DEVICE)
    addresses = [
        to("client", **file), to("plan-new", **file), to("plan-new", **file) + "?instrument=phq-9",
        to("enter", **file, instrument="pcl-5"), to("hand-over", **file, sheet=row.uuid), to("policy"),
        to("session", uuid=record.uuid),
    ]  # fmt: skip
    found = {}
    for address in addresses:
        page.goto(address)
        if wrong := faults(page):
            found[address] = wrong
    assert found == {}


def test_pages_of_the_office_hold_what_axe_checks(enter, greta, cohort, alma, policy):
    page = enter(greta, **DEVICE)
    found = []
    for address in (
        to("trainees"),
        to("trainees-new", uuid=cohort.uuid),
        to("trainees-new", uuid=cohort.uuid) + "?instrument=fw-state",
    ):
        page.goto(address)
        found += faults(page)
    assert found == []
