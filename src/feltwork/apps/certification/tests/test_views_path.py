"""“Your path”, the rules, what if, and taking everything along."""

import csv
import io
import json
import re
import zipfile
from datetime import date, timedelta
from fractions import Fraction

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.certification.actions import log as log_actions
from feltwork.apps.certification.models import Evidence, GateRecord
from feltwork.apps.certification.queries import public_rules
from feltwork.apps.certification.tests.factories import AT, LogEntryFactory, signed
from feltwork.apps.schools import actions as schools
from feltwork.apps.schools.models import Enrolment, RuleEdition, TrainingDay
from feltwork.apps.schools.rules import bases_for, digest_of
from feltwork.apps.schools.tests.factories import CohortFactory, EnrolmentFactory, ProgrammeFactory, RuleEditionFactory
from feltwork.core.certification.rulesets import bundled


@pytest.fixture(autouse=True)
def _present():
    with time_machine.travel(AT, tick=False):
        yield


def url(name, school="alder-house", **kwargs):
    return reverse(f"certification:{name}", kwargs={"school": school, **kwargs})


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def browser(sign_in, alma):
    return sign_in(alma)


@pytest.fixture
def newer(cohort):
    """The edition of 2026, which says how large a group may be."""
    text = bundled()["alder-house-2026-1"]
    bases = bases_for(text)
    return RuleEditionFactory(
        programme=cohort.programme, code="2026-1", text=text, bases=bases, digest=digest_of(text, bases),
        valid_from=date(2026, 1, 1),
    )  # fmt: skip


def log(alma, provider, on, *, sign=True, **facts):
    entry = LogEntryFactory(enrolment=alma.enrolment, provider=provider, on=on, **facts)
    if sign:
        signed(entry)
    return entry


def test_where_one_is_and_what_is_asked(browser):
    page = text_of(browser.get(url("path")))
    assert "Intermediate level, year 2 of 3." in page
    assert "Beginning March 2025 to March 2026 Something is missing here" in page
    assert "Intermediate Since 6 March 2026 You are here. One module to come, in January 2027." in page
    assert "Advanced Starts 12 March 2027 Then: Written examination and practical examination" in page
    assert "Nothing is logged yet" in page


def test_every_entry_says_why_it_counts_or_not(browser, alma, ben, carla):
    ben.provider.approvals.filter(kind="personal_session").update(valid_to=date(2026, 6, 30))
    log(alma, ben.provider, date(2026, 3, 2))
    log(alma, ben.provider, date(2026, 8, 12))
    log(alma, carla.provider, date(2026, 5, 5), kind="consultation_group", hours=Fraction(2), group_size=7)
    page = text_of(browser.get(url("path")))
    assert (
        "2 March 2026 , Ben Okafor 1 Beginning, because Intermediate began 4 days later, on 6 March 2026. "
        "Signed on 2 March 2026."
    ) in page
    assert "12 August 2026 , Ben Okafor 0 Ben Okafor’s approval ended on 30 June 2026." in page
    assert "5 May 2026 , group of 7, Carla Lindqvist, 2 hours ⅔ Intermediate. 3 hours make one credit." in page
    assert "0⅔" not in page and "0.66" not in page


def test_what_waits_long_can_be_reminded_of_from_the_first_steps(browser, alma, ben):
    entry = log(alma, ben.provider, date(2026, 10, 20), sign=False)
    log_actions.send_to_sign(entry=entry, by=alma, at=AT - timedelta(days=21))
    page = browser.get(url("path"))
    assert "One entry is waiting for a signature Ben Okafor has had it for 21 days." in text_of(page)
    assert f'href="{url("entry-remind", uuid=entry.uuid)}">Remind Ben Okafor' in page.content.decode()


def test_what_a_change_of_level_would_seal_comes_first(browser, alma, ben):
    for day in (2, 3, 4, 5):
        log(alma, ben.provider, date(2025, 4, day))
    log(alma, ben.provider, date(2026, 4, 21))
    page = text_of(browser.get(url("path")))
    assert page.index("Book 3 more sessions by 11 March 2027") < page.index("training days to come")
    assert "From the day after that they count for Advanced" in page


def test_a_gap_that_can_no_longer_be_filled_leads_to_a_person(browser, alma, ben):
    log(alma, ben.provider, date(2025, 4, 2))
    page = browser.get(url("path"))
    assert "3 sessions short in Beginning, which ended when Intermediate began on 6 March 2026." in text_of(page)
    assert "question=personal_sessions" in page.content.decode()


def test_the_estimate_answers_to_a_pace_with_and_without_scripts(browser, alma, ben, dino):
    for day in TrainingDay.objects.filter(on__lt=AT.date(), module_date__cohort=alma.enrolment.cohort):
        schools.mark_attendance(enrolment=alma.enrolment, day=day, state="attended", by=dino, at=AT)
    for day in (2, 3, 4, 5):
        log(alma, ben.provider, date(2025, 4, day))
        log(alma, ben.provider, date(2025, 4, day), kind="consultation_individual")
    whole = text_of(browser.get(url("path"), {"pace": "3"}))
    part = text_of(browser.get(url("path"), {"pace": "3"}, headers={"HX-Request": "true", "HX-Target": "estimate"}))
    assert "between " in part and part in whole
    assert "An estimate, not a promise." in part
    assert "Your path, Alma" not in part


def test_an_estimate_that_cannot_be_made_says_why(browser, alma, dino):
    day = TrainingDay.objects.order_by("on").first()
    schools.mark_attendance(enrolment=alma.enrolment, day=day, state="missed", by=dino, at=AT)
    assert "That cannot be said yet" in text_of(browser.get(url("path")))


def test_the_newest_edition_is_compared_with_ones_own(browser, alma, carla, newer):
    assert "The 2026-1 edition changes nothing for you." in text_of(browser.get(url("path")))
    log(alma, carla.provider, date(2026, 9, 20), kind="consultation_group", hours=Fraction(3), group_size=14)
    page = text_of(browser.get(url("path")))
    assert "Alder House, edition 2024-2, fixed for you on 14 March 2025" in page
    assert "The 2026-1 edition raises nothing for you." in page


def test_a_paused_training_says_until_when(browser, alma, dino):
    schools.defer(enrolment=alma.enrolment, until=date(2027, 3, 1), reason="A child.", by=dino, at=AT)
    page = text_of(browser.get(url("path")))
    assert "Your training is paused until 1 March 2027." in page
    assert "What to do next" not in page


def test_whoever_left_can_still_read_and_take_everything(browser, alma, ben, dino):
    log(alma, ben.provider, date(2026, 4, 21))
    schools.withdraw(enrolment=alma.enrolment, reason="Moved.", by=dino, at=AT)
    page = text_of(browser.get(url("path")))
    assert "You left this training on 19 November 2026." in page
    assert "Log something" not in page and "Take everything with me" in page


def test_a_certified_student_is_led_to_the_certificate(browser):
    Enrolment.objects.update(state="completed")
    assert "Your certificate has been issued" in text_of(browser.get(url("path")))


def test_a_held_certificate_says_why(browser, alma, dino):
    schools.hold(enrolment=alma.enrolment, code="invoice", reason="Invoice 12 is open.", by=dino, at=AT)
    assert "The certificate is held Held since 19 November 2026: Invoice 12 is open." in text_of(
        browser.get(url("path"))
    )


def test_documents_show_until_when_they_hold(browser, alma, dino):
    GateRecord.objects.create(
        school=alma.enrolment.school, enrolment=alma.enrolment, code="licence", valid_from=date(2026, 1, 1),
        valid_to=date(2027, 6, 30), entered_by=dino, entered_at=AT,
    )  # fmt: skip
    assert "Licence or insurance, in force until 30 June 2027." in text_of(browser.get(url("path")))


def test_training_days_are_told_by_module(browser, alma, dino):
    days = TrainingDay.objects.filter(module_date__module__code="beginning-1").order_by("on")
    for number, day in enumerate(days):
        state = "missed" if number == 2 else "attended"
        schools.mark_attendance(enrolment=alma.enrolment, day=day, state=state, by=dino, at=AT)
    page = text_of(browser.get(url("path")))
    assert "beginning-1, 14 March 2025 to 19 March 2025 5 of 6 days Missed on 16 March 2025." in page


def test_whoever_is_in_two_trainings_chooses(browser, alma, school):
    programme = ProgrammeFactory(school=school, slug="touch", name="Touch skills")
    edition = RuleEditionFactory(programme=programme)
    other = EnrolmentFactory(cohort=CohortFactory(programme=programme, edition=edition, code="t"), student=alma)
    page = browser.get(url("path"))
    assert "You are in more than one training." in text_of(page)
    assert browser.get(url("path-of", uuid=other.uuid)).status_code == 200


@pytest.mark.parametrize("entries", [3, 30])
def test_the_path_takes_twelve_queries_at_most_however_long_the_log(
    browser, alma, ben, newer, django_assert_num_queries, entries
):
    for number in range(entries):
        log(alma, ben.provider, date(2026, 3, 7) + timedelta(days=number))
    browser.get(url("path"))  # both editions are known to the process from here on
    with django_assert_num_queries(11):
        browser.get(url("path"))


def test_others_do_not_see_a_path(alma, sign_in, farid, ruth, ben):
    address = url("path-of", uuid=alma.enrolment.uuid)
    for person, status in ((farid, 404), (ruth, 403), (ben, 403)):
        assert sign_in(person, with_client=Client()).get(address).status_code == status
    assert "login" in Client().get(address).url


def test_a_path_of_another_student_is_not_found(browser, cohort, member):
    other = EnrolmentFactory(cohort=cohort, student=member("Otto Vale", "student"))
    assert browser.get(url("path-of", uuid=other.uuid)).status_code == 404


# --- what if --------------------------------------------------------------------------------------------------------


def test_what_if_another_session(browser, alma, ben):
    log(alma, ben.provider, date(2026, 4, 21))
    asked = {"kind": "personal_session", "provider": str(ben.provider.uuid), "on": "2026-11-18", "hours": "1"}
    page = text_of(browser.get(url("what-if"), asked))
    assert "Personal sessions, Intermediate 1 of 4, not yet 2 of 4, not yet" in page


def test_what_if_other_rules(browser, alma, carla, newer):
    log(alma, carla.provider, date(2026, 9, 20), kind="consultation_group", hours=Fraction(3), group_size=14)
    page = text_of(browser.get(url("what-if"), {"edition": "2026-1"}))
    assert (
        "20 September 2026, Carla Lindqvist 14 people were there; more than 9 do not count. "
        "needs a person does not count"
    ) in page


def test_what_if_a_level_began_on_another_day(browser, alma, ben):
    log(alma, ben.provider, date(2026, 3, 10))
    page = text_of(browser.get(url("what-if"), {"level": "intermediate", "level_on": "2026-03-20"}))
    assert "Personal sessions, Beginning 0 of 4, can no longer be met 1 of 4, can no longer be met" in page


def test_what_if_takes_twelve_queries(browser, alma, ben, newer, django_assert_num_queries):
    log(alma, ben.provider, date(2026, 4, 21))
    asked = {"kind": "personal_session", "provider": str(ben.provider.uuid), "on": "2026-11-18", "hours": "1"}
    browser.get(url("what-if"), asked)
    with django_assert_num_queries(12):
        browser.get(url("what-if"), asked)


def test_what_if_nothing(browser):
    page = text_of(browser.get(url("what-if"), {"level": "advanced", "level_on": "2027-03-12"}))
    assert "Nothing. Everything would stand as it does now." in page


# --- rules ----------------------------------------------------------------------------------------------------------


def test_anybody_may_read_the_rules(client, school):
    page = text_of(client.get(url("rules")))
    assert "2024-2 1 January 2024 not yet" in page
    page = text_of(client.get(url("rules-edition", programme="se", code="2024-2")))
    assert "Not yet verified at the source" in page
    assert "4.3 Case consultation in a group" in page
    assert "3 hours make 1 credit." in page
    assert "set by whoever wrote these rules: Alder House, rules of certification, edition 2024-2" in page
    assert "A gap in a level cannot be filled once the next level has begun." in page


@pytest.mark.parametrize("name", sorted(bundled()))
def test_every_bundled_rule_set_can_be_read(client, cohort, name):
    text = bundled()[name]
    bases = bases_for(text)
    RuleEditionFactory(
        programme=cohort.programme, code="shown", text=text, bases=bases, digest=digest_of(text, bases),
        valid_from=date(2023, 1, 1),
    )  # fmt: skip
    page = client.get(url("rules-edition", programme="se", code="shown"))
    assert page.status_code == 200 and "%(" not in page.content.decode()


def test_two_editions_side_by_side(client, school, newer):
    page = text_of(client.get(url("rules-compare", programme="se")))
    assert "One clause reads differently;" in page
    assert "More than 9 people: a person decides." in page and "At most 9 people." in page


@pytest.mark.parametrize(
    "address",
    [
        "/at/alder-house/certification/rules/se/1999-1/",
        "/at/alder-house/certification/rules/yoga/2024-2/",
        "/at/alder-house/certification/rules/yoga/compare/",
        "/at/alder-house/certification/rules/se/compare/?before=1999-1",
    ],
)
def test_rules_that_are_not_there(client, school, address):
    assert client.get(address).status_code == 404


def test_rules_for_other_pages_cost_one_query(school, newer, django_assert_num_queries):
    public_rules(school)
    with django_assert_num_queries(1):
        found = public_rules(school)
    assert [one.edition.code for one in found] == ["2026-1", "2024-2"]
    assert RuleEdition.objects.count() == 2


# --- take everything ------------------------------------------------------------------------------------------------


@pytest.fixture
def everything(sign_in, alma, ben):
    entry = log(alma, ben.provider, date(2026, 4, 21), note="=SUM(1)")
    paper = Evidence(
        school=entry.school,
        entry=entry,
        name="invoice.pdf",
        content_type="application/pdf",
        size_bytes=5,
        uploaded_at=AT,
    )
    from django.core.files.base import ContentFile

    paper.file.save("invoice.pdf", ContentFile(b"%PDF-1.4 x" * 20_000), save=True)
    answer = sign_in(alma, fresh=True).post(url("takeout-file", uuid=alma.enrolment.uuid))
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))), entry, paper


def test_everything_in_one_file(everything, alma):
    archive, entry, paper = everything
    assert archive.testzip() is None
    assert sorted(archive.namelist()) == [
        "everything.json",
        "examinations.csv",
        "log.csv",
        f"papers/{paper.uuid}-invoice.pdf",
        "readme.txt",
        "rules.yaml",
        "sign-offs.csv",
    ]
    assert archive.read(f"papers/{paper.uuid}-invoice.pdf") == b"%PDF-1.4 x" * 20_000
    data = json.loads(archive.read("everything.json"))
    assert data["record"]["entries"][0]["hours"] == "1"
    assert [one["seal"] for one in data["sign_offs"]] == [data["sign_offs"][0]["seal"]]
    (row,) = csv.DictReader(io.StringIO(archive.read("log.csv").decode("utf-8-sig")))
    assert (row["id"], row["counts as"], row["state"], row["level"]) == (str(entry.uuid), "1", "signed", "intermediate")
    assert row["note"] == "'=SUM(1)"  # no spreadsheet reckons it


def test_taking_everything_is_noted(everything, alma):
    noted = AuditRecord.objects.get(code="certification.take_out")
    assert (noted.by, noted.subject_uuid) == (alma, alma.enrolment.uuid)


def test_it_is_asked_once_more_who_takes_everything(browser, alma):
    answer = browser.post(url("takeout-file", uuid=alma.enrolment.uuid))
    assert answer.status_code == 302 and not AuditRecord.objects.filter(code="certification.take_out").exists()


def test_nobody_takes_what_is_anothers(alma, sign_in, farid, member, cohort):
    other = member("Otto Vale", "student")
    EnrolmentFactory(cohort=cohort, student=other)
    for person in (farid, other):
        browser = sign_in(person, fresh=True, with_client=Client())
        assert browser.post(url("takeout-file", uuid=alma.enrolment.uuid)).status_code == 404
