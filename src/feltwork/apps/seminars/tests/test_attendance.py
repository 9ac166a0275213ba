"""The code on the screen, the list, and what marks lead to."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError

from feltwork.apps.notices.models import Notice
from feltwork.apps.schools.models import Attendance
from feltwork.apps.seminars import actions, codes, tasks
from feltwork.apps.seminars.events import (
    attendance_undone,
    consultation_attended,
    consultation_undone,
    seminar_attended,
)
from feltwork.apps.seminars.models import CheckIn, Mark, Meeting, Seat
from feltwork.apps.seminars.queries.people import people_of
from feltwork.apps.seminars.tests.factories import add_meeting, first_meeting, plan, plan_group, plan_module

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 12, 3, 10, 0, 5, tzinfo=UTC)  # the seminar of the factories has just begun


@pytest.fixture
def heard():
    """What the events said: [(name, facts)]."""
    said = []
    hears = {
        name: (lambda sender, signal, name=name, **facts: said.append((name, facts)))
        for name in ("attended", "undone", "group", "group_undone")
    }
    signals = dict(
        zip(hears, (seminar_attended, attendance_undone, consultation_attended, consultation_undone), strict=True)
    )
    for name, signal in signals.items():
        signal.connect(hears[name], weak=False, dispatch_uid=f"test.{name}")
    yield said
    for name, signal in signals.items():
        signal.disconnect(dispatch_uid=f"test.{name}")


@pytest.fixture
def open_room(school, carla, alma, at):
    """A seminar with Alma in it whose code is on the screen."""
    seminar = plan(school, by=carla, at=at)
    actions.sign_up(seminar=seminar, enrolment=alma.enrolment, by=alma, at=at)
    return actions.open_check_in(meeting=first_meeting(seminar), by=carla, at=NOON)


def enter(meeting, person, code, at=NOON):
    return actions.check_in(meeting=meeting, enrolment=person.enrolment, code=code, by=person, at=at)


def test_a_code_stands_for_its_half_minute_and_the_next(open_room):
    code = codes.code_of(open_room, NOON)
    good = [codes.is_valid(open_room, code, NOON + timedelta(seconds=s)) for s in (0, 24, 25, 54, 55)]
    assert (good, len(code)) == ([True, True, True, True, False], 8)
    assert codes.code_of(open_room, NOON + timedelta(seconds=30)) != code


def test_a_code_is_read_as_people_type_it(open_room):
    code = codes.code_of(open_room, NOON)
    assert codes.is_valid(open_room, f" {codes.spaced(code).lower()}-", NOON)


def test_a_code_belongs_to_one_meeting_and_one_opening(open_room, school, carla, at):
    other = actions.open_check_in(meeting=first_meeting(plan(school, by=carla, at=at)), by=carla, at=NOON)
    code = codes.code_of(open_room, NOON)
    assert not codes.is_valid(other, code, NOON)
    actions.close_check_in(meeting=open_room, by=carla, at=NOON)
    again = actions.open_check_in(meeting=open_room, by=carla, at=NOON + timedelta(seconds=1))
    assert not codes.is_valid(again, code, NOON + timedelta(seconds=1))


def test_whoever_enters_the_code_is_there_once(open_room, alma):
    code = codes.code_of(open_room, NOON)
    assert enter(open_room, alma, code) == enter(open_room, alma, "nonsense", NOON + timedelta(hours=1))
    assert [(m.state, m.by) for m in Mark.objects.all()] == [("attended", alma)]
    assert people_of(open_room)[0].checked_in_at == NOON


@pytest.mark.parametrize("late", [timedelta(seconds=60), timedelta(minutes=20)])
def test_an_old_code_is_refused(open_room, alma, late):
    with pytest.raises(ValidationError, match="on the screen now"):
        enter(open_room, alma, codes.code_of(open_room, NOON), NOON + late)
    assert not CheckIn.objects.exists()


def test_a_closed_screen_takes_no_code(open_room, alma, carla):
    code = codes.code_of(open_room, NOON)
    actions.close_check_in(meeting=open_room, by=carla, at=NOON)
    with pytest.raises(ValidationError):
        enter(open_room, alma, code)


def test_whoever_has_no_place_is_told_to_speak_to_the_trainer(open_room, mika):
    with pytest.raises(ValidationError, match="not on the list"):
        enter(open_room, mika, codes.code_of(open_room, NOON))


def test_a_code_is_shown_only_around_its_hours(school, carla, at):
    meeting = first_meeting(plan(school, by=carla, at=at))
    with pytest.raises(ValidationError, match="two hours"):
        actions.open_check_in(meeting=meeting, by=carla, at=NOON - timedelta(hours=3))


def test_a_forgotten_screen_closes_by_itself(open_room):
    tasks.close_all(open_room.ends_at + timedelta(hours=2))
    assert Meeting.objects.get(pk=open_room.pk).checkin_closed_at is None
    tasks.close_all(open_room.ends_at + timedelta(hours=2, minutes=1))
    assert Meeting.objects.get(pk=open_room.pk).checkin_closed_at is not None


def test_the_code_marks_a_training_day_where_all_training_days_are_marked(school, carla, alma, at):
    seminar = plan_module(school, by=carla, at=at, code="intermediate-2")
    meeting = first_meeting(seminar)  # 15 January 2027
    now = meeting.starts_at
    meeting = actions.open_check_in(meeting=meeting, by=carla, at=now)
    enter(meeting, alma, codes.code_of(meeting, now), now)
    mark = Attendance.objects.get(enrolment=alma.enrolment)
    assert (mark.day, mark.state, mark.by, Mark.objects.count()) == (meeting.day, "attended", alma, 0)


def test_a_guest_takes_a_day_with_another_cohort(school, carla, guest, at):
    seminar = plan_module(school, by=carla, at=at, code="intermediate-2", capacity=2)
    actions.sign_up(seminar=seminar, enrolment=guest.enrolment, by=guest, at=at)
    meeting = first_meeting(seminar)
    people = people_of(meeting)
    assert [(one.name, one.is_guest) for one in people] == [("Gil Reyes", True)]
    states = {guest.enrolment.uuid: "attended"}
    assert actions.keep_list(meeting=meeting, states=states, by=carla, at=meeting.ends_at) == 1
    assert Attendance.objects.get(enrolment=guest.enrolment).day == meeting.day


def test_a_list_is_kept_as_a_whole_and_corrected(open_room, school, carla, alma, mika, at):
    actions.sign_up(seminar=open_room.seminar, enrolment=mika.enrolment, by=carla, at=at)
    states = {alma.enrolment.uuid: "attended", mika.enrolment.uuid: "missed"}
    assert actions.keep_list(meeting=open_room, states=states, by=carla, at=NOON) == 2
    assert actions.keep_list(meeting=open_room, states=states, by=carla, at=NOON) == 0
    assert actions.keep_list(meeting=open_room, states={mika.enrolment.uuid: "attended"}, by=carla, at=NOON) == 1
    assert Meeting.objects.get(pk=open_room.pk).kept_by == carla


def test_nobody_who_has_no_place_is_marked(open_room, carla, mika):
    with pytest.raises(ValidationError):
        actions.keep_list(meeting=open_room, states={mika.enrolment.uuid: "attended"}, by=carla, at=NOON)


def test_before_the_day_somebody_can_only_be_excused(open_room, carla, alma, at):
    with pytest.raises(ValidationError, match="only be excused"):
        actions.keep_list(meeting=open_room, states={alma.enrolment.uuid: "attended"}, by=carla, at=at)
    actions.keep_list(meeting=open_room, states={alma.enrolment.uuid: "excused"}, by=carla, at=at)
    assert Meeting.objects.get(pk=open_room.pk).kept_at is None


def test_whole_attendance_is_said_once_and_taken_back(school, carla, alma, at, heard):
    seminar = plan(school, by=carla, at=at, meetings=2, evidence_code="code_of_ethics")
    actions.sign_up(seminar=seminar, enrolment=alma.enrolment, by=alma, at=at)
    first, second = Meeting.objects.filter(seminar=seminar).select_related("seminar").order_by("starts_at")
    later = NOON + timedelta(days=2)
    for meeting in (first, second, second):
        actions.mark_one(meeting=meeting, enrolment=alma.enrolment, state="attended", by=carla, at=later)
    assert [(name, facts["code"], facts["on"]) for name, facts in heard] == [
        ("attended", "code_of_ethics", date(2026, 12, 4))
    ]
    assert heard[0][1]["enrolment"] == alma.enrolment
    actions.mark_one(meeting=first, enrolment=alma.enrolment, state="missed", by=carla, at=later)
    assert [name for name, _facts in heard] == ["attended", "undone"]
    assert Seat.objects.get().completed_on is None


def test_some_of_the_dates_may_be_enough(school, carla, alma, at, heard):
    seminar = plan(school, by=carla, at=at, meetings=3, needed_meetings=2, evidence_code="licence")
    actions.sign_up(seminar=seminar, enrolment=alma.enrolment, by=alma, at=at)
    meetings = list(Meeting.objects.filter(seminar=seminar).select_related("seminar").order_by("starts_at"))
    for meeting, state in zip(meetings, ("attended", "missed", "attended"), strict=True):
        actions.mark_one(
            meeting=meeting, enrolment=alma.enrolment, state=state, by=carla, at=NOON + timedelta(days=3)
        )  # fmt: skip
    assert [facts["on"] for _name, facts in heard] == [date(2026, 12, 5)]


def test_a_date_that_falls_out_may_complete_somebody(school, carla, alma, at, heard):
    seminar = plan(school, by=carla, at=at, meetings=2, evidence_code="licence")
    actions.sign_up(seminar=seminar, enrolment=alma.enrolment, by=alma, at=at)
    first, second = Meeting.objects.filter(seminar=seminar).select_related("seminar").order_by("starts_at")
    actions.mark_one(meeting=first, enrolment=alma.enrolment, state="attended", by=carla, at=NOON)
    assert heard == []
    actions.call_off_meeting(meeting=second, by=carla, at=NOON)
    assert [name for name, _facts in heard] == ["attended"]
    add_meeting(seminar, date(2026, 12, 20), by=carla, at=NOON)
    assert [name for name, _facts in heard] == ["attended", "undone"]


def test_without_a_code_nothing_is_proved(school, carla, alma, at, heard):
    seminar = plan(school, by=carla, at=at)
    actions.sign_up(seminar=seminar, enrolment=alma.enrolment, by=alma, at=at)
    actions.mark_one(
        meeting=first_meeting(seminar), enrolment=alma.enrolment, state="attended", by=carla, at=NOON
    )  # fmt: skip
    assert (heard, Seat.objects.get().completed_on) == ([], date(2026, 12, 3))


@pytest.fixture
def group(school, carla, alma, mika, noor, at):
    """Carla's consultation group with three people."""
    seminar = plan_group(school, host=carla.provider, by=carla, at=at)
    for person in (alma, mika, noor):
        actions.sign_up(seminar=seminar, enrolment=person.enrolment, by=person, at=at)
    return first_meeting(seminar)


def keep(meeting, carla, *people, **states):
    given = {person.enrolment.uuid: "attended" for person in people}
    actions.keep_list(meeting=meeting, states=given | states.get("also", {}), by=carla, at=NOON + timedelta(hours=3))


def test_a_consultation_goes_out_with_the_size_of_its_group_when_the_list_is_kept(
    group, carla, alma, mika, noor, heard
):
    assert heard == []
    keep(group, carla, alma, mika, noor)
    assert [(name, facts["enrolment"], facts["group_size"]) for name, facts in heard] == [
        ("group", alma.enrolment, 3), ("group", mika.enrolment, 3), ("group", noor.enrolment, 3),
    ]  # fmt: skip
    facts = heard[0][1]
    assert (facts["provider"], facts["key"]) == (carla.provider, f"seminar:{group.uuid}:{alma.enrolment.uuid}")
    assert (facts["starts_at"], facts["ends_at"], facts["zone"]) == (group.starts_at, group.ends_at, "Europe/London")
    keep(group, carla, alma, mika, noor)
    assert len(heard) == 3


def test_a_correction_of_a_group_tells_everybody_whose_size_it_changes(group, carla, alma, mika, noor, heard):
    keep(group, carla, alma, mika, noor)
    del heard[:]
    later = NOON + timedelta(days=1)
    actions.mark_one(meeting=group, enrolment=noor.enrolment, state="missed", by=carla, at=later)
    assert [(name, facts["enrolment"], facts.get("group_size")) for name, facts in heard] == [
        ("group", alma.enrolment, 2), ("group", mika.enrolment, 2), ("group_undone", noor.enrolment, None),
    ]  # fmt: skip


def test_making_up_a_consultation_puts_nothing_into_a_log(group, carla, alma, mika, noor, heard):
    keep(group, carla, alma, mika, also={noor.enrolment.uuid: "missed"})
    del heard[:]
    given = {"meeting": group, "enrolment": noor.enrolment, "by": carla, "at": NOON + timedelta(days=2)}
    actions.mark_one(state="made_up", made_up_on=date(2026, 12, 5), **given)
    assert heard == []


def test_a_change_of_hours_is_told_and_a_move_after_marks_is_refused(open_room, carla, alma):
    day = {"mode": "in_person", "room": "Room 2", "by": carla, "at": NOON - timedelta(days=2)}
    actions.change_meeting(meeting=open_room, begins=time(11), ends=time(13), **day)
    assert Notice.objects.filter(to=alma, code="seminars.meeting").count() == 1
    actions.change_meeting(meeting=open_room, begins=time(11), ends=time(13), **day)
    assert Notice.objects.filter(to=alma, code="seminars.meeting").count() == 1
    actions.mark_one(
        meeting=open_room, enrolment=alma.enrolment, state="attended", by=carla, at=NOON + timedelta(hours=1)
    )  # fmt: skip
    with pytest.raises(ValidationError, match="marked on that day"):
        actions.change_meeting(
            meeting=open_room, on=date(2026, 12, 9), begins=time(11), ends=time(13), **day
        )  # fmt: skip
