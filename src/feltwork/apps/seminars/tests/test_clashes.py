"""What of one's own is at the same time: said, and hindering nobody."""

from datetime import date, time

import pytest
from django.urls import reverse

from feltwork.apps.schools.models import TrainingDay
from feltwork.apps.seminars import actions
from feltwork.apps.seminars.queries.clashes import clashes_of
from feltwork.apps.seminars.tests.factories import FIRST, add_meeting, plan, plan_module

pytestmark = pytest.mark.django_db


def sign_up(seminar, person, at):
    return actions.sign_up(seminar=seminar, enrolment=person.enrolment, by=person, at=at)


def found(seminar, person, at):
    return [(one.title, one.on, one.is_waiting) for one in clashes_of(person, seminar, at)]


def test_another_seat_at_the_same_time_is_named(school, carla, alma, mika, at):
    first, second = (plan(school, by=carla, at=at, title=title) for title in ("Breath", "Eyes"))
    assert found(second, alma, at) == []
    sign_up(first, alma, at)
    assert found(second, alma, at) == [("Breath", FIRST, False)]
    assert found(first, alma, at) == []  # never with itself
    assert found(second, mika, at) == []


def test_a_place_that_is_waited_for_says_so_and_one_given_back_is_none(school, carla, alma, mika, at):
    first, second = (plan(school, by=carla, at=at, title=title, capacity=1) for title in ("Breath", "Eyes"))
    sign_up(first, mika, at)
    seat = sign_up(first, alma, at)
    assert found(second, alma, at) == [("Breath", FIRST, True)]
    actions.give_back_seat(seat=seat, by=alma, at=at)
    assert found(second, alma, at) == []


def test_one_after_the_other_is_no_clash(school, carla, alma, at):
    first = plan(school, by=carla, at=at)
    sign_up(first, alma, at)
    later = plan(school, by=carla, at=at, meetings=0, is_open=False, title="Later")
    add_meeting(later, FIRST, by=carla, at=at, begins=time(12), ends=time(13))
    actions.open_seminar(seminar=later, by=carla, at=at)
    assert found(later, alma, at) == []


def test_a_training_day_of_ones_own_is_named_with_its_time_where_that_is_planned(school, cohort, carla, alma, at):
    day = TrainingDay.objects.filter(module_date__cohort=cohort, on__gt=at.date()).order_by("on").first()
    seminar = plan(school, by=carla, at=at, first=day.on)
    (clash,) = clashes_of(alma, seminar, at)
    assert (clash.title, clash.on, clash.starts) == (day.module_date.module.name, day.on, None)
    module = plan_module(school, by=carla, at=at, code=day.module_date.module.code)
    (clash,) = clashes_of(alma, seminar, at)
    assert (clash.title, clash.starts is not None) == (module.title, True)


def test_what_is_over_or_called_off_is_none(school, carla, alma, at):
    first, second = (plan(school, by=carla, at=at, title=title) for title in ("Breath", "Eyes"))
    sign_up(first, alma, at)
    actions.call_off(seminar=first, reason="Ill.", by=carla, at=at)
    assert found(second, alma, at) == []


def test_the_same_queries_for_one_and_many(school, carla, alma, at, django_assert_num_queries):
    seminar = plan(school, by=carla, at=at, meetings=3)
    for number in range(3):
        sign_up(plan(school, by=carla, at=at, meetings=3, title=f"Other {number}"), alma, at)
        with django_assert_num_queries(4):
            assert len(clashes_of(alma, seminar, at)) == 3 * (number + 1)


def test_the_page_warns_and_still_lets_sign_up(school, carla, alma, at, sign_in):
    days = {"first": date(2099, 5, 4)}
    first, second = (plan(school, by=carla, at=at, title=title, **days) for title in ("Breath", "Eyes"))
    sign_up(first, alma, at)
    where = reverse("seminars:seminar", kwargs={"school": school.slug, "uuid": second.uuid})
    browser = sign_in(alma)
    text = browser.get(where).content.decode()
    assert "Something of yours is at the same time" in text
    assert "You can still sign up" in text
    browser.post(reverse("seminars:sign-up", kwargs={"school": school.slug, "uuid": second.uuid}))
    assert second.seats.get().state == "seated"
    assert "You keep your place" in browser.get(where).content.decode()


def test_staff_who_sign_somebody_up_are_told_too(school, carla, alma, greta, at, sign_in):
    days = {"first": date(2099, 5, 4)}
    first, second = (plan(school, by=carla, at=at, title=title, **days) for title in ("Breath", "Eyes"))
    sign_up(first, alma, at)
    where = reverse("seminars:person-add", kwargs={"school": school.slug, "uuid": second.uuid})
    text = sign_in(greta).post(where, {"email": alma.email}, follow=True).content.decode()
    assert "Something else of theirs is at the same time" in text
