"""Places, the waiting list, and who moves up."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from feltwork.apps.notices.models import Notice
from feltwork.apps.schools import actions as schools
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.seminars import actions, tasks
from feltwork.apps.seminars.models import Seat
from feltwork.apps.seminars.tests.factories import FIRST, plan, plan_module, student

pytestmark = pytest.mark.django_db


def sign_up(seminar, person, at, by=None):
    return actions.sign_up(seminar=seminar, enrolment=person.enrolment, by=by or person, at=at)


def state(seat):
    return Seat.objects.get(pk=seat.pk).state


def told(person):
    return list(Notice.objects.filter(to=person).order_by("pk").values_list("code", flat=True))


def test_whoever_comes_after_the_last_place_waits(school, carla, alma, mika, at):
    seminar = plan(school, by=carla, at=at, capacity=1)
    assert (sign_up(seminar, alma, at).state, sign_up(seminar, mika, at).state) == ("seated", "waiting")
    assert (told(alma), told(mika)) == (["seminars.seat"], [])


def test_signing_up_twice_gives_the_same_seat(school, carla, alma, at):
    seminar = plan(school, by=carla, at=at)
    assert sign_up(seminar, alma, at) == sign_up(seminar, alma, at + timedelta(minutes=1))


def test_the_first_who_waits_is_asked_and_the_order_is_kept(school, carla, cohort, alma, mika, noor, at):
    seminar = plan(school, by=carla, at=at, capacity=1)
    seats = [sign_up(seminar, one, at + timedelta(minutes=n)) for n, one in enumerate((alma, mika, noor))]
    actions.give_back_seat(seat=seats[0], by=alma, at=at + timedelta(hours=1))
    assert [state(seat) for seat in seats] == ["left", "offered", "waiting"]
    assert Seat.objects.get(pk=seats[1].pk).answer_by == at + timedelta(hours=1 + 48)
    assert told(mika) == ["seminars.offer"]
    # a place that is offered is nobody else's: whoever comes now waits behind
    assert sign_up(seminar, student(cohort, "Late Comer"), at + timedelta(hours=2)).state == "waiting"


def test_yes_makes_the_place_theirs_and_no_asks_the_next(school, carla, alma, mika, noor, at):
    seminar = plan(school, by=carla, at=at, capacity=1)
    seats = [sign_up(seminar, one, at + timedelta(minutes=n)) for n, one in enumerate((alma, mika, noor))]
    actions.give_back_seat(seat=seats[0], by=alma, at=at + timedelta(hours=1))
    actions.turn_down(seat=seats[1], by=mika, at=at + timedelta(hours=2))
    assert [state(seat) for seat in seats] == ["left", "left", "offered"]
    actions.take_up(seat=seats[2], by=noor, at=at + timedelta(hours=3))
    assert (state(seats[2]), told(noor)) == ("seated", ["seminars.offer", "seminars.seat"])


def test_an_offer_that_nobody_answers_goes_to_the_next_by_itself(school, carla, alma, mika, noor, at):
    seminar = plan(school, by=carla, at=at, capacity=1)
    seats = [sign_up(seminar, one, at + timedelta(minutes=n)) for n, one in enumerate((alma, mika, noor))]
    actions.give_back_seat(seat=seats[0], by=alma, at=at)
    tasks.lapse_all(at + timedelta(hours=48))
    assert state(seats[1]) == "offered"
    tasks.lapse_all(at + timedelta(hours=48, minutes=1))
    assert [state(seat) for seat in seats] == ["left", "lapsed", "offered"]
    assert told(mika) == ["seminars.offer", "seminars.lapsed"]
    with pytest.raises(ValidationError):
        actions.take_up(seat=seats[1], by=mika, at=at + timedelta(hours=49))


def test_an_answer_after_its_time_is_refused_also_before_the_turn_comes(school, carla, alma, mika, at):
    seminar = plan(school, by=carla, at=at, capacity=1)
    first, second = sign_up(seminar, alma, at), sign_up(seminar, mika, at)
    actions.give_back_seat(seat=first, by=alma, at=at)
    with pytest.raises(ValidationError, match="went to the next"):
        actions.take_up(seat=second, by=mika, at=at + timedelta(hours=49))


def test_nobody_is_asked_so_late_that_no_answer_could_come(school, carla, alma, mika, at):
    starts = at + timedelta(days=14, hours=1)  # 3 December, 10:00
    seminar = plan(school, by=carla, at=at, capacity=1, leave_days=0)
    first, second = sign_up(seminar, alma, at), sign_up(seminar, mika, at)
    actions.give_back_seat(seat=first, by=alma, at=starts - timedelta(hours=1))
    assert state(second) == "waiting"


def test_an_answer_is_never_asked_for_after_the_beginning(school, carla, alma, mika, at):
    seminar = plan(school, by=carla, at=at, capacity=1, leave_days=0)
    first, second = sign_up(seminar, alma, at), sign_up(seminar, mika, at)
    actions.give_back_seat(seat=first, by=alma, at=at + timedelta(days=13))
    assert Seat.objects.get(pk=second.pk).answer_by == at + timedelta(days=14, hours=1)


def test_more_places_ask_as_many_as_there_are(school, carla, alma, mika, noor, at):
    seminar = plan(school, by=carla, at=at, capacity=1)
    seats = [sign_up(seminar, one, at + timedelta(minutes=n)) for n, one in enumerate((alma, mika, noor))]
    actions.change_seminar(seminar=seminar, capacity=2, by=carla, at=at)
    assert [state(seat) for seat in seats] == ["seated", "offered", "waiting"]


def test_a_place_is_given_back_until_the_day_that_was_said(school, carla, alma, at):
    seminar = plan(school, by=carla, at=at, leave_days=2)
    seat = sign_up(seminar, alma, at)
    with pytest.raises(ValidationError, match="too late"):
        actions.give_back_seat(seat=seat, by=alma, at=at + timedelta(days=13))
    assert actions.give_back_seat(seat=seat, by=alma, at=at + timedelta(days=12)).state == "left"
    assert sign_up(seminar, alma, at + timedelta(days=12)).state == "seated"


def test_staff_take_somebody_out_and_say_so(school, carla, alma, mika, at):
    seminar = plan(school, by=carla, at=at, capacity=1)
    seats = [sign_up(seminar, alma, at), sign_up(seminar, mika, at)]
    actions.remove_seat(seat=seats[0], by=carla, at=at)
    assert ([state(seat) for seat in seats], told(alma)[-1]) == (["removed", "offered"], "seminars.removed")


@pytest.mark.parametrize(
    ("when", "code"), [(timedelta(), ""), (timedelta(days=7), "deadline"), (timedelta(days=14, hours=2), "begun")]
)
def test_signing_up_ends_and_says_why(school, carla, alma, at, when, code):
    seminar = plan(school, by=carla, at=at, meetings=2, sign_up_until=date(2026, 11, 25))
    if not code:
        assert sign_up(seminar, alma, at + when).state == "seated"
        return
    with pytest.raises(ValidationError) as refused:
        sign_up(seminar, alma, at + when)
    assert refused.value.code == code
    assert sign_up(seminar, alma, at + when, by=carla).state == "seated"  # the school may


def test_a_draft_and_what_is_over_take_nobody(school, carla, alma, at):
    draft = plan(school, by=carla, at=at, is_open=False)
    over = plan(school, by=carla, at=at, first=date(2026, 11, 1))
    for seminar in (draft, over):
        with pytest.raises(ValidationError):
            sign_up(seminar, alma, at, by=carla)


def test_what_is_for_one_cohort_takes_nobody_else(school, carla, cohort, alma, guest, at):
    seminar = plan(school, by=carla, at=at, programme=cohort.programme, cohort=cohort)
    assert sign_up(seminar, alma, at).state == "seated"
    with pytest.raises(ValidationError, match="another programme or cohort"):
        sign_up(seminar, guest, at)


def test_a_paused_training_takes_no_new_seats(school, carla, alma, at):
    Enrolment.objects.filter(pk=alma.enrolment.pk).update(state="deferred")
    with pytest.raises(ValidationError, match="goes on"):
        sign_up(plan(school, by=carla, at=at), alma, at)


def test_a_module_has_seats_for_guests_only(school, carla, alma, guest, at):
    seminar = plan_module(school, by=carla, at=at, code="intermediate-2", capacity=1)
    with pytest.raises(ValidationError, match="no seat is needed"):
        sign_up(seminar, alma, at)
    assert sign_up(seminar, guest, at).state == "seated"
    without = plan_module(school, by=carla, at=at, code="advanced-1")
    with pytest.raises(ValidationError, match="no places for guests"):
        sign_up(without, guest, at)


def test_whoever_leaves_the_training_makes_room(school, carla, greta, alma, mika, at):
    coming, begun = plan(school, by=carla, at=at, capacity=1), plan(school, by=carla, at=at, meetings=2)
    seats = [sign_up(coming, alma, at), sign_up(coming, mika, at), sign_up(begun, alma, at)]
    begun.meetings.update(starts_at=at - timedelta(hours=1))
    schools.withdraw(enrolment=alma.enrolment, reason="Moves away", by=greta, at=at)
    assert [state(seat) for seat in seats] == ["removed", "offered", "seated"]


def test_a_pause_keeps_its_seats(school, carla, greta, alma, at):
    seat = sign_up(plan(school, by=carla, at=at), alma, at)
    schools.defer(enrolment=alma.enrolment, until=None, reason="A child", by=greta, at=at)
    assert state(seat) == "seated"


def test_calling_off_tells_everybody_once(school, carla, alma, mika, at):
    seminar = plan(school, by=carla, at=at, capacity=1)
    sign_up(seminar, alma, at), sign_up(seminar, mika, at)
    actions.call_off(seminar=seminar, reason="The trainer is ill.", by=carla, at=at)
    actions.call_off(seminar=seminar, reason="Again", by=carla, at=at)
    assert (told(alma)[-1], told(mika)) == ("seminars.called_off", ["seminars.called_off"])
    assert FIRST and seminar.meetings.filter(cancelled_at=None).count() == 0
