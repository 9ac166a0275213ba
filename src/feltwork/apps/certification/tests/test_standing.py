"""From rows to a record, and the summary that lists read."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feltwork.apps.certification.actions.log import log_entry, send_to_sign
from feltwork.apps.certification.models import Evidence, GateRecord, Standing, Waiver
from feltwork.apps.certification.standing import foresee, record_of, records_of, refresh_standing, verdict_of
from feltwork.apps.certification.tests.factories import AT, LogEntryFactory, signed
from feltwork.apps.schools import actions as schools
from feltwork.apps.schools.models import Attendance, TrainingDay, WorkItem
from feltwork.apps.schools.tests.factories import CohortFactory, EnrolmentFactory, ModuleDateFactory, TrainingDayFactory
from feltwork.apps.signoffs.actions import append
from feltwork.core.certification import (
    Approval,
    Attended,
    Counted,
    Entry,
    Gate,
    Hold,
    LevelStart,
    Outcome,
    Proof,
    Recognised,
    Ruling,
)
from feltwork.core.certification import Waiver as CoreWaiver

TODAY = date(2026, 11, 19)


def log(alma, provider, **facts):
    return LogEntryFactory(enrolment=alma.enrolment, provider=provider, **facts)


def proof_of(entry):
    return next(one.proof for one in record_of(entry.enrolment).entries if one.id == str(entry.uuid))


def test_a_signed_entry_becomes_a_fact(alma, ben):
    entry = log(alma, ben.provider, on=date(2026, 6, 9), hours=Fraction(4, 3))
    signed(entry, at=datetime(2026, 6, 9, 23, 30, tzinfo=UTC))
    assert record_of(alma.enrolment).entries == (
        Entry(
            id=str(entry.uuid),
            kind="personal_session",
            on=date(2026, 6, 9),
            hours=Fraction(4, 3),
            provider=str(ben.provider.uuid),
            proof=Proof.SIGNED,
            signed_on=date(2026, 6, 10),  # it was past midnight in London
        ),
    )


def test_what_the_provider_corrected_wins(alma, ben):
    entry = log(alma, ben.provider, on=date(2026, 6, 9))
    signed(entry, kind="corrected", on="2026-06-08", hours="3/2", mode="online")
    fact = record_of(alma.enrolment).entries[0]
    assert (fact.on, fact.hours, fact.mode) == (date(2026, 6, 8), Fraction(3, 2), "online")


def test_a_signature_taken_back_holds_no_longer(alma, ben):
    entry = log(alma, ben.provider)
    signed(entry)
    signed(entry, kind="taken_back")
    assert proof_of(entry) is Proof.DECLINED


@pytest.mark.parametrize(
    ("state", "words", "proof"),
    [
        ("draft", [], Proof.DRAFT),
        ("sent", [], Proof.NONE),
        ("sent", ["declined"], Proof.DECLINED),
        ("sent", ["evidence_refused"], Proof.NONE),
        ("sent", ["evidence_accepted"], Proof.ACCEPTED),
        ("sent", ["declined", "evidence_accepted"], Proof.ACCEPTED),
        ("sent", ["declined", "confirmed"], Proof.SIGNED),
    ],
)
def test_how_far_an_entry_is_vouched_for(alma, ben, state, words, proof):
    entry = log(alma, ben.provider, state=state)
    for kind in words:
        signed(entry, kind=kind)
    assert proof_of(entry) is proof


@pytest.mark.parametrize(("hours_later", "proof"), [(1, Proof.EVIDENCE), (-1, Proof.NONE)])
def test_a_paper_waits_unless_it_was_refused_since(alma, ben, hours_later, proof):
    entry = log(alma, ben.provider)
    decided = signed(entry, kind="evidence_refused")
    Evidence.objects.create(
        school=entry.school,
        entry=entry,
        name="invoice.pdf",
        content_type="application/pdf",
        size_bytes=1,
        file="x",
        uploaded_at=decided.at + timedelta(hours=hours_later),
    )
    assert proof_of(entry) is proof


def test_what_was_taken_out_is_no_fact(alma, ben):
    log(alma, ben.provider, state="removed")
    assert record_of(alma.enrolment).entries == ()


def test_an_entry_without_a_time_stands_on_the_day_that_was_meant(alma, ben):
    log(alma, ben.provider, on=date(2026, 6, 9), zone="Pacific/Auckland")
    assert record_of(alma.enrolment).entries[0].on == date(2026, 6, 9)


def test_an_entry_with_a_time_stands_on_the_day_of_the_school(alma, ben):
    log(alma, ben.provider, on=date(2026, 6, 9), zone="Pacific/Auckland", is_time_known=True)
    assert record_of(alma.enrolment).entries[0].on == date(2026, 6, 8)


def test_decisions_of_people(alma, ben, ruth):
    entry = log(alma, ben.provider)
    about = {"school": entry.school, "student": alma, "by": ruth, "by_name": ruth.name, "at": AT}
    whole = {"outcome": "count", "amount": "1/2", "question": "", "reason": "Agreed by phone."}
    part = {"outcome": "do_not_count", "amount": None, "question": f"length:{entry.uuid}", "reason": "Too short."}
    append(kind="ruled", subject_uuid=entry.uuid, statement=whole, idempotency_key="1", **about)
    append(kind="ruled", subject_uuid=entry.uuid, statement=part, idempotency_key="2", **about)
    record = record_of(alma.enrolment)
    assert record.entries[0].ruling == Ruling(
        outcome=Outcome.COUNT, reason="Agreed by phone.", by="Ruth Pellow", on=TODAY, amount=Fraction(1, 2)
    )
    assert record.rulings == {
        f"length:{entry.uuid}": Ruling(
            outcome=Outcome.DO_NOT_COUNT, reason="Too short.", by="Ruth Pellow", on=TODAY, amount=None
        )
    }


def test_approvals_of_the_providers_in_the_log(alma, ben, carla):
    log(alma, ben.provider)
    ben.provider.approvals.filter(kind="consultation_individual").update(retracted_at=AT)
    assert record_of(alma.enrolment).approvals == (
        Approval(
            provider=str(ben.provider.uuid),
            kind="personal_session",
            issuer="Alder House",
            valid_from=date(2020, 1, 1),
        ),
    )


def test_level_starts_and_days_follow_the_cohort(alma):
    record = record_of(alma.enrolment)
    assert set(record.level_starts) == {
        LevelStart(level="beginning", on=date(2025, 3, 14)),
        LevelStart(level="intermediate", on=date(2026, 3, 6)),
        LevelStart(level="advanced", on=date(2027, 3, 12)),
    }
    assert len(record.days) == 36
    assert {day.attended for day in record.days} == {Attended.PLANNED}


def test_attendance_is_each_students_own(alma, dino, cohort, member):
    other = EnrolmentFactory(cohort=cohort, student=member("Otto Vale", "student"))
    day = TrainingDay.objects.get(on=date(2025, 3, 14))
    schools.mark_attendance(
        enrolment=alma.enrolment, day=day, state="made_up", made_up_on=date(2025, 5, 2), by=dino, at=AT
    )
    schools.mark_attendance(enrolment=other, day=day, state="missed", by=dino, at=AT)
    records = records_of([alma.enrolment, other])
    found = {
        pk: [(one.on, one.attended) for one in record.days if one.id == str(day.uuid)] for pk, record in records.items()
    }
    assert found == {
        alma.enrolment.pk: [(date(2025, 5, 2), Attended.MADE_UP)],
        other.pk: [(date(2025, 3, 14), Attended.MISSED)],
    }


@pytest.fixture
def next_cohort(cohort):
    """A cohort a year later that has planned the second half of Beginning."""
    from feltwork.apps.schools.models import Module

    new = CohortFactory(programme=cohort.programme, edition=cohort.edition, code="2026", starts_on=date(2026, 3, 20))
    module = Module.objects.get(code="beginning-2", school=cohort.school)
    dates = ModuleDateFactory(cohort=new, module=module)
    for offset in range(6):
        TrainingDayFactory(module_date=dates, on=date(2026, 9, 18) + timedelta(days=offset))
    return new


def test_after_a_change_of_cohort_a_module_counts_where_it_was_taken(alma, dino, next_cohort):
    for day in TrainingDay.objects.filter(module_date__module__code="beginning-1"):
        schools.mark_attendance(enrolment=alma.enrolment, day=day, state="attended", by=dino, at=AT)
    schools.change_cohort(enrolment=alma.enrolment, cohort=next_cohort, reason="Moved house.", by=dino, at=AT)
    alma.enrolment.refresh_from_db()
    days = record_of(alma.enrolment).days
    assert [(one.module, one.attended.value) for one in days] == [("beginning-1", "attended")] * 6 + [
        ("beginning-2", "planned")
    ] * 6


def test_while_paused_the_days_to_come_are_not_the_students_own(alma, dino):
    schools.defer(enrolment=alma.enrolment, until=None, reason="A new job.", by=dino, at=AT)
    alma.enrolment.refresh_from_db()
    record = record_of(alma.enrolment)
    assert max(day.on for day in record.days) < TODAY
    assert {start.level for start in record.level_starts} == {"beginning", "intermediate"}


def test_gates_waivers_credit_and_holds(alma, dino):
    enrolment = alma.enrolment
    GateRecord.objects.create(
        school=enrolment.school, enrolment=enrolment, code="licence", valid_from=date(2026, 1, 1),
        valid_to=date(2027, 6, 30), note="No. 17", entered_by=dino, entered_at=AT,
    )  # fmt: skip
    GateRecord.objects.create(
        school=enrolment.school, enrolment=enrolment, code="degree", valid_from=date(2026, 1, 1),
        entered_by=dino, entered_at=AT, retracted_at=AT,
    )  # fmt: skip
    Waiver.objects.create(
        school=enrolment.school, enrolment=enrolment, requirement="personal_sessions", level="beginning",
        amount=Fraction(1, 2), reason="Illness.", on=date(2026, 5, 1), author=dino, entered_at=AT, ended_at=AT,
    )  # fmt: skip
    schools.recognise(
        enrolment=enrolment, kind="training_day", level="beginning", amount=Fraction(3), source="Birch Hall",
        modes={"online": 3}, reason="Transfer.", on=date(2026, 1, 2), by=dino, at=AT,
    )  # fmt: skip
    schools.hold(enrolment=enrolment, code="invoice", reason="Invoice 12 is open.", by=dino, at=AT)
    schools.hold(enrolment=enrolment, code="form", reason="A form is missing.", by=dino, at=AT)
    schools.release(enrolment=enrolment, code="form", by=dino, at=AT)
    record = record_of(enrolment)
    assert record.gates == (
        Gate(code="licence", valid_from=date(2026, 1, 1), valid_to=date(2027, 6, 30), note="No. 17"),
    )
    assert record.waivers == (
        CoreWaiver(
            requirement="personal_sessions", level="beginning", amount=Fraction(1, 2), reason="Illness.",
            by="Dino Marchetti", on=date(2026, 5, 1), until=TODAY,
        ),
    )  # fmt: skip
    assert record.recognised == (
        Recognised(
            kind="training_day", amount=Fraction(3), source="Birch Hall", on=date(2026, 1, 2), level="beginning",
            days_by_mode={"online": 3},
        ),
    )  # fmt: skip
    assert record.holds == (Hold(code="invoice", reason="Invoice 12 is open.", since=TODAY),)


@pytest.mark.parametrize(("students", "entries"), [(1, 1), (3, 30)])
def test_reading_takes_the_same_queries_for_one_and_for_many(cohort, ben, member, students, entries):
    enrolments = [EnrolmentFactory(cohort=cohort, student=member(f"Student{n} X", "student")) for n in range(students)]
    for enrolment in enrolments:
        for n in range(entries):
            LogEntryFactory(enrolment=enrolment, provider=ben.provider, on=date(2026, 4, 1) + timedelta(days=n))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        records_of(enrolments)
    assert len(queries) == 6


def test_the_kept_summary(alma, ben):
    for n in range(3):
        signed(log(alma, ben.provider, on=date(2026, 4, 1 + n)))
    log(alma, ben.provider, on=date(2026, 5, 1), kind="consultation_individual")
    standing = refresh_standing(enrolment=alma.enrolment, at=AT)
    assert Standing.objects.get() == standing
    kept = (standing.level, standing.sessions, standing.credits, standing.waiting, standing.is_eligible)
    assert kept == ("intermediate", Fraction(3), Fraction(0), 1, False)
    assert standing.as_of == TODAY


def test_a_signature_refreshes_the_standing_by_itself(alma, ben):
    entry = log(alma, ben.provider, on=date(2026, 4, 1))
    signed(entry)
    assert Standing.objects.get().sessions == Fraction(1)


def test_sending_an_entry_leaves_what_judging_anew_would(alma, ben):
    alma.enrolment.refresh_from_db()
    entry = LogEntryFactory(enrolment=alma.enrolment, provider=ben.provider)
    send_to_sign(entry=entry, by=alma, at=AT)
    kept = Standing.objects.values().get(enrolment=alma.enrolment)
    refresh_standing(enrolment=alma.enrolment, at=AT)
    assert (kept["waiting"], kept) == (1, Standing.objects.values().get(enrolment=alma.enrolment))


def test_what_was_foreseen_is_kept_unless_something_renewed_the_standing_since(alma, ben):
    place = alma.enrolment
    place.refresh_from_db()
    refresh_standing(enrolment=place, at=AT)
    new = Entry(
        id="new", kind="personal_session", on=date(2026, 6, 9), hours=Fraction(1), provider=str(ben.provider.uuid),
        mode="in_person", group_size=None, proof=Proof.WAITING,
    )  # fmt: skip
    foreseen = foresee(place, new, provider=ben.provider, at=AT)
    assert refresh_standing(enrolment=place, at=AT, foreseen=foreseen).waiting == 1

    later = AT + timedelta(seconds=1)
    refresh_standing(enrolment=place, at=later)  # somebody else's act
    assert refresh_standing(enrolment=place, at=later, foreseen=foreseen).waiting == 0


@pytest.mark.parametrize("send", [True, False])
def test_logging_leaves_what_judging_anew_would(alma, ben, send):
    place = alma.enrolment
    place.refresh_from_db()
    start = datetime(2026, 6, 9, 9, tzinfo=UTC)
    log_entry(
        enrolment=place, kind="personal_session", provider=ben.provider, starts_at=start,
        ends_at=start + timedelta(hours=1), zone="Europe/London", is_time_known=True, mode="online", group_size=None,
        note="", by=alma, at=AT, send=send,
    )  # fmt: skip
    kept = Standing.objects.values().get(enrolment=place)
    refresh_standing(enrolment=place, at=AT)
    assert (kept["waiting"], kept) == (1, Standing.objects.values().get(enrolment=place))


def test_an_approval_given_later_and_backdated_lets_a_session_count(alma, dino, school):
    provider = schools.add_provider(
        school=school, name="Nia Cole", email="nia@example.org", town="", languages="", by=dino, at=AT
    )
    entry = log(alma, provider, on=date(2026, 4, 1))
    signed(entry, by=dino)
    assert Standing.objects.get().sessions == Fraction(0)
    schools.approve_provider(
        provider=provider, kind="personal_session", levels=[], issuer="SEI", valid_from=date(2026, 3, 1),
        reason="It was decided then.", by=dino, at=AT,
    )  # fmt: skip
    assert Standing.objects.get().sessions == Fraction(1)


def open_work(kind):
    return list(WorkItem.objects.filter(kind=kind, closed_at=None).values_list("title", flat=True))


def test_a_question_opens_work_once_and_closes_it_when_it_is_answered(alma, ben, ruth):
    entry = log(alma, ben.provider, on=date(2026, 4, 1), hours=Fraction(1, 2))
    signed(entry)
    refresh_standing(enrolment=alma.enrolment, at=AT)
    assert open_work("judgement") == [
        "30 minutes is short, and the rules do not say how short is too short. A person decides."
    ]
    append(
        school=entry.school, kind="ruled", subject_uuid=entry.uuid, student=alma, by=ruth, by_name=ruth.name,
        statement={"outcome": "count", "amount": None, "question": f"length:{entry.uuid}", "reason": "Fine."},
        idempotency_key="r", at=AT,
    )  # fmt: skip
    assert open_work("judgement") == []
    assert verdict_of(alma.enrolment, TODAY).entry(str(entry.uuid)).counted is Counted.COUNTS


def test_nothing_waits_about_someone_who_left(alma, ben, dino):
    signed(log(alma, ben.provider, on=date(2026, 4, 1), hours=Fraction(1, 2)))
    assert len(open_work("judgement")) == 1
    schools.withdraw(enrolment=alma.enrolment, reason="Moved abroad.", by=dino, at=AT)
    assert open_work("judgement") == []


def test_attendance_of_all_states_is_known_to_the_core():
    assert {state.value for state in Attended} - {"planned"} == set(Attendance.State.values)
