"""Work in place of a missed date."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from feltwork.apps.notices.models import Notice
from feltwork.apps.schools.models import Attendance
from feltwork.apps.seminars import actions
from feltwork.apps.seminars.models import MakeUp, Mark, Seat
from feltwork.apps.seminars.tests.factories import first_meeting, plan, plan_module
from feltwork.apps.seminars.tests.test_attendance import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=5)


@pytest.fixture
def missed(school, carla, alma, at):
    """A seminar's only date, which Alma missed."""
    seminar = plan(school, by=carla, at=at)
    actions.sign_up(seminar=seminar, enrolment=alma.enrolment, by=alma, at=at)
    meeting = first_meeting(seminar)
    actions.mark_one(meeting=meeting, enrolment=alma.enrolment, state="missed", by=carla, at=NOON)
    return meeting


def set_one(meeting, alma, carla, how="written", **more):
    given = {"words": "A page on what was taught.", "by": carla, "at": NOON, **more}
    return actions.set_make_up(meeting=meeting, enrolment=alma.enrolment, how=how, **given)


def test_it_is_set_for_what_was_missed_and_told(missed, alma, carla):
    row = set_one(missed, alma, carla)
    assert (row.state, row.due_on) == ("set", date(2027, 2, 1))  # sixty days, as the rules of the school say
    assert list(Notice.objects.filter(to=alma).values_list("code", flat=True))[-1] == "seminars.make_up"
    assert set_one(missed, alma, carla, how="supervision") == row


def test_nothing_is_set_for_somebody_who_was_there(missed, alma, carla):
    actions.mark_one(meeting=missed, enrolment=alma.enrolment, state="attended", by=carla, at=NOON)
    with pytest.raises(ValidationError, match="marked as missed"):
        set_one(missed, alma, carla)


def test_handed_in_and_accepted_the_date_is_made_up_and_the_seminar_whole(missed, alma, carla):
    row = set_one(missed, alma, carla)
    actions.hand_in(make_up=row, done_on=date(2026, 12, 6), report="I read and wrote.", by=alma, at=LATER)
    actions.accept(make_up=row, answer="Thank you.", by=carla, at=LATER)
    mark = Mark.objects.get()
    assert (mark.state, mark.made_up_on, MakeUp.objects.get().state) == ("made_up", date(2026, 12, 6), "accepted")
    assert Seat.objects.get().completed_on == date(2026, 12, 6)


def test_what_is_not_enough_comes_back_with_a_reason(missed, alma, carla):
    row = set_one(missed, alma, carla)
    actions.hand_in(make_up=row, done_on=date(2026, 12, 6), report="Read.", by=alma, at=LATER)
    with pytest.raises(ValidationError):
        actions.give_back(make_up=row, answer=" ", by=carla, at=LATER)
    actions.give_back(make_up=row, answer="A little more, please.", by=carla, at=LATER)
    assert MakeUp.objects.get().state == "set"
    actions.hand_in(make_up=row, done_on=date(2026, 12, 6), report="More.", by=alma, at=LATER)
    assert MakeUp.objects.get().state == "handed_in"


def test_only_oneself_hands_in_and_only_somebody_else_accepts(missed, alma, mika, carla):
    row = set_one(missed, alma, carla)
    with pytest.raises(PermissionDenied):
        actions.hand_in(make_up=row, done_on=date(2026, 12, 6), report="x", by=mika, at=LATER)
    with pytest.raises(PermissionDenied):
        actions.accept(make_up=row, done_on=date(2026, 12, 6), by=alma, at=LATER)


@pytest.mark.parametrize("on", [date(2026, 12, 3), date(2027, 1, 1)])
def test_it_was_done_on_another_day_that_has_come(missed, alma, carla, on):
    row = set_one(missed, alma, carla)
    with pytest.raises(ValidationError):
        actions.hand_in(make_up=row, done_on=on, report="x", by=alma, at=LATER)


def test_whoever_was_there_after_all_has_nothing_to_make_up(missed, alma, carla):
    row = set_one(missed, alma, carla)
    actions.mark_one(meeting=missed, enrolment=alma.enrolment, state="attended", by=carla, at=LATER)
    row.refresh_from_db()
    assert row.state == "dropped"
    with pytest.raises(ValidationError):
        actions.accept(make_up=row, done_on=date(2026, 12, 6), by=carla, at=LATER)


@pytest.mark.parametrize(("how", "state"), [("recording", "recording"), ("supervision", "made_up")])
def test_a_training_day_is_marked_as_it_was_made_up(school, alma, carla, at, how, state):
    meeting = first_meeting(plan_module(school, by=carla, at=at, code="intermediate-1"))
    actions.mark_one(meeting=meeting, enrolment=alma.enrolment, state="missed", by=carla, at=at)
    row = set_one(meeting, alma, carla, how=how, at=at)
    actions.accept(make_up=row, done_on=date(2026, 11, 10), by=carla, at=at)
    mark = Attendance.objects.get(enrolment=alma.enrolment)
    assert (mark.state, mark.made_up_on) == (state, None if state == "recording" else date(2026, 11, 10))
