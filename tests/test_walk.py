"""The certified path from application to certificate, walked in a real browser through the demo world.

One test, because each step stands on the one before; its parts are named functions. It is the acceptance of the
foundation: everything here is done on the pages, by people with browsers of their own.
"""

import re

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from django_scopes import scope

from feltwork.apps.certification.models import LogEntry
from feltwork.apps.portal.demo import world as demo
from feltwork.apps.schools.actions import add_provider, approve_provider
from feltwork.apps.schools.models import Enrolment, WorkItem
from tests.chromium import launch
from tests.walk import PHONE, Person, mailed_link

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AT = "/at/alder-house"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def school(live_server, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    steps = []
    school = demo.build(today=timezone.localdate(), say=steps.append)
    assert len(steps) == 11
    mail.outbox.clear()
    return school


@pytest.fixture
def browser(school):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


def test_the_walk_from_application_to_certificate(browser, live_server, school, tmp_path, capsys):
    def person(name, **options):
        return Person(browser, live_server.url, name, **options)

    vera = person("Vera Lang")
    _a_visitor_reads_checks_and_applies(vera)
    _the_office_accepts(person("Greta Holm"), vera)

    samira, zora = person("Samira Daley", viewport=PHONE), person("Zora Kent")
    _zora_becomes_a_provider_who_never_signed_in(school)
    _a_session_is_logged_on_the_phone(samira)
    _the_provider_signs_with_a_passkey_made_on_the_spot(zora)
    _the_path_shows_it(samira)
    _a_log_from_a_spreadsheet(school, tmp_path, capsys)

    ruth, owen = person("Ruth Pellow"), person("Owen Marsh")
    _ruth_judges_a_group_of_fourteen(ruth)
    code = _two_people_issue_a_certificate(ruth, owen)
    _anybody_can_check_it(person("Nobody Special"), code)
    call_command("ledger", "verify")
    for who in (vera, samira, zora, ruth, owen):
        assert who.said == [], who.name


def _a_visitor_reads_checks_and_applies(vera):
    page = vera.go("/")
    page.get_by_role("link", name="Become certified").first.click()
    vera.go(f"{AT}/become-certified/")
    vera.follow("Check in two minutes")
    vera.tick("[name=route][value=health_profession]")
    vera.press("Go on")
    vera.tick("[name=q_profession][value=nursing]")
    vera.tick("[name=q_degree][value=yes]")
    vera.tick("[name=q_licence][value=yes]")
    page.fill("[name=q_years_in_practice]", "6")
    vera.press("Look at the result")
    vera.follow("Apply with these answers")
    assert "/accounts/login/" in page.url

    page.fill("[name=email]", vera.email)
    page.get_by_role("button", name="Mail me a link").click()
    vera.go(mailed_link(vera.email, "/accounts/link/"))
    page.fill("[name=name]", vera.name)
    vera.tick("[name=agree]")
    page.click("#enter")

    if page.locator("[name=route][type=radio]").count():
        vera.tick("[name=route][value=health_profession]")
        vera.press("Go on")
    vera.tick("[name=q_profession][value=nursing]")
    page.fill("[name=q_years_in_practice]", "6")
    page.fill("[name=q_licence_until]", f"{timezone.localdate().year + 2}-06-30")
    for paper in ("degree", "licence"):
        file = {"name": f"{paper}.pdf", "mimeType": "application/pdf", "buffer": PDF}
        page.set_input_files(f"[name=paper_{paper}]", files=[file])
    vera.press("Send it to the school")
    assert "With the school" in vera.text()


def _the_office_accepts(greta, vera):
    page = greta.sign_in(next=f"{AT}/admissions/applications/")
    greta.follow("Vera Lang")
    greta.tick("[name=decision][value=accept]")
    page.locator("select[name=cohort]").select_option(index=1)
    greta.press("Decide")
    assert "Accepted" in greta.text()
    vera.page.reload()
    assert "Accepted" in vera.text()
    assert "Your path, Vera" in vera.go(f"{AT}/certification/path/").inner_text("main")


def _zora_becomes_a_provider_who_never_signed_in(school):
    with scope(school=school):
        today, now = timezone.localdate(), timezone.now()
        by = Enrolment.objects.first().events.first().by
        zora = add_provider(
            school=school, name="Zora Kent", email="zora.kent@example.org", town="Wells", languages="English",
            by=by, at=now,
        )  # fmt: skip
        approve_provider(
            provider=zora, kind="personal_session", levels=[], issuer="Alder House",
            valid_from=today.replace(year=today.year - 1, day=1), reason="Agreement signed", by=by, at=now,
        )  # fmt: skip


def _a_session_is_logged_on_the_phone(samira):
    page = samira.sign_in(next=f"{AT}/certification/path/")
    page.get_by_role("link", name="Log something").click()
    choice = page.locator("select[name=provider] option", has_text="Zora Kent").first.get_attribute("value")
    page.select_option("select[name=provider]", choice)
    page.get_by_text("Once Zora").first.wait_for()
    feedback = page.locator(".p-feedback").inner_text()
    assert "personal session" in feedback
    assert "approved" in feedback
    samira.press("Save and send to sign")
    assert "Zora Kent" in samira.text()


def _the_provider_signs_with_a_passkey_made_on_the_spot(zora):
    zora.add_device()
    page = zora.go(mailed_link(zora.email, f"{AT}/signoffs/"))
    assert "Samira" not in page.content()  # the link alone says little
    zora.press("Mail me a one-time link")
    zora.go(mailed_link(zora.email, "/accounts/link/"))
    if page.locator("[name=agree]").count():
        zora.tick("[name=agree]")
    page.click("#enter")
    assert "Samira Daley asks you to confirm a session" in zora.text()
    zora.tick("form#sign input[type=checkbox]")
    zora.press("Sign")
    assert "/accounts/step-up/" in page.url  # a link signs in; it never signs
    page.click("#new-passkey-form [data-passkey]")
    page.get_by_text("Signed. Thank you.").wait_for()


def _the_path_shows_it(samira):
    page = samira.go(f"{AT}/certification/path/")
    entry = page.locator(".p-entry", has_text="Zora Kent")
    entry.first.wait_for(state="attached")
    assert "is-in" in entry.first.get_attribute("class")


def _a_log_from_a_spreadsheet(school, tmp_path, capsys):
    day = timezone.localdate().replace(day=1)
    file = tmp_path / "log.csv"
    file.write_text(
        "Date,Level,Session type,Length in hours,Credit hours,Provider,Signature/verification\n"
        f"{day.isoformat()},Intermediate,Personal session,1,1,Noa Lindt,see invoice\n"
        f"{day.isoformat()},Intermediate,Case consultation individual,1,1,Ada Merriwether,signed\n"
        "2026-13-40,Intermediate,Personal session,1,1,Noa Lindt,signed\n"
        f"{day.isoformat()},Intermediate,Personal session,1,1,Nobody Known,signed\n"
    )
    command = ("import-log", str(file), "--candidate", "amara.nwosu@example.org", "--school", "alder-house")
    counts = []
    for _turn in range(2):
        with pytest.raises(SystemExit) as ended:
            call_command(*command)
        counts.append((ended.value.code, LogEntry.objects.filter(origin="file").count()))
    said = capsys.readouterr().out
    assert counts == [(1, 2), (1, 2)]  # two rows taken, two refused; the second run doubles nothing
    assert "2026-13-40" in said or "row 4" in said.lower() or "line 4" in said.lower()


def _ruth_judges_a_group_of_fourteen(ruth):
    page = ruth.sign_in(next=f"{AT}/certification/queue/?kind=judgement")
    ruth.follow("Samira Daley")
    assert "14" in ruth.text()
    ruth.tick("[name=decision], [name=outcome]")
    page.fill("main textarea", "You could not have known, since our rules name no size. We count it this time.")
    ruth.press("Decide")
    if "/accounts/" in page.url:
        ruth.prove()
    assert not WorkItem.objects.filter(kind="judgement", who="Samira Daley", closed_at=None).exists()


def _two_people_issue_a_certificate(ruth, owen):
    item = WorkItem.objects.get(kind="ready", who="Mattis Aro", closed_at=None)
    page = ruth.go(f"{AT}/certification/certify/{item.subject_uuid}/")
    if "/accounts/" in page.url:
        ruth.prove()
    page.fill("[name=holder_name]", "Mattis Aro")
    ruth.press("Propose it")
    page = owen.sign_in(next=f"{AT}/certification/queue/?kind=second")
    owen.follow("Mattis Aro")
    if page.get_by_role("link", name="Approve").count():
        owen.follow("Approve")
    if "/accounts/" in page.url:
        owen.prove()
    owen.press("Approve and issue it")
    owen.go(f"{AT}/credentials/")
    owen.follow("Mattis Aro")
    return re.search(r"/c/([a-z2-7]{26})/", page.content())[1]


def _anybody_can_check_it(visitor, code):
    page = visitor.go(f"/c/{code}/")
    assert "This certificate is in force" in page.inner_text("h1")
    assert "Mattis Aro" in visitor.text()
    assert "not a licence" in visitor.text()
    visitor.go("/c/register/")
    assert "Mattis Aro" not in visitor.text()  # unlisted until he wishes otherwise
