"""What scripts add to the student's pages; what axe finds; nothing wider than a small phone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from feltwork.apps.certification.models import ImportedLog, LogEntry
from feltwork.apps.certification.tests.factories import LogEntryFactory, signed
from feltwork.apps.certification.tests.staff_tools import url
from feltwork.apps.certification.tests.test_browser_staff import PHONE, WIDE, enter  # noqa: F401  # fixtures
from feltwork.apps.certification.tests.test_importing import ROW, csv_bytes
from feltwork.apps.schools.tests.factories import ApprovalFactory, ProviderFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def many(school, ben, carla):
    """Enough people that the list becomes one to search in."""
    for number in range(14):
        ApprovalFactory(provider=ProviderFactory(school=school, name=f"Provider {number:02d}"))
    ApprovalFactory(provider=ProviderFactory(school=school, name="Zoë Ünal", email="zoe@example.org"))


def test_the_panel_follows_the_form_and_the_note_never_leaves_with_it(enter, alma, ben):  # noqa: F811
    page = enter(alma, viewport=WIDE)
    sent = []
    page.on("request", lambda request: sent.append(request.post_data or "") if "/look/" in request.url else None)
    page.goto(url("entry-new"))
    page.fill("#id_note", "Only for me.")
    page.select_option("#id_provider", str(ben.provider.uuid))
    expect(page.locator("#look")).to_contain_text("Once Ben Okafor has signed.")
    page.check("input[value=consultation_group]")
    expect(page.locator("#look")).to_contain_text("not for group consultation")
    expect(page.locator("#id_group_size")).to_be_visible()
    page.click("text=Make it a personal session")
    expect(page.locator("#look")).to_contain_text("This will count as")
    assert len(sent) >= 2 and not any("Only+for+me" in body or "Only%20for" in body for body in sent)
    expect(page.locator("#id_note")).to_have_value("Only for me.")


def test_logging_on_a_phone_takes_few_touches(enter, alma, ben):  # noqa: F811
    page = enter(alma, viewport=PHONE, has_touch=True)
    page.goto(url("entry-new"))
    page.select_option("#id_provider", str(ben.provider.uuid))
    expect(page.locator("#short")).to_contain_text("Will count as 1 session once signed.")
    page.tap("text=Save and send to sign")
    expect(page.locator("h2#now")).to_have_text("With Ben Okafor")
    assert LogEntry.objects.get().state == "sent"


def test_somebody_is_found_by_typing_without_minding_accents(enter, alma, many):  # noqa: F811
    page = enter(alma, viewport=WIDE)
    page.goto(url("entry-new"))
    # until the island is there, the list of the page without scripts is the combobox
    search = page.locator("input").and_(page.get_by_role("combobox", name="With whom?"))
    search.fill("unal zo")
    expect(page.get_by_role("option")).to_have_count(1)
    search.press("Enter")
    expect(search).to_have_value("Zoë Ünal, sessions, all levels")
    expect(page.locator("#look")).to_contain_text("Once Zoë Ünal has signed.")
    search.fill("nobody")
    search.press("Escape")
    expect(search).to_have_value("Zoë Ünal, sessions, all levels")


def test_without_scripts_a_button_says_what_it_counts_toward(enter, alma, many, ben):  # noqa: F811
    page = enter(alma, viewport=PHONE, java_script_enabled=False)
    page.goto(url("entry-new"))
    page.select_option("#id_provider", str(ben.provider.uuid))
    page.click("text=See what it counts towards")
    expect(page.locator("#look")).to_contain_text("Once Ben Okafor has signed.")


def test_another_pace_changes_only_the_estimate(enter, alma):  # noqa: F811
    page = enter(alma, viewport=WIDE)
    page.goto(url("path"))
    page.evaluate("window.same = true")
    with page.expect_response(lambda answer: "pace=3" in answer.url):
        page.select_option("#pace", "3")
    expect(page.locator("#pace")).to_have_value("3")
    assert page.evaluate("window.same")


def test_a_long_file_goes_on_by_itself(enter, alma, ben, monkeypatch, tmp_path):  # noqa: F811
    monkeypatch.setattr("feltwork.apps.certification.views.importing.AT_ONCE", 2)
    today = timezone.localdate()
    days = [(today - timedelta(days=number)).isoformat() for number in range(1, 7)]
    path = tmp_path / "log.csv"
    path.write_bytes(csv_bytes(*[[day, *ROW[1:]] for day in days]))
    page = enter(alma, viewport=WIDE)
    page.goto(url("import"))
    page.set_input_files("#id_upload", path)
    page.click("text=Look at it")
    page.click("text=Take them")
    expect(page.locator("main")).to_contain_text("6 entries were taken.", timeout=15_000)
    assert (ImportedLog.objects.get().state, LogEntry.objects.count()) == ("done", 6)


@pytest.fixture
def lived(alma, ben, carla):
    """A path with something of everything."""
    for day in (2, 3):
        signed(LogEntryFactory(enrolment=alma.enrolment, provider=ben.provider, on=date(2025, 4, day)))
    entry = LogEntryFactory(
        enrolment=alma.enrolment,
        provider=carla.provider,
        on=date(2026, 9, 20),
        kind="consultation_group",
        group_size=14,
    )
    signed(entry)
    LogEntryFactory(enrolment=alma.enrolment, provider=ben.provider, on=date(2026, 5, 1), kind="consultation_group")
    return entry


def pages(entry):
    return [
        url("path"),
        url("entry-new"),
        url("entry", uuid=entry.uuid),
        url("exception-new") + f"?entry={entry.uuid}",
        url("evidence-new", uuid=entry.uuid),
        url("rules"),
        url("rules-edition", programme="se", code="2024-2"),
        url("rules-compare", programme="se"),
        url("what-if") + "?edition=2024-2",
        url("takeout"),
        url("import"),
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(enter, alma, lived, scheme):  # noqa: F811
    page = enter(alma, viewport={"width": 390, "height": 844}, color_scheme=scheme)
    for address in pages(lived):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        found = [
            (rule["id"], [node["html"][:120] for node in rule["nodes"]])
            for rule in Axe().run(page).response["violations"]
        ]
        assert (address, found) == (address, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
