"""What is examined, learnt and attended in Feltwork itself reaches the path, and leaves it when it is undone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from feltwork.apps.certification.actions.consultations import entry_uuid
from feltwork.apps.certification.models import GateRecord, LogEntry
from feltwork.apps.certification.standing import verdict_of
from feltwork.apps.exams.events import examination_passed, examination_undone
from feltwork.apps.learning.events import completion_undone, course_completed
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.seminars.events import consultation_attended, consultation_undone, seminar_attended
from feltwork.core.certification import State

CODE = "written_examination"


def state_of(student, at):
    return verdict_of(Enrolment.objects.get(pk=student.enrolment.pk), at.date()).requirement(CODE).state


def passed(student, by, at, code=CODE):
    examination_passed.send(object, enrolment=student.enrolment, code=code, on=at.date(), by=by, at=at)


def test_an_examination_passed_here_is_on_the_path_once_and_goes_with_an_appeal(alma, ruth, at):
    before = state_of(alma, at)
    passed(alma, ruth, at)
    passed(alma, ruth, at + timedelta(hours=1))
    gate = GateRecord.objects.get()
    assert (gate.code, gate.origin, gate.valid_from, gate.entered_by) == (CODE, "examination", at.date(), ruth)
    assert (before is State.MET, state_of(alma, at)) == (False, State.MET)

    examination_undone.send(object, enrolment=alma.enrolment, code=CODE, by=ruth, at=at)
    assert state_of(alma, at) is before
    passed(alma, ruth, at)
    assert state_of(alma, at) is State.MET


def test_what_staff_typed_in_stays_when_something_else_is_undone(alma, greta, ruth, at):
    from feltwork.apps.certification.actions import staff

    facts = {"valid_from": date(2026, 1, 1), "valid_to": None, "note": ""}
    typed = staff.record_gate(enrolment=alma.enrolment, code=CODE, **facts, by=greta, at=at)
    passed(alma, ruth, at)
    examination_undone.send(object, enrolment=alma.enrolment, code=CODE, by=ruth, at=at)
    assert list(GateRecord.objects.filter(retracted_at=None)) == [typed]


def test_rules_that_do_not_ask_and_trainings_that_ended_take_nothing(alma, ruth, at):
    passed(alma, ruth, at, code="horoscope")
    passed(alma, ruth, at, code="")
    Enrolment.objects.filter(pk=alma.enrolment.pk).update(state="withdrawn")
    passed(alma, ruth, at)
    assert not GateRecord.objects.exists()


def test_a_course_read_by_oneself_and_a_seminar_attended_count_as_well(alma, carla, at):
    facts = {"enrolment": alma.enrolment, "at": at}
    course_completed.send(object, **facts, code="degree", on=at.date(), by=None)
    seminar_attended.send(object, **facts, code="code_of_ethics", on=at.date(), by=carla)
    rows = GateRecord.objects.order_by("pk")
    assert [(row.origin, row.entered_by) for row in rows] == [("course", alma), ("seminar", carla)]
    completion_undone.send(object, **facts, code="degree", by=None)
    assert list(GateRecord.objects.filter(retracted_at=None).values_list("code", flat=True)) == ["code_of_ethics"]


@pytest.fixture
def attended(alma, ben):
    starts_at = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)

    def send(key="seminar:a:b", *, at, size=3, hours=2):
        consultation_attended.send(
            object, key=key, enrolment=alma.enrolment, provider=ben.provider, starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=hours), zone="Europe/London", mode="online", group_size=size, by=ben,
            at=at,
        )  # fmt: skip
        return LogEntry.objects.filter(uuid=entry_uuid(key)).first()

    return send


def test_a_group_consultation_is_in_the_log_sent_to_sign_and_corrected_once_its_size_was(attended, at):
    entry = attended(at=at)
    assert (entry.kind, entry.state, entry.group_size, entry.origin) == ("consultation_group", "sent", 3, "seminar")
    assert (attended(at=at).changed_at, LogEntry.objects.count()) == (entry.changed_at, 1)
    later = attended(at=at + timedelta(hours=1), size=4)
    assert (later.pk, later.state, later.group_size) == (entry.pk, "sent", 4)


def test_one_that_overlaps_leaves_the_list_alone(attended, at):
    assert attended(at=at) is not None
    assert attended("seminar:c:d", at=at) is None


def test_whoever_was_not_there_after_all_has_it_no_more(attended, alma, ben, at):
    entry = attended(at=at)
    for _twice in range(2):
        consultation_undone.send(object, key="seminar:a:b", enrolment=alma.enrolment, by=ben, at=at)
    entry.refresh_from_db()
    assert entry.state == "removed"
