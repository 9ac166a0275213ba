"""Candidates: the list with its filters, one of them without private notes, and what staff do there."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.certification.models import GateRecord, Standing, Waiver
from feltwork.apps.certification.standing import refresh_standing
from feltwork.apps.certification.tests.factories import LogEntryFactory, signed
from feltwork.apps.certification.tests.staff_tools import make_ready, students, url
from feltwork.apps.schools.actions import defer, withdraw
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.schools.tests.factories import CohortFactory, EnrolmentFactory, MembershipFactory, UserFactory
from feltwork.apps.signoffs.queries import entries_of


def names(response):
    rows = response.content.decode().split('<th scope="row"><a')[1:]
    return [row.split(">", 1)[1].split("<")[0] for row in rows]


def candidate(cohort, name, at, **standing):
    enrolment = EnrolmentFactory(cohort=cohort, student=UserFactory(name=name))
    refresh_standing(enrolment=enrolment, at=at)
    Standing.objects.filter(enrolment=enrolment).update(cannot=0, questions=0, next_due=None, **standing)
    return enrolment


def test_what_to_look_at_first_is_on_top(cohort, sign_in, greta, at):
    candidate(cohort, "Anna Calm", at)
    bert = candidate(cohort, "Bert Due", at)
    cleo = candidate(cohort, "Cleo Lost", at)
    Standing.objects.filter(enrolment=bert).update(next_due=at.date() + timedelta(days=9))
    Standing.objects.filter(enrolment=cleo).update(cannot=1)
    response = sign_in(greta).get(url("candidates"))
    assert names(response) == ["Bert Due", "Cleo Lost", "Anna Calm"]
    assert response.content.decode().count('fw-badge-look">') == 2


def test_filters(cohort, sign_in, greta, dino, at):
    second = CohortFactory(programme=cohort.programme, edition=cohort.edition, code="2027", name="Bristol 2027")
    candidate(cohort, "Anna Calm", at, level="beginning")
    candidate(second, "Bert Other", at, level="advanced")
    paused = candidate(cohort, "Cleo Paused", at)
    left = candidate(cohort, "Dora Left", at)
    ready = candidate(cohort, "Enno Ready", at)
    defer(enrolment=paused, until=None, reason="A child.", by=dino, at=at)
    withdraw(enrolment=left, reason="Moved.", by=dino, at=at)
    make_ready(ready, author=dino, at=at)
    client = sign_in(greta)
    queries = ("q=ann", "cohort=2027", "level=advanced", "state=deferred", "state=withdrawn", "state=ready", "q=nobody")
    assert {query: names(client.get(f"{url('candidates')}?{query}")) for query in queries} == {
        "q=ann": ["Anna Calm"],
        "cohort=2027": ["Bert Other"],
        "level=advanced": ["Bert Other"],
        "state=deferred": ["Cleo Paused"],
        "state=withdrawn": ["Dora Left"],
        "state=ready": ["Enno Ready"],
        "q=nobody": [],
    }
    assert len(names(client.get(f"{url('candidates')}?state=open"))) == 4


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_often_however_long(cohort, sign_in, greta, at, rows, django_assert_num_queries):
    students(cohort, rows, at)
    client = sign_in(greta)
    with django_assert_num_queries(8):
        client.get(url("candidates"))


def test_fifty_to_a_page(cohort, sign_in, greta, at):
    for number in range(51):
        enrolment = EnrolmentFactory(cohort=cohort, student=UserFactory())
        Standing.objects.create(school=cohort.school, enrolment=enrolment, as_of=at.date(), judged_at=at, of=number)
    client = sign_in(greta)
    assert len(names(client.get(url("candidates")))) == 50
    assert len(names(client.get(f"{url('candidates')}?page=2"))) == 1


def test_one_candidate_as_the_rules_see_them_without_private_notes(alma, carla, sign_in, ruth):
    entry = LogEntryFactory(
        enrolment=alma.enrolment,
        provider=carla.provider,
        kind="consultation_individual",
        hours=Fraction(3, 2),
        note="My own secret words.",
    )
    signed(entry)
    page = sign_in(ruth).get(url("candidate", uuid=alma.enrolment.uuid)).content.decode()
    assert "Case consultation, one to one, Carla Lindqvist, 1 hour 30 minutes" in page
    assert "1½ of 18" in page
    assert "Decide about it" in page
    assert "secret words" not in page


def test_looking_is_noted_on_each_of_the_pages(alma, sign_in, ruth):
    client = sign_in(ruth)
    for name in ("candidate", "candidate-decisions", "candidate-ledger"):
        assert client.get(url(name, uuid=alma.enrolment.uuid)).status_code == 200
    seen = AuditRecord.objects.filter(kind="saw").values_list("code", "by", "subject_uuid")
    assert list(seen) == [("certification.see_candidate", ruth.pk, alma.enrolment.uuid)] * 3


def test_faculty_read_the_standing_and_nothing_else(alma, sign_in, carla):
    client = sign_in(carla)
    page = client.get(url("candidate", uuid=alma.enrolment.uuid)).content.decode()
    assert "What the rules ask" in page
    assert "Decide about it" not in page
    for name in ("candidate-decisions", "candidate-ledger", "waiver-new", "gate-new"):
        assert client.get(url(name, uuid=alma.enrolment.uuid)).status_code == 403


@pytest.mark.parametrize("name", ["candidate", "candidate-decisions", "candidate-ledger"])
@pytest.mark.parametrize("entries", [1, 3])
def test_a_candidate_takes_at_most_twelve_questions(
    alma, ben, sign_in, ruth, name, entries, django_assert_max_num_queries
):
    for number in range(entries):
        LogEntryFactory(enrolment=alma.enrolment, provider=ben.provider, on=date(2026, 6, 1 + number))
    client = sign_in(ruth)
    with django_assert_max_num_queries(12):
        client.get(url(name, uuid=alma.enrolment.uuid))


def test_a_waiver_shows_what_it_changes_before_it_is_given(alma, sign_in, ruth):
    client = sign_in(ruth)
    address = url("waiver-new", uuid=alma.enrolment.uuid)
    data = {
        "requirement": "personal_sessions",
        "level": "beginning",
        "amount": "2",
        "on": "2026-11-01",
        "reason": "Ill.",
    }
    page = client.post(address, data).content.decode()
    assert "What it would change" in page
    assert Waiver.objects.count() == 0
    assert (
        "Waived. The student has been told." in client.post(address, data | {"save": "1"}, follow=True).content.decode()
    )
    waiver = Waiver.objects.get()
    assert (waiver.amount, waiver.level, waiver.until, waiver.author) == (2, "beginning", None, ruth)
    decisions = client.get(url("candidate-decisions", uuid=alma.enrolment.uuid)).content.decode()
    assert "Personal sessions, Beginning" in decisions
    client.post(url("waiver-end", uuid=waiver.uuid), {"reason": "Well again."})
    waiver.refresh_from_db()
    assert waiver.ended_reason == "Well again."


def test_a_waiver_without_its_scope_or_reason_is_not_given(alma, sign_in, ruth):
    page = sign_in(ruth).post(url("waiver-new", uuid=alma.enrolment.uuid), {"save": "1"}).content.decode()
    for words in ("Please choose what.", "Please give a reason", "From which day?"):
        assert words in page
    assert Waiver.objects.count() == 0


def test_a_document_is_noted_and_taken_back(alma, sign_in, greta):
    client = sign_in(greta)
    client.post(
        url("gate-new", uuid=alma.enrolment.uuid), {"code": "licence", "valid_from": "2026-01-01", "note": "No 7"}
    )
    gate = GateRecord.objects.get()
    assert (gate.code, gate.note, gate.entered_by) == ("licence", "No 7", greta)
    assert "Licence or insurance" in client.get(url("candidate-decisions", uuid=alma.enrolment.uuid)).content.decode()
    client.post(url("gate-retract", uuid=gate.uuid), {"reason": "Of somebody else."})
    gate.refresh_from_db()
    assert gate.retracted_at is not None


def test_a_decision_about_one_entry(alma, ben, sign_in, ruth, school):
    entry = LogEntryFactory(enrolment=alma.enrolment, provider=ben.provider, kind="consultation_group", hours=3)
    client = sign_in(ruth)
    address = f"{url('ruling-new', uuid=alma.enrolment.uuid)}?entry={entry.uuid}"
    assert "If it counts in full" in client.get(address).content.decode()
    client.post(address, {"outcome": "count", "amount": "1/2", "reason": "Half of it."})
    assert entries_of(alma, school)[-1].statement["amount"] == "1/2"
    for wrong in ("", "?entry=nonsense", f"?entry={alma.enrolment.uuid}"):
        assert client.get(url("ruling-new", uuid=alma.enrolment.uuid) + wrong).status_code == 404


def test_staff_who_are_students_decide_nothing_about_themselves(alma, ben, school, sign_in, ruth, at):
    MembershipFactory(school=school, user=alma, role="admin")
    entry = LogEntryFactory(enrolment=alma.enrolment, provider=ben.provider)
    waiver = Waiver.objects.create(
        school=school,
        enrolment=alma.enrolment,
        requirement="documents",
        reason="x",
        on=at.date(),
        author=ruth,
        entered_at=at,
    )
    client = sign_in(alma, fresh=True)
    own = alma.enrolment.uuid
    assert client.get(url("candidate", uuid=own)).status_code == 200
    for address in (
        url("waiver-new", uuid=own),
        url("waiver-end", uuid=waiver.uuid),
        url("gate-new", uuid=own),
        f"{url('ruling-new', uuid=own)}?entry={entry.uuid}",
        url("certify", uuid=own),
    ):
        assert client.get(address).status_code == 403
        assert client.post(address, {"reason": "x"}).status_code == 403


def test_who_left_is_listed_and_nothing_can_be_decided(alma, dino, ruth, sign_in, at):
    withdraw(enrolment=alma.enrolment, reason="Moved.", by=dino, at=at)
    client = sign_in(ruth)
    assert "Waive something" not in client.get(url("candidate-decisions", uuid=alma.enrolment.uuid)).content.decode()
    data = {"requirement": "documents", "on": "2026-11-01", "reason": "x", "save": "1"}
    assert "has ended" in client.post(url("waiver-new", uuid=alma.enrolment.uuid), data).content.decode()
    assert Enrolment.objects.get().waivers.count() == 0
