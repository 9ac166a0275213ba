"""What scripts add to the pages of staff and of certificates; what axe finds; nothing wider than a small phone."""

from __future__ import annotations

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from feltwork.apps.certification.tests.factories import LogEntryFactory, signed
from feltwork.apps.certification.tests.staff_tools import asked, evidence_items, make_ready, url
from feltwork.apps.credentials import actions as credentials
from feltwork.apps.credentials.tests.factories import CertificateFactory
from feltwork.apps.schools.models import WorkItem
from feltwork.apps.schools.tests.factories import ApprovalFactory, EnrolmentFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 800}


@pytest.fixture
def enter(windows):
    """`enter(ruth, viewport=PHONE)` gives a page signed in and stepped up; complaints of the browser fail the test."""

    def make(user=None, **options):
        return windows(user, **options).new_page()

    return make


def test_the_list_stays_while_items_change(enter, cohort, ben, ruth, at):
    first, second, _third = evidence_items(cohort, ben.provider, 3, at)
    page = enter(ruth, viewport=WIDE)
    page.goto(url("work", uuid=first.uuid))
    expect(page.locator(".q-beside .p-queue a")).to_have_count(3)
    expect(page.locator(".q-beside a[aria-current]")).to_have_attribute("data-item", str(first.uuid))
    page.locator(f".q-beside a[data-item='{second.uuid}']").click()
    expect(page.locator("#item .fw-eyebrow")).to_contain_text(second.who)
    expect(page.locator(".q-beside a[aria-current]")).to_have_attribute("data-item", str(second.uuid))
    assert page.url.endswith(url("work", uuid=second.uuid))
    expect(page.locator("#effect table")).to_contain_text("1 of 12")
    page.go_back()
    expect(page.locator("#item .fw-eyebrow")).to_contain_text(first.who)


def test_keys(enter, cohort, ben, ruth, at):
    items = evidence_items(cohort, ben.provider, 3, at)
    page = enter(ruth, viewport=WIDE)
    page.goto(url("queue"))
    page.wait_for_selector(".q-all:not([hidden])")
    for key in ("j", "j", "x", "k", "x"):
        page.keyboard.press(key)
    ticked = page.eval_on_selector_all("input[name=item]", "boxes => boxes.map(box => box.checked)")
    assert ticked == [True, True, False]
    page.keyboard.press("?")
    expect(page.locator("#queue-keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("#bulk-reason").fill("jx?")
    assert page.locator("#bulk-reason").input_value() == "jx?"
    page.locator(".p-queue a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{url('work', uuid=items[0].uuid)}")


def test_ticking_all_and_accepting_all(enter, cohort, ben, ruth, at):
    evidence_items(cohort, ben.provider, 3, at)
    page = enter(ruth, viewport=WIDE)
    page.goto(url("queue"))
    page.locator("[data-tick-all]").check()
    page.locator("#bulk-reason").fill("Invoices with all that is needed.")
    page.get_by_role("button", name="Accept the evidence").click()
    expect(page.get_by_text("Accepted 3; the students were told.")).to_be_visible()
    assert WorkItem.objects.filter(closed_at=None).count() == 0


def test_what_the_choice_does_not_ask_for_is_not_shown(enter, alma, ben, ruth, at):
    _request, item = asked(alma.enrolment, at, entry=LogEntryFactory(enrolment=alma.enrolment, provider=ben.provider))
    page = enter(ruth, viewport=WIDE)
    page.goto(url("work", uuid=item.uuid))
    amount, requirement = page.locator("#id_amount"), page.locator("#id_requirement")
    expect(amount).to_be_hidden()
    page.get_by_text("Grant: count a part of it").click()
    expect(amount).to_be_visible()
    expect(requirement).to_be_hidden()
    page.get_by_text("Grant: waive a requirement").click()
    expect(requirement).to_be_visible()


def test_without_scripts_a_decision_is_taken_all_the_same(enter, cohort, ben, ruth, at):
    item = evidence_items(cohort, ben.provider, 1, at)[0]
    page = enter(ruth, viewport=WIDE, java_script_enabled=False)
    page.goto(url("queue"))
    page.locator(".p-queue a").click()
    page.get_by_role("link", name="Work it out").click()
    expect(page.locator("table")).to_contain_text("1 of 12")
    page.get_by_role("link", name="Back to the decision").click()
    page.get_by_text("Accept it in place of a signature").click()
    page.locator("#id_reason").fill("It names all.")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("Decided.")).to_be_visible()
    item.refresh_from_db()
    assert item.closed_by == ruth


@pytest.fixture
def addresses(alma, ben, carla, ruth, dino, cohort, at):
    """One of every page, with something on it."""
    items = evidence_items(cohort, ben.provider, 2, at)
    signed(LogEntryFactory(enrolment=alma.enrolment, provider=carla.provider, kind="consultation_group", group_size=14))
    judgement = WorkItem.objects.get(kind="judgement", closed_at=None)
    _request, exception = asked(alma.enrolment, at, question="documents")
    ApprovalFactory(provider=ben.provider, valid_from=date(2018, 1, 1), valid_to=date(2018, 6, 1))
    other = EnrolmentFactory(cohort=cohort, student=UserFactory(name="Paula Brand"))
    make_ready(other, author=dino, at=at)
    ready = WorkItem.objects.get(kind="ready", closed_at=None)
    holder = EnrolmentFactory(cohort=cohort, student=UserFactory(name="Hanne Vosper"))
    certificate = CertificateFactory(enrolment=holder, proposed_by=dino)
    credentials.list_publicly(certificate=certificate, town="Bath", languages="English", by=holder.student, at=at)
    paused = CertificateFactory(
        enrolment=EnrolmentFactory(cohort=cohort, student=UserFactory(name="Mika Tanaka")), proposed_by=dino
    )
    credentials.suspend(certificate=paused, reason="x", by=ruth, at=at)
    staff = {"school": "alder-house", "uuid": certificate.uuid}
    return [
        url("queue"),
        *(url("work", uuid=item.uuid) for item in (items[0], judgement, exception, ready)),
        url("candidates"),
        *(url(name, uuid=alma.enrolment.uuid) for name in ("candidate", "candidate-decisions", "candidate-ledger")),
        url("waiver-new", uuid=alma.enrolment.uuid),
        url("certify", uuid=other.uuid),
        url("providers"),
        url("approved"),
        url("provider", uuid=ben.provider.uuid),
        url("approval-new", uuid=ben.provider.uuid),
        reverse("credentials-staff:list", kwargs={"school": "alder-house"}),
        reverse("credentials-staff:detail", kwargs=staff),
        reverse("credentials-staff:suspend", kwargs=staff),
        reverse("credentials:check"),
        reverse("credentials:register"),
        reverse("credentials:show", args=[certificate.check_code]),
        reverse("credentials:show", args=[paused.check_code]),
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_axe_checks(enter, ruth, addresses, scheme):
    page = enter(ruth, viewport=WIDE, color_scheme=scheme)
    found = {}
    for address in addresses:
        page.goto(address)
        page.wait_for_load_state("networkidle")
        results = Axe().run(page)
        if results.violations_count:
            found[address] = [
                (one["id"], [node["html"][:160] for node in one["nodes"]]) for one in results.response["violations"]
            ]
    assert found == {}


def test_nothing_is_wider_than_a_phone(enter, ruth, addresses):
    page = enter(ruth, viewport=PHONE)
    wide = []
    for address in addresses:
        page.goto(address)
        page.wait_for_load_state("networkidle")
        if page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]:
            wide.append(address)
    assert wide == []


def test_the_link_of_a_certificate_is_copied(enter, browser, alma, dino):
    certificate = CertificateFactory(enrolment=alma.enrolment, proposed_by=dino)
    page = enter(permissions=["clipboard-read", "clipboard-write"])
    page.goto(reverse("credentials:show", args=[certificate.check_code]))
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"{settings.BASE_URL}/c/{certificate.check_code}/"


def test_a_certificate_prints_on_one_page_across(enter, alma, dino):
    certificate = CertificateFactory(enrolment=alma.enrolment, proposed_by=dino)
    page = enter()
    page.goto(reverse("credentials:show", args=[certificate.check_code]))
    paper = page.pdf(prefer_css_page_size=True, print_background=True)
    assert paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ") == 1
    assert b"/MediaBox [0 0 841.91998 594.95996]" in paper
