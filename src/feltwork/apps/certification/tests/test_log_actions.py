"""What a student does with the log."""

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.certification.actions import log as actions
from feltwork.apps.certification.actions import papers
from feltwork.apps.certification.intervals import interval
from feltwork.apps.certification.models import ExceptionRequest, LogEntry, Standing
from feltwork.apps.certification.standing import proof_of
from feltwork.apps.certification.tests.factories import AT, LogEntryFactory, signed
from feltwork.apps.schools.models import Enrolment, WorkItem
from feltwork.apps.signoffs.actions import decline
from feltwork.apps.signoffs.models import SignOffRequest
from feltwork.apps.signoffs.queries import requests_of
from feltwork.core.certification import Proof

PDF = b"%PDF-1.4 an invoice"


def log(alma, provider, *, on=date(2026, 4, 21), hours=Fraction(1), start=None, **more):
    span = interval(on=on, hours=hours, zone="Europe/London", start=start)
    facts = {
        "enrolment": alma.enrolment,
        "kind": "personal_session",
        "provider": provider,
        "starts_at": span.starts_at,
        "ends_at": span.ends_at,
        "zone": span.zone,
        "is_time_known": span.is_time_known,
        "mode": "in_person",
        "group_size": None,
        "note": "",
        "by": alma,
        "at": AT,
        "send": False,
    }
    return actions.log_entry(**{**facts, **more})


def upload(name="invoice.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def test_logging_sends_it_to_the_provider_with_what_it_is_worth(alma, carla):
    entry = log(
        alma, carla.provider, kind="consultation_group", hours=Fraction(2), group_size=6, send=True, note="mine"
    )
    (request,) = requests_of(alma, alma.enrolment.school)
    assert (entry.state, request.provider_name, proof_of(entry)) == ("sent", "Carla Lindqvist", Proof.WAITING)
    shown = SignOffRequest.objects.get().presented
    assert shown == {
        "kind": "consultation_group",
        "on": "2026-04-21",
        "hours": "2",
        "starts_at": "2026-04-21T08:00:00+00:00",
        "ends_at": "2026-04-21T10:00:00+00:00",
        "zone": "Europe/London",
        "is_time_known": "0",
        "mode": "in_person",
        "group_size": "6",
        "level": "intermediate",
        "level_title": "Intermediate",
        "approved": "1",
        "worth": "2/3",
        "student_name": "Alma Reyes",
    }


def test_the_private_note_stays_out_of_the_audit_trail(alma, ben):
    log(alma, ben.provider, note="Only for me.")
    (noted,) = AuditRecord.objects.filter(code="certification.log_entry")
    assert "Only for me." not in str(noted.facts)


def test_pressing_twice_enters_once(alma, ben):
    token = uuid4()
    first = log(alma, ben.provider, uuid=token, send=True)
    assert log(alma, ben.provider, uuid=token, send=True).pk == first.pk
    assert LogEntry.objects.count() == 1


def test_a_token_of_somebody_else_is_of_no_use(alma, ben, member, cohort):
    from feltwork.apps.schools.tests.factories import EnrolmentFactory

    other = member("Otto Vale", "student")
    other.enrolment = EnrolmentFactory(cohort=cohort, student=other)
    entry = log(other, ben.provider)
    with pytest.raises(Exception, match=r"(?i)unique"):
        log(alma, ben.provider, uuid=entry.uuid)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"on": date(2026, 11, 20)}, "on"),
        ({"hours": Fraction(25, 2)}, "hours"),
        ({"kind": "consultation_group", "group_size": 1}, "group_size"),
        ({"mode": "by pigeon"}, "mode"),
        ({"zone": "Europe/Atlantis"}, "zone"),
    ],
)
def test_what_cannot_be_true_is_refused(alma, ben, facts, field):
    with pytest.raises(ValidationError) as refused:
        log(alma, ben.provider, **facts)
    assert list(refused.value.message_dict) == [field]


def test_more_than_twelve_hours_on_one_day_are_refused(alma, ben, carla):
    log(alma, ben.provider, hours=Fraction(7))
    with pytest.raises(ValidationError, match="more than twelve hours on one day; 7 hours are logged already"):
        log(alma, carla.provider, hours=Fraction(6))
    log(alma, carla.provider, hours=Fraction(5))


def test_two_known_times_may_not_overlap_but_may_touch(alma, ben, carla):
    log(alma, ben.provider, start=time(14), hours=Fraction(3, 2))
    with pytest.raises(ValidationError, match="You cannot have been in both"):
        log(alma, carla.provider, start=time(15))
    log(alma, carla.provider, start=time(15, 30))


def test_a_day_across_the_line_is_the_day_of_the_school(alma, ben):
    """It is already the 20th in Auckland while the school still has the 19th."""
    span = interval(on=date(2026, 11, 20), hours=Fraction(1), zone="Pacific/Auckland", start=time(1))
    entry = log(alma, ben.provider, starts_at=span.starts_at, ends_at=span.ends_at, zone=span.zone, is_time_known=True)
    assert entry.starts_at == datetime(2026, 11, 19, 12, tzinfo=UTC)


def test_a_draft_can_be_changed_and_what_was_sent_first_taken_back(alma, ben):
    entry = log(alma, ben.provider)
    entry = actions.change_entry(entry=entry, mode="online", by=alma, at=AT, send=True)
    with pytest.raises(ValidationError, match="Take it back first"):
        actions.change_entry(entry=entry, mode="phone", by=alma, at=AT)
    entry = actions.take_back(entry=entry, by=alma, at=AT)
    assert (entry.state, entry.mode, requests_of(alma, entry.school)[0].outcome) == ("draft", "online", "cancelled")


def test_what_is_signed_stays(alma, ben):
    entry = log(alma, ben.provider, send=True)
    signed(entry)
    for act in (actions.take_back, actions.remove_entry):
        with pytest.raises(ValidationError, match="This is signed"):
            act(entry=entry, by=alma, at=AT)


def test_what_was_declined_is_a_draft_again(alma, ben):
    entry = log(alma, ben.provider, send=True)
    (request,) = requests_of(alma, entry.school)
    decline(request=request.uuid, by=ben, reason="not_held", at=AT)
    entry.refresh_from_db()
    assert (entry.state, proof_of(entry)) == ("draft", Proof.DECLINED)


def test_what_is_taken_out_counts_for_nothing_and_stays_in_the_history(alma, ben):
    entry = actions.remove_entry(entry=log(alma, ben.provider, send=True), by=alma, at=AT)
    assert (entry.state, Standing.objects.get().waiting) == ("removed", 0)
    assert LogEntry.objects.count() == 1


def test_nothing_can_be_added_once_the_training_has_ended(alma, ben):
    Enrolment.objects.update(state="withdrawn")
    with pytest.raises(ValidationError, match="has ended"):
        log(alma, ben.provider)


def test_a_paper_waits_for_a_person_once(alma, ben):
    entry = log(alma, ben.provider)
    paper = papers.attach_evidence(entry=entry, upload=upload(), words="He has retired.", by=alma, at=AT)
    papers.attach_evidence(entry=entry, upload=upload(), words="", by=alma, at=AT)
    assert (paper.name, paper.content_type, proof_of(entry)) == ("invoice.pdf", "application/pdf", Proof.EVIDENCE)
    (item,) = WorkItem.objects.filter(kind="evidence")
    assert (item.subject_uuid, item.person) == (entry.uuid, alma)


def test_nobody_changes_what_a_person_is_comparing_with_a_paper(alma, ben):
    entry = log(alma, ben.provider)
    papers.attach_evidence(entry=entry, upload=upload(), words="", by=alma, at=AT)
    with pytest.raises(ValidationError, match="is with the school"):
        actions.change_entry(entry=entry, mode="phone", by=alma, at=AT)
    actions.remove_entry(entry=entry, by=alma, at=AT)
    assert not WorkItem.objects.filter(kind="evidence", closed_at=None).exists()


def test_a_file_that_runs_is_no_paper(alma, ben):
    with pytest.raises(ValidationError, match="cannot be taken"):
        papers.attach_evidence(
            entry=log(alma, ben.provider), upload=upload("x.pdf", b"MZ\x00\x01"), words="", by=alma, at=AT
        )


def test_asking_for_an_exception_is_asked_once(alma, ben):
    entry = log(alma, ben.provider)
    ask = {"enrolment": alma.enrolment, "entry": entry, "question": "", "by": alma, "at": AT}
    first = papers.ask_exception(words="I could not know.", **ask)
    assert papers.ask_exception(words="Again.", **ask) == first
    assert WorkItem.objects.get(kind="exception").subject_uuid == first.uuid


def test_words_about_a_question_of_the_rules_join_the_judgement_that_waits(alma, ben):
    """The staff have it on their list already; there is no second item."""
    entry = LogEntryFactory(enrolment=alma.enrolment, provider=ben.provider, on=date(2026, 4, 1), hours=Fraction(1, 2))
    signed(entry)
    papers.ask_exception(
        enrolment=alma.enrolment, entry=entry, question=f"length:{entry.uuid}", words="It was short.", by=alma, at=AT
    )
    assert list(WorkItem.objects.values_list("kind", flat=True)) == ["judgement"]
    assert ExceptionRequest.objects.count() == 1


def test_an_exception_needs_words(alma):
    with pytest.raises(ValidationError, match="sentence or two"):
        papers.ask_exception(enrolment=alma.enrolment, entry=None, question="", words="  ", by=alma, at=AT)


def test_an_entry_is_asked_about_again_when_it_is_sent_to_somebody_else(alma, ben, carla):
    entry = log(alma, ben.provider, send=True)
    entry = actions.take_back(entry=entry, by=alma, at=AT)
    actions.change_entry(entry=entry, provider=carla.provider, by=alma, at=AT + timedelta(hours=1), send=True)
    rows = requests_of(alma, entry.school)
    assert [(row.provider_name, row.outcome) for row in rows] == [
        ("Ben Okafor", "cancelled"),
        ("Carla Lindqvist", "open"),
    ]
