"""Seminars for tests, by the actions themselves. Use inside a scope, or with scopes disabled as the tests do."""

from __future__ import annotations

from datetime import date, time, timedelta

from feltwork.apps.schools.models import Cohort, ModuleDate
from feltwork.apps.schools.tests.factories import EnrolmentFactory, MembershipFactory, UserFactory
from feltwork.apps.seminars import actions
from feltwork.apps.seminars.models import Meeting, Seminar

FIRST = date(2026, 12, 3)


def plan(school, *, by, at, kind="seminar", meetings=1, first=FIRST, is_open=True, **facts):
    """A seminar that meets from 10 to 12 on so many days from *first* on."""
    seminar = actions.plan_seminar(
        school=school, kind=kind, by=by, at=at, **{"title": "Working with the breath", **facts}
    )
    for offset in range(meetings):
        add_meeting(seminar, first + timedelta(days=offset), by=by, at=at)
    if is_open:
        seminar = actions.open_seminar(seminar=seminar, by=by, at=at)
    return seminar


def add_meeting(seminar, on=FIRST, *, by, at, begins=time(10), ends=time(12), mode="in_person", **facts):
    return actions.add_meeting(
        seminar=seminar, on=on, begins=begins, ends=ends, mode=mode, room="Room 2", by=by, at=at, **facts
    )


def plan_group(school, *, host, by, at, capacity=4, **facts):
    """A consultation group with its consultant."""
    return plan(school, by=by, at=at, kind="consultation", host=host, capacity=capacity, title="Group", **facts)


def plan_module(school, *, by, at, code="intermediate-1", **facts):
    """The module of that code, as the school's first cohort takes it."""
    dates = ModuleDate.objects.get(school=school, module__code=code)
    seminar = actions.plan_seminar(school=school, kind="module", module_date=dates, by=by, at=at, title=code, **facts)
    return actions.open_seminar(seminar=seminar, by=by, at=at)


def student(cohort: Cohort, name: str):
    """Somebody in that cohort; `person.enrolment` is their place."""
    user = UserFactory(name=name, email=f"{name.lower().replace(' ', '.')}@example.org")
    MembershipFactory(school=cohort.school, user=user, role="student")
    user.enrolment = EnrolmentFactory(cohort=cohort, student=user)
    return user


def first_meeting(seminar: Seminar) -> Meeting:
    return Meeting.objects.filter(seminar=seminar).select_related("seminar", "school", "day").order_by("starts_at")[0]
