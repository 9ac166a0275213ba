"""Several people at the same moment, on both databases: SQLite has one writer at a time, PostgreSQL needs the locks."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django_scopes import scopes_disabled

from feltwork.apps.seminars import actions, codes
from feltwork.apps.seminars.models import CheckIn, FeedbackAnswer, FeedbackGiven, Mark, Seat
from feltwork.apps.seminars.tests.factories import first_meeting, plan, student
from feltwork.apps.seminars.tests.test_attendance import NOON

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Run *acts* in threads that start together; what each returned or raised."""
    barrier, results = Barrier(len(acts)), [None] * len(acts)

    def run(index, act):
        with scopes_disabled():
            barrier.wait()
            try:
                results[index] = act()
            except Exception as error:
                results[index] = error
            finally:
                connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def people_of(cohort, number):
    return [student(cohort, f"Person {n}") for n in range(number)]


def sign_ups(seminar, people, at):
    return [
        lambda p=p: actions.sign_up(seminar=seminar, enrolment=p.enrolment, by=p, at=at) for p in people
    ]  # fmt: skip


def states():
    return sorted(Seat.objects.values_list("state", flat=True))


def test_the_last_places_are_given_once_and_the_rest_wait(school, cohort, carla, at):
    seminar = plan(school, by=carla, at=at, capacity=2)
    results = at_once(*sign_ups(seminar, people_of(cohort, 5), at))
    assert [result for result in results if isinstance(result, Exception)] == []
    assert states() == ["seated", "seated", "waiting", "waiting", "waiting"]


def test_one_person_pressing_many_times_has_one_seat(school, cohort, carla, alma, at):
    seminar = plan(school, by=carla, at=at, capacity=5)
    at_once(*sign_ups(seminar, [alma] * 4, at))
    assert states() == ["seated"]


def test_a_place_that_becomes_free_is_offered_once_while_others_sign_up(school, cohort, carla, alma, mika, at):
    seminar = plan(school, by=carla, at=at, capacity=1)
    first = actions.sign_up(seminar=seminar, enrolment=alma.enrolment, by=alma, at=at)
    waits = actions.sign_up(seminar=seminar, enrolment=mika.enrolment, by=mika, at=at)
    leave = [lambda: actions.give_back_seat(seat=first, by=alma, at=at)] * 2
    results = at_once(*leave, *sign_ups(seminar, people_of(cohort, 2), at))
    assert sum(isinstance(result, ValidationError) for result in results) == 1  # it is given back once
    assert Seat.objects.get(pk=waits.pk).state == "offered"
    assert states() == ["left", "offered", "waiting", "waiting"]


def test_yes_and_its_lapse_at_the_same_moment_give_the_place_to_one(school, carla, alma, mika, noor, at):
    seminar = plan(school, by=carla, at=at, capacity=1)
    seats = [
        actions.sign_up(seminar=seminar, enrolment=one.enrolment, by=one, at=at) for one in (alma, mika, noor)
    ]  # fmt: skip
    actions.give_back_seat(seat=seats[0], by=alma, at=at)
    answer_by = Seat.objects.get(pk=seats[1].pk).answer_by
    at_once(
        lambda: actions.take_up(seat=seats[1], by=mika, at=answer_by),
        lambda: actions.lapse_offers(seminar=seminar, at=answer_by + timedelta(seconds=1)),
    )
    taken = Seat.objects.filter(state__in=("seated", "offered"))
    assert taken.count() == 1


def test_a_room_full_of_phones_is_marked_once_each(school, cohort, carla, at):
    people = people_of(cohort, 6)
    seminar = plan(school, by=carla, at=at)
    for act in sign_ups(seminar, people, at):
        act()
    meeting = actions.open_check_in(meeting=first_meeting(seminar), by=carla, at=NOON)
    code = codes.code_of(meeting, NOON)
    acts = [
        lambda p=p: actions.check_in(meeting=meeting, enrolment=p.enrolment, code=code, by=p, at=NOON)
        for p in (*people, people[0])
    ]
    results = at_once(*acts)
    assert [result for result in results if isinstance(result, Exception)] == []
    assert (CheckIn.objects.count(), Mark.objects.filter(state="attended").count()) == (6, 6)
    assert Seat.objects.filter(completed_on__isnull=False).count() == 6


def test_feedback_of_many_at_once_is_all_there(school, cohort, carla, at):
    people = people_of(cohort, 4)
    seminar = plan(school, by=carla, at=at)
    for person in people:
        actions.sign_up(seminar=seminar, enrolment=person.enrolment, by=person, at=at)
        actions.mark_one(
            meeting=first_meeting(seminar), enrolment=person.enrolment, state="attended", by=carla, at=NOON
        )  # fmt: skip
    actions.ask_feedback(seminar=seminar, at=NOON)
    acts = [
        lambda p=p: actions.give_feedback(
            seminar=seminar, enrolment=p.enrolment, answers={"clear": 4}, by=p, at=NOON
        )
        for p in (*people, people[0])
    ]  # fmt: skip
    results = at_once(*acts)
    assert sum(isinstance(result, ValidationError) for result in results) == 1
    assert (FeedbackGiven.objects.count(), FeedbackAnswer.objects.count()) == (4, 4)
