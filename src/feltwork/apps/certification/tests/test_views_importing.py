"""Bringing in a log on the page: look first, then take; and the school's one decision."""

import re
from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from feltwork.apps.certification.models import ImportedLog, LogEntry, Standing
from feltwork.apps.certification.tests.factories import AT
from feltwork.apps.certification.tests.test_importing import ROW, csv_bytes
from feltwork.apps.schools.models import WorkItem
from feltwork.apps.schools.tests.factories import EnrolmentFactory

ROWS = [ROW, ["2026-04-22", *ROW[1:6], ""], ["03/05/2026", *ROW[1:]]]


@pytest.fixture(autouse=True)
def _present():
    with time_machine.travel(AT, tick=False):
        yield


def url(name, school="alder-house", **kwargs):
    return reverse(f"certification:{name}", kwargs={"school": school, **kwargs})


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def bring(browser, content=None, query="", order="unknown"):
    upload = SimpleUploadedFile("my log.csv", csv_bytes(*ROWS) if content is None else content)
    return browser.post(url("import") + query, {"upload": upload, "day_order": order})


@pytest.fixture
def browser(sign_in, alma, ben):
    return sign_in(alma)


def test_a_file_is_shown_before_anything_is_taken(browser):
    answer = bring(browser)
    kept = ImportedLog.objects.get()
    assert answer.url == url("import-show", uuid=kept.uuid)
    page = text_of(browser.get(answer.url))
    assert (
        "2 rows can be taken , none is there already" in page or "2 rows can be taken, 0 are there already, one" in page
    )
    assert "1 when accepted: Personal sessions, Intermediate" in page
    assert "can be read two ways" in page
    assert not LogEntry.objects.exists()


def test_then_it_is_taken_and_waits_for_one_decision(browser):
    bring(browser)
    kept = ImportedLog.objects.get()
    page = browser.post(url("import-take", uuid=kept.uuid), follow=True)
    assert "2 entries were taken." in text_of(page)
    browser.post(url("import-take", uuid=kept.uuid))
    assert (LogEntry.objects.count(), WorkItem.objects.get(kind="evidence").subject_uuid) == (2, kept.uuid)


def test_a_long_file_is_taken_a_part_at_a_time(browser, monkeypatch):
    monkeypatch.setattr("feltwork.apps.certification.views.importing.AT_ONCE", 2)
    bring(browser, csv_bytes(*[[f"2026-04-{day}", *ROW[1:]] for day in range(10, 15)]))
    kept = ImportedLog.objects.get()
    page = browser.post(url("import-take", uuid=kept.uuid), follow=True)
    assert "2 of 5 rows so far. What is taken stays, also if you leave this page." in text_of(page)
    assert 'hx-trigger="load' in page.content.decode()
    for _ in range(2):
        browser.post(url("import-take", uuid=kept.uuid))
    kept.refresh_from_db()
    assert (kept.state, kept.taken, LogEntry.objects.count()) == ("done", 5, 5)


def test_a_file_can_be_thrown_away_until_something_is_taken(browser, alma):
    bring(browser)
    kept = ImportedLog.objects.get()
    assert browser.post(url("import-forget", uuid=kept.uuid)).url == url("path-of", uuid=alma.enrolment.uuid)
    assert not ImportedLog.objects.exists()
    bring(browser)
    kept = ImportedLog.objects.get()
    browser.post(url("import-take", uuid=kept.uuid))
    page = browser.post(url("import-forget", uuid=kept.uuid), follow=True)
    assert "Entries were taken from this file, so it is kept." in text_of(page)


def test_a_file_that_is_no_log_says_so(browser):
    assert "These columns were not found" in text_of(bring(browser, b"a,b\n1,2\n"))
    assert not ImportedLog.objects.exists()


def test_the_order_of_days_can_be_told(browser):
    bring(browser, order="day_first")
    assert "3 rows can be taken" in text_of(browser.get(url("import-show", uuid=ImportedLog.objects.get().uuid)))


def test_the_order_of_days_can_still_be_told_afterwards(browser):
    bring(browser)
    address = url("import-show", uuid=ImportedLog.objects.get().uuid)
    assert "One date can be read two ways" in text_of(browser.get(address))
    assert "3 rows can be taken" in text_of(browser.post(address, {"day_order": "day_first"}, follow=True))
    browser.post(url("import-take", uuid=ImportedLog.objects.get().uuid))
    page = browser.post(address, {"day_order": "month_first"}, follow=True)
    assert "Entries were taken from this file already." in text_of(page)


def test_staff_bring_in_a_log_for_a_candidate(sign_in, alma, ben, greta):
    browser = sign_in(greta)
    answer = bring(browser, query=f"?candidate={alma.enrolment.uuid}")
    kept = ImportedLog.objects.get()
    assert (answer.url, kept.enrolment, kept.by) == (url("import-show", uuid=kept.uuid), alma.enrolment, greta)
    browser.post(url("import-take", uuid=kept.uuid))
    assert LogEntry.objects.filter(created_by=greta).count() == 2


def test_staff_who_name_nobody_choose_a_candidate_first(sign_in, greta):
    assert sign_in(greta).get(url("import")).url == url("candidates")


def test_the_school_decides_about_the_whole_log_at_once(browser, sign_in, ruth):
    bring(browser)
    kept = ImportedLog.objects.get()
    browser.post(url("import-take", uuid=kept.uuid))
    staff = sign_in(ruth, with_client=Client())
    item = WorkItem.objects.get(kind="evidence")
    assert staff.get(url("work", uuid=item.uuid)).url == url("import-judge", uuid=kept.uuid)
    page = staff.get(url("import-judge", uuid=kept.uuid))
    assert "One entry waits." in text_of(page) and "Row 2 of the log; in its signature column: “signed”" in text_of(
        page
    )
    ticked = [str(LogEntry.objects.earliest("starts_at").uuid)]
    answer = staff.post(
        url("import-judge", uuid=kept.uuid), {"entries": ticked, "decision": "accept", "reason": "Compared."}
    )
    assert answer.url == url("queue")
    assert (Standing.objects.get().sessions, WorkItem.objects.filter(closed_at=None, kind="evidence").count()) == (1, 0)


def test_a_decision_needs_a_reason(browser, sign_in, ruth):
    bring(browser)
    kept = ImportedLog.objects.get()
    browser.post(url("import-take", uuid=kept.uuid))
    staff = sign_in(ruth, with_client=Client())
    ticked = [str(LogEntry.objects.earliest("starts_at").uuid)]
    page = staff.post(url("import-judge", uuid=kept.uuid), {"entries": ticked, "decision": "accept", "reason": ""})
    assert "Please give a reason; the student reads it." in text_of(page)


@pytest.mark.parametrize("rows", [1, 30])
def test_showing_a_file_takes_twelve_queries_however_long_it_is(browser, django_assert_num_queries, rows):
    days = [date.fromordinal(date(2026, 3, 7).toordinal() + number).isoformat() for number in range(rows)]
    bring(browser, csv_bytes(*[[day, *ROW[1:]] for day in days]))
    address = url("import-show", uuid=ImportedLog.objects.get().uuid)
    browser.get(address)
    with django_assert_num_queries(12):
        browser.get(address)


def test_who_may_see_a_file(browser, sign_in, alma, cohort, member, farid, ruth, dino):
    bring(browser)
    kept = ImportedLog.objects.get()
    other = member("Otto Vale", "student")
    EnrolmentFactory(cohort=cohort, student=other)
    pages = [url(name, uuid=kept.uuid) for name in ("import-show", "import-file")]
    for person, status in ((alma, 200), (ruth, 200), (dino, 200), (other, 404), (farid, 404)):
        visitor = sign_in(person, with_client=Client())
        assert {visitor.get(address).status_code for address in pages} == {status}, person
    judge = url("import-judge", uuid=kept.uuid)
    for person, status in ((alma, 403), (farid, 404), (ruth, 200)):
        assert sign_in(person, with_client=Client()).get(judge).status_code == status, person


def test_nobody_decides_about_their_own_log(browser, alma, member):
    from feltwork.apps.schools.tests.factories import MembershipFactory

    MembershipFactory(school=alma.enrolment.school, user=alma, role="credentialing")
    bring(browser)
    assert browser.get(url("import-judge", uuid=ImportedLog.objects.get().uuid)).status_code == 403
