"""Staff try a candidate under other rules: both verdicts, the mistakes of a draft, and nothing is kept."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.certification.models import LogEntry, Waiver
from feltwork.apps.certification.standing import known_of, known_then
from feltwork.apps.certification.tests.factories import LogEntryFactory, signed
from feltwork.apps.certification.tests.staff_tools import url
from feltwork.apps.schools.models import Approval
from feltwork.core.certification._files import parse
from feltwork.core.certification.rulesets import bundled
from feltwork.core.certification.tests.toml_writer import as_toml

pytestmark = pytest.mark.django_db
OWN = "school:se:2024-2"
STRICTER = """\
language: 1
id: stricter
base: alder-house-2024-2
title: Alder House, stricter
edition: "2028"
collected_on: "2026-11"
override:
  personal_sessions: {at_least: 20}
"""


@pytest.fixture
def page(alma, sign_in, greta):
    client, address = sign_in(greta), url("candidate-try", uuid=alma.enrolment.uuid)

    def show(**given):
        return client.post(address, given) if given else client.get(address)

    show.get = lambda **given: client.get(address, given)
    return show


@pytest.fixture
def three(alma, ben, at):
    return [log(alma, ben, on=date(2026, 6, n), at=at) for n in (1, 8, 15)]


def log(alma, ben, *, on, at):
    """A session that Ben confirmed on the day."""
    return signed(LogEntryFactory(enrolment=alma.enrolment, provider=ben.provider, on=on), at=at)


def pair(trial, title):
    return next(one for one in trial.pairs if one.title == title)


def test_the_page_offers_editions_the_library_and_a_draft(page):
    groups = dict(page().context["form"].fields["under"].choices)
    assert groups["Editions of this programme"] == [(OWN, "2024-2")]
    assert ("library:icf-acc", "ICF, Associate Certified Coach, as read in November 2026") in groups["Library: ICF"]
    assert groups["draft"] == "A draft, below"


def test_a_draft_is_judged_beside_what_stands_and_is_forgotten(page, three, alma):
    trial = page(under="draft", text=STRICTER).context["trial"]
    sessions = pair(trial, "Personal sessions")
    assert (sessions.before.words, sessions.after.words) == ("3 of 12", "3 of 20")
    assert (sessions.differs, trial.differing, trial.entries) == (True, 1, [])
    alma.enrolment.refresh_from_db()
    assert alma.enrolment.edition.code == "2024-2"
    seen = AuditRecord.objects.get(code="certification.try_candidate", facts__under="draft")
    assert (seen.kind, STRICTER in str(seen.facts)) == ("saw", False)


def test_toml_from_a_file_is_judged_like_yaml(page, three):
    text = as_toml(parse(STRICTER, name="stricter.yaml"))
    response = page(under="", file=SimpleUploadedFile("stricter.toml", text.encode()))
    assert pair(response.context["trial"], "Personal sessions").after.words == "3 of 20"


def test_mistakes_of_a_draft_stand_next_to_its_text_with_their_lines(page):
    response = page(under="draft", text=STRICTER.replace("at_least", "at_leest"))
    form = response.context["form"]
    assert response.context["trial"] is None
    assert "Line 8: " in form.errors["text"][0] and "“at_least”" in form.errors["text"][0]
    assert form.wrong == [(8, "  personal_sessions: {at_leest: 20}")]
    assert page(under="draft", text=" ").context["form"].errors == {
        "text": ["Choose a file or paste the text of the rules."]
    }
    wrong = page(under="draft", file=SimpleUploadedFile("x.toml", b"\xff\xfe"))
    assert wrong.context["form"].errors == {"file": ["This file is not text in UTF-8."]}


def test_another_day(page, three):
    same = page.get(under=OWN).context["trial"]
    assert (same.differing, same.certificate) == (0, None)
    earlier = page.get(under=OWN, as_of="2026-06-09").context["trial"]
    assert pair(earlier, "Personal sessions").after.words == "0 of 12, 2 waiting"


def test_what_was_known_then(page, alma, ben, dino, three, at):
    """Three entries of today; an approval that was taken back, and a waiver that was ended, stood until they were."""
    minute = timedelta(minutes=1)
    soon = f"{at + minute:%Y-%m-%dT%H:%M}"
    long_ago = f"{at - timedelta(days=900):%Y-%m-%dT%H:%M}"
    LogEntry.objects.update(created_at=at)
    let_go = Waiver.objects.create(
        school=alma.enrolment.school, enrolment=alma.enrolment, requirement="documents", reason="Seen.",
        on=date(2026, 1, 1), author=dino, entered_at=at, ended_at=at + 2 * minute,
    )  # fmt: skip
    Approval.objects.filter(provider=ben.provider).update(entered_at=at - minute, retracted_at=at + 2 * minute)
    assert pair(page.get(under=OWN).context["trial"], "Personal sessions").before.words == "0 of 12"
    assert pair(page.get(under=OWN, known_at=soon).context["trial"], "Personal sessions").after.words == "3 of 12"
    assert pair(page.get(under=OWN, known_at=long_ago).context["trial"], "Personal sessions").after.words == "0 of 12"
    known = known_of([alma.enrolment])[alma.enrolment.pk]
    assert [one.until for one in known_then(known, at + minute).record.waivers] == [None]
    assert [one.until for one in known_then(known, at + 3 * minute).record.waivers] == [let_go.ended_at.date()]


def test_known_now_is_what_stands(alma, ben, three, at):
    known = known_of([alma.enrolment])[alma.enrolment.pk]
    assert known_then(known, at + timedelta(days=365)).record == known.record


def test_another_programme_and_a_transfer(page, three):
    trial = page.get(under="library:se-ease-base").context["trial"]
    assert pair(trial, "Personal sessions").after.words == "0 of 15"
    assert [one.after for one in trial.entries] == ["does not count"] * 3
    assert "Not counted" in trial.entries[0].why[0] or trial.entries[0].why
    brought = page.get(under="library:se-ease-base", transfer="on").context["trial"]
    assert (pair(brought, "Personal sessions").after.words, brought.entries) == ("3 of 15", [])


def test_every_programme_of_the_library_can_be_tried(page, three):
    for code in bundled():
        assert page.get(under=f"library:{code}").context["trial"] is not None, code


def test_an_edition_that_is_not_there_is_no_choice(page):
    assert "under" in page.get(under="school:se:1999").context["form"].errors


def test_who_may(alma, sign_in, farid, carla, ruth):
    address = url("candidate-try", uuid=alma.enrolment.uuid)
    codes = [sign_in(one).get(address).status_code for one in (alma, carla, farid, ruth)]
    assert codes == [403, 403, 404, 200]


def test_the_number_of_queries_does_not_grow_with_the_log(page, alma, ben, at):
    def queries():
        with CaptureQueriesContext(connection) as found:
            page.get(under=OWN)
        return len(found)

    log(alma, ben, on=date(2026, 6, 1), at=at)
    queries()  # what is read once in a process
    first = queries()
    for day in (8, 15):
        log(alma, ben, on=date(2026, 6, day), at=at)
    assert queries() == first
