"""What staff decide: each act sealed, told, and never about oneself."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.certification.actions import log, staff
from feltwork.apps.certification.models import ExceptionRequest, Inquiry, Standing
from feltwork.apps.certification.standing import verdict_of
from feltwork.apps.certification.tests.factories import LogEntryFactory, signed
from feltwork.apps.certification.tests.staff_tools import asked, proved
from feltwork.apps.notices.models import Notice
from feltwork.apps.schools.models import WorkItem
from feltwork.apps.signoffs.queries import entries_about
from feltwork.core.certification import Counted, State


def fate(enrolment, entry, at):
    return verdict_of(enrolment, at.date()).entry(str(entry.uuid))


def told(person):
    return list(Notice.objects.filter(to=person).order_by("pk").values_list("subject", flat=True))


# --- evidence


def test_accepted_evidence_counts_and_is_sealed_with_what_it_vouches_for(alma, ben, ruth, at):
    entry = proved(alma.enrolment, ben.provider, at)
    sealed = staff.judge_evidence(
        entry=entry, accepted=True, reason="The invoice names day and length.", by=ruth, at=at
    )
    assert fate(alma.enrolment, entry, at).counted is Counted.COUNTS
    paper = entry.evidence.get()
    assert (sealed.kind, sealed.statement) == (
        "evidence_accepted",
        {
            "reason": "The invoice names day and length.",
            "papers": [str(paper.uuid)],
            "kind": "personal_session",
            "on": "2026-06-09",
            "hours": "1",
            "mode": "in_person",
            "group_size": None,
            "provider": str(ben.provider.uuid),
        },
    )
    assert told(alma) == ["The school accepted your paper"]
    assert WorkItem.objects.get(kind="evidence").closed_by == ruth
    assert Standing.objects.get(enrolment=alma.enrolment).sessions == 1


def test_refused_evidence_does_not_count_until_another_paper_comes(alma, ben, ruth, at):
    entry = proved(alma.enrolment, ben.provider, at)
    staff.judge_evidence(entry=entry, accepted=False, reason="No date on it.", by=ruth, at=at)
    assert fate(alma.enrolment, entry, at).counted is Counted.DOES_NOT
    assert told(alma) == ["The school did not accept your paper"]
    with pytest.raises(ValidationError, match="No paper waits"):
        staff.judge_evidence(entry=entry, accepted=True, reason="After all.", by=ruth, at=at)


def test_what_was_accepted_cannot_become_something_else(alma, ben, ruth, at):
    entry = proved(alma.enrolment, ben.provider, at)
    staff.judge_evidence(entry=entry, accepted=True, reason="Fine.", by=ruth, at=at)
    entry.refresh_from_db()
    with pytest.raises(ValidationError) as refused:
        log.change_entry(entry=entry, by=alma, at=at, ends_at=entry.starts_at + timedelta(hours=9))
    assert refused.value.code == "decided"


def test_a_signature_that_came_meanwhile_makes_papers_needless(alma, ben, ruth, at):
    entry = proved(alma.enrolment, ben.provider, at)
    signed(entry)
    with pytest.raises(ValidationError, match="signed meanwhile"):
        staff.judge_evidence(entry=entry, accepted=False, reason="x", by=ruth, at=at)


# --- rulings


def test_a_question_is_answered_and_its_work_closes_by_itself(alma, carla, ruth, at):
    entry = LogEntryFactory(
        enrolment=alma.enrolment,
        provider=carla.provider,
        kind="consultation_group",
        hours=Fraction(3),
        group_size=14,
        on=date(2026, 9, 20),
    )
    signed(entry)
    item = WorkItem.objects.get(kind="judgement", closed_at=None)
    question = f"group_size:{entry.uuid}"
    assert (item.data["question"], item.data["entry"]) == (question, str(entry.uuid))
    staff.rule(
        enrolment=alma.enrolment,
        entry=entry,
        question=question,
        outcome="count",
        reason="You could not have known.",
        is_once=True,
        by=ruth,
        at=at,
    )
    result = fate(alma.enrolment, entry, at)
    assert (result.counted, result.amount) == (Counted.COUNTS, 1)
    item.refresh_from_db()
    assert item.closed_at == at
    assert entries_about(entry.uuid, alma.enrolment.school)[-1].statement == {
        "outcome": "count",
        "amount": None,
        "question": question,
        "reason": "You could not have known.",
        "once": "1",
    }
    assert "The school has decided" in told(alma)


def test_a_part_may_count_and_the_latest_ruling_holds(alma, carla, ruth, dino, at):
    entry = LogEntryFactory(
        enrolment=alma.enrolment, provider=carla.provider, kind="consultation_group", hours=Fraction(3), group_size=4
    )
    facts = {"enrolment": alma.enrolment, "entry": entry}
    staff.rule(**facts, outcome="count", amount=Fraction(2, 3), reason="Two hours of it.", by=ruth, at=at)
    assert fate(alma.enrolment, entry, at).amount == Fraction(2, 3)
    staff.rule(**facts, outcome="do_not_count", reason="It was not held.", by=dino, at=at + timedelta(hours=1))
    assert fate(alma.enrolment, entry, at).counted is Counted.DOES_NOT


@pytest.mark.parametrize(
    ("more", "match"),
    [
        ({"reason": " "}, "reason"),
        ({"outcome": "maybe"}, "whether it counts"),
        ({"amount": Fraction(0)}, "above nothing"),
    ],
)
def test_what_is_no_ruling(alma, ben, ruth, at, more, match):
    entry = LogEntryFactory(enrolment=alma.enrolment, provider=ben.provider)
    facts = {"enrolment": alma.enrolment, "entry": entry, "outcome": "count", "reason": "x", "by": ruth, "at": at}
    with pytest.raises(ValidationError, match=match):
        staff.rule(**(facts | more))


# --- waivers and gates


def test_a_waiver_has_scope_amount_days_reason_and_author(alma, ruth, at):
    waiver = staff.waive(
        enrolment=alma.enrolment,
        requirement="personal_sessions",
        level="beginning",
        amount=Fraction(2),
        reason="Ill for two months.",
        on=date(2026, 11, 1),
        until=date(2026, 12, 31),
        by=ruth,
        at=at,
    )
    levels = {one.level: one for one in verdict_of(alma.enrolment, at.date()).requirement("personal_sessions").levels}
    assert levels["beginning"].asked == 2
    after = {
        one.level: one for one in verdict_of(alma.enrolment, date(2027, 1, 1)).requirement("personal_sessions").levels
    }
    assert after["beginning"].asked == 4
    sealed = entries_about(waiver.uuid, waiver.school)[0]
    assert (sealed.kind, sealed.by_name, sealed.statement["until"]) == ("waived", "Ruth Pellow", "2026-12-31")
    assert told(alma) == ["The school has decided"]


def test_a_waiver_ended_early_keeps_its_row(alma, ruth, dino, at):
    waiver = staff.waive(
        enrolment=alma.enrolment,
        requirement="documents",
        level="",
        amount=None,
        reason="They are on their way.",
        on=date(2026, 11, 1),
        until=None,
        by=ruth,
        at=at,
    )
    assert verdict_of(alma.enrolment, at.date()).requirement("documents").state is State.WAIVED
    staff.end_waiver(waiver=waiver, reason="They never came.", by=dino, at=at)
    assert verdict_of(alma.enrolment, at.date() + timedelta(days=1)).requirement("documents").state is State.NOT_YET
    assert [one.kind for one in entries_about(waiver.uuid, waiver.school)] == ["waived", "waiver_ended"]
    with pytest.raises(ValidationError, match="ended already"):
        staff.end_waiver(waiver=waiver, reason="Again.", by=dino, at=at)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"requirement": "nothing"}, "requirement"),
        ({"level": "nowhere"}, "level"),
        ({"amount": Fraction(13)}, "amount"),
        ({"amount": Fraction(0)}, "amount"),
        ({"until": date(2026, 10, 1)}, "until"),
        ({"reason": ""}, "reason"),
    ],
)
def test_what_cannot_be_waived(alma, ruth, at, more, field):
    facts = {
        "enrolment": alma.enrolment,
        "requirement": "personal_sessions",
        "level": "",
        "amount": None,
        "reason": "x",
        "on": date(2026, 11, 1),
        "until": None,
    }
    with pytest.raises(ValidationError) as refused:
        staff.waive(**(facts | more), by=ruth, at=at)
    assert list(refused.value.message_dict) == [field]


def test_a_document_noted_is_in_force_until_it_is_taken_back(alma, greta, at):
    for code in ("degree", "code_of_ethics", "licence"):
        gate = staff.record_gate(
            enrolment=alma.enrolment, code=code, valid_from=date(2026, 1, 1), valid_to=None, note="", by=greta, at=at
        )
    assert verdict_of(alma.enrolment, at.date()).requirement("documents").state is State.MET
    staff.retract_gate(gate=gate, reason="Of somebody else.", by=greta, at=at)
    assert verdict_of(alma.enrolment, at.date()).requirement("documents").state is State.NOT_YET
    with pytest.raises(ValidationError, match="taken back already"):
        staff.retract_gate(gate=gate, reason="x", by=greta, at=at)
    with pytest.raises(ValidationError, match="do not ask for that"):
        staff.record_gate(
            enrolment=alma.enrolment, code="horoscope", valid_from=at.date(), valid_to=None, note="", by=greta, at=at
        )


# --- exceptions and appeals


def test_a_request_is_granted_by_counting_it(alma, ben, ruth, at):
    entry = LogEntryFactory(enrolment=alma.enrolment, provider=ben.provider, kind="consultation_group", group_size=3)
    request, item = asked(alma.enrolment, at, entry=entry)
    staff.answer_exception(
        exception=request,
        granted=True,
        answer="Booked before we knew.",
        ruling={"amount": Fraction(1, 3)},
        by=ruth,
        at=at,
    )
    request.refresh_from_db()
    item.refresh_from_db()
    assert (request.state, request.answered_by, item.closed_by) == ("granted", ruth, ruth)
    assert fate(alma.enrolment, entry, at).amount == Fraction(1, 3)
    assert told(alma) == ["The school has answered your request"]
    with pytest.raises(ValidationError, match="answered already"):
        staff.answer_exception(exception=request, granted=False, answer="No.", by=ruth, at=at)


def test_a_request_is_granted_by_a_waiver(alma, ruth, at):
    request, _item = asked(alma.enrolment, at, question="documents")
    staff.answer_exception(
        exception=request,
        granted=True,
        answer="They burned.",
        waiver={"requirement": "documents", "level": "", "amount": None, "until": None},
        on=at.date(),
        by=ruth,
        at=at,
    )
    assert verdict_of(alma.enrolment, at.date()).requirement("documents").state is State.WAIVED
    with pytest.raises(ValidationError, match="how it is granted"):
        staff.answer_exception(exception=asked(alma.enrolment, at)[0], granted=True, answer="Yes.", by=ruth, at=at)


def test_an_appeal_is_seen_by_someone_else(alma, ben, ruth, dino, at):
    entry = LogEntryFactory(enrolment=alma.enrolment, provider=ben.provider, kind="consultation_group", group_size=3)
    first, _item = asked(alma.enrolment, at, entry=entry)
    staff.answer_exception(exception=first, granted=False, answer="Not approved.", by=ruth, at=at)
    assert "You may appeal within 30 days" in Notice.objects.get(to=alma).body
    appeal, _item = asked(alma.enrolment, at + timedelta(days=3), entry=entry)
    with pytest.raises(ValidationError, match="seen by someone else"):
        staff.answer_exception(exception=appeal, granted=True, answer="Hm.", ruling={"amount": None}, by=ruth, at=at)
    staff.answer_exception(exception=appeal, granted=True, answer="All right.", ruling={"amount": None}, by=dino, at=at)
    assert fate(alma.enrolment, entry, at).counted is Counted.COUNTS


def test_an_appeal_against_refused_evidence_or_a_ruling_is_seen_by_someone_else(alma, ben, ruth, dino, at):
    entry = proved(alma.enrolment, ben.provider, at)
    staff.judge_evidence(entry=entry, accepted=False, reason="No date.", by=ruth, at=at)
    staff.rule(enrolment=alma.enrolment, entry=entry, outcome="do_not_count", reason="x", by=dino, at=at)
    appeal, _item = asked(alma.enrolment, at, entry=entry)
    for person in (ruth, dino):
        with pytest.raises(ValidationError, match="seen by someone else"):
            staff.answer_exception(exception=appeal, granted=False, answer="No.", by=person, at=at)


# --- asking first


def test_the_student_is_asked_and_answers_once(alma, ben, ruth, at):
    proved(alma.enrolment, ben.provider, at)
    item = WorkItem.objects.get(kind="evidence")
    inquiry = staff.ask_back(item=item, text="Which day was it?", by=ruth, at=at)
    assert told(alma) == ["The school asks you something"]
    item.refresh_from_db()
    assert item.closed_at is None
    with pytest.raises(ValidationError, match="Only the person who was asked"):
        staff.answer_inquiry(inquiry=inquiry, reply="Monday", by=ben, at=at)
    staff.answer_inquiry(inquiry=inquiry, reply="Tuesday", by=alma, at=at)
    assert Inquiry.objects.get().reply == "Tuesday"
    assert told(ruth) == ["Your question was answered"]
    with pytest.raises(ValidationError, match="answered this already"):
        staff.answer_inquiry(inquiry=inquiry, reply="Or Friday", by=alma, at=at)


# --- one's own matter


def test_staff_decide_nothing_about_themselves(alma, ben, member, school, at):
    from feltwork.apps.schools.tests.factories import MembershipFactory

    MembershipFactory(school=school, user=alma, role="credentialing")
    own, by = alma.enrolment, alma
    entry = proved(own, ben.provider, at)
    request, item = asked(own, at)
    days = {"on": at.date(), "until": None}
    attempts = [
        lambda: staff.judge_evidence(entry=entry, accepted=True, reason="x", by=by, at=at),
        lambda: staff.rule(enrolment=own, entry=entry, outcome="count", reason="x", by=by, at=at),
        lambda: staff.waive(
            enrolment=own, requirement="documents", level="", amount=None, reason="x", **days, by=by, at=at
        ),
        lambda: staff.record_gate(
            enrolment=own, code="degree", valid_from=at.date(), valid_to=None, note="", by=by, at=at
        ),
        lambda: staff.answer_exception(exception=request, granted=True, answer="x", by=by, at=at),
        lambda: staff.ask_back(item=item, text="x", by=by, at=at),
    ]
    for attempt in attempts:
        with pytest.raises(ValidationError) as refused:
            attempt()
        assert refused.value.code == "own"
    assert ExceptionRequest.objects.get().state == "open"


def test_every_decision_leaves_an_audit_row_without_words(alma, ben, ruth, at):
    entry = proved(alma.enrolment, ben.provider, at)
    staff.judge_evidence(entry=entry, accepted=True, reason="A secret reason.", by=ruth, at=at)
    row = AuditRecord.objects.get(code="certification.judge_evidence")
    assert (row.by, row.subject_uuid, row.facts) == (ruth, entry.uuid, {"accepted": True})
