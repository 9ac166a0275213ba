"""Who was there."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.schools import actions, queries
from feltwork.apps.schools.models import Attendance, Enrolment, TrainingDay
from feltwork.apps.schools.tests.factories import EnrolmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def day(cohort):
    return TrainingDay.objects.get(module_date__cohort=cohort, on=date(2025, 3, 15))


@pytest.fixture
def mark(alma, day, carla, at):
    def make(state, **words):
        given = {"enrolment": alma.enrolment, "day": day, "by": carla, "at": at}
        return actions.mark_attendance(**{**given, "state": state, **words})

    return make


def test_a_day_is_marked_and_corrected_and_the_trail_keeps_both(mark, alma, day):
    mark("missed")
    mark("made_up", made_up_on=date(2026, 3, 7), note="with the cohort of 2026")
    row = Attendance.objects.get()
    assert (row.state, row.made_up_on, row.note) == ("made_up", date(2026, 3, 7), "with the cohort of 2026")
    trail = AuditRecord.objects.filter(code="schools.mark_attendance").order_by("pk")
    assert [(r.facts["before"] and r.facts["before"]["state"], r.facts["after"]["state"]) for r in trail] == [
        (None, "missed"),
        ("missed", "made_up"),
    ]
    assert {r.subject_uuid for r in trail} == {alma.enrolment.uuid}


def test_the_mode_is_kept_only_where_it_differs(mark):
    assert mark("attended", mode="in_person").mode == ""
    assert mark("attended", mode="online").mode == "online"


@pytest.mark.parametrize(
    ("state", "words", "field"),
    [
        ("danced", {}, "state"),
        ("attended", {"mode": "telepathy"}, "mode"),
        ("made_up", {}, "made_up_on"),
        ("made_up", {"made_up_on": date(2026, 11, 20)}, "made_up_on"),
        ("made_up", {"made_up_on": date(2025, 3, 15)}, "made_up_on"),
    ],
)
def test_a_wrong_mark_says_what_is_wrong(state, words, field, mark):
    with pytest.raises(ValidationError) as refused:
        mark(state, **words)
    assert list(refused.value.message_dict) == [field]


def test_a_day_to_come_can_only_be_excused(mark, cohort):
    ahead = TrainingDay.objects.get(module_date__cohort=cohort, on=date(2027, 1, 15))
    with pytest.raises(ValidationError, match="still to come"):
        mark("attended", day=ahead)
    assert mark("excused", day=ahead).state == "excused"


def test_a_day_of_another_programme_does_not_count(mark, elsewhere):
    other = TrainingDay.objects.filter(school=elsewhere).first()
    with pytest.raises(ValidationError, match="another programme"):
        mark("attended", day=other)


@pytest.mark.parametrize("state", ["withdrawn", "completed"])
def test_attendance_is_closed_with_the_place(state, mark, alma):
    Enrolment.objects.filter(pk=alma.enrolment.pk).update(state=state)
    with pytest.raises(ValidationError, match="has ended"):
        mark("attended")


def test_a_whole_day_at_once_changes_only_what_changed(alma, member, cohort, day, carla, at):
    noor = EnrolmentFactory(cohort=cohort, student=member("Noor Aziz", "student"))
    states = {alma.enrolment.uuid: "attended", noor.uuid: "missed"}
    assert len(actions.mark_day(day=day, states=states, by=carla, at=at)) == 2
    assert actions.mark_day(day=day, states=states, by=carla, at=at) == []
    changed = actions.mark_day(day=day, states={**states, noor.uuid: "recording"}, by=carla, at=at)
    assert [(m.enrolment, m.state) for m in changed] == [(noor, "recording")]
    assert AuditRecord.objects.filter(code="schools.mark_attendance").count() == 3


def test_a_whole_day_is_saved_or_not_at_all(alma, day, carla, at):
    with pytest.raises(ValidationError, match="load the page again"):
        actions.mark_day(day=day, states={alma.enrolment.uuid: "attended", uuid4(): "attended"}, by=carla, at=at)
    assert not Attendance.objects.exists()


def test_a_day_made_up_is_left_alone_by_the_list(mark, alma, day, carla, at):
    mark("made_up", made_up_on=date(2026, 3, 7))
    assert actions.mark_day(day=day, states={alma.enrolment.uuid: "made_up"}, by=carla, at=at) == []
    assert Attendance.objects.get().made_up_on == date(2026, 3, 7)


def test_the_days_of_a_student_in_order_with_their_marks(mark, alma):
    mark("attended", mode="online")
    days = queries.training_days(alma.enrolment)
    assert len(days) == 36
    assert [(d.on, d.mode, d.level, d.state) for d in days[:3]] == [
        (date(2025, 3, 14), "in_person", "beginning", ""),
        (date(2025, 3, 15), "online", "beginning", "attended"),
        (date(2025, 3, 16), "in_person", "beginning", ""),
    ]


def test_levels_start_with_their_first_module(alma):
    assert queries.level_starts(alma.enrolment) == [
        ("beginning", date(2025, 3, 14)),
        ("intermediate", date(2026, 3, 6)),
        ("advanced", date(2027, 3, 12)),
    ]
