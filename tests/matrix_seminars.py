"""Seminars in the matrix: Carla leads one in which Alma sits, a group, a module, and something that was missed."""

from __future__ import annotations

from datetime import time, timedelta

from django.utils import timezone

from feltwork.apps.schools.tests.factories import ApprovalFactory
from feltwork.apps.seminars import actions
from feltwork.apps.seminars.models import Meeting
from feltwork.apps.seminars.tests.factories import first_meeting, plan, plan_module
from feltwork.apps.seminars.visits import token_for

NOON = timedelta(hours=1)


def add(world):
    """To the world of `matrix_examples.build`. The meeting that is going on is going on while the tests run."""
    carla, alma, now = world.cast.carla, world.cast.alma, timezone.now()
    ApprovalFactory(provider=world.cast.ben.provider, kind="assists_on_training")
    world.seminar = plan(world.school, by=carla, at=now, first=now.date() + timedelta(days=30), meetings=2)
    actions.add_staff(
        seminar=world.seminar, role="assistant", provider=world.cast.ben.provider, by=carla, at=now
    )  # fmt: skip
    world.seminar_staff = world.seminar.staff.get()
    world.seat = actions.sign_up(seminar=world.seminar, enrolment=alma.enrolment, by=alma, at=now)
    world.seminar_draft = plan(world.school, by=carla, at=now, is_open=False, title="To come")
    world.seminar_module = plan_module(world.school, by=carla, at=now, code="beginning-1")
    _going_on(world, now)
    world.visitor = actions.invite_visitor(
        seminar=world.seminar, name="Vera Moss", email="vera@example.org", language="en", by=carla, at=now
    )
    world.visitor_there = actions.invite_visitor(
        seminar=world.seminar_now, name="Tom Reed", email="tom@example.org", language="en", by=carla, at=now
    )
    actions.confirm_visit(visitor=world.visitor_there, at=now)
    actions.mark_visitors(meeting=world.seminar_meeting, there=[world.visitor_there.uuid], by=carla, at=now)
    world.seminar_feed, world.seminar_feed_token = actions.make_feed(
        school=world.school, user=alma, label="phone", at=now
    )
    return world


def _going_on(world, now):
    """Alma and Ben's group of an hour that began just now, its code on the screen; and a date that Alma missed."""
    carla, alma = world.cast.carla, world.cast.alma
    today = now.date()
    world.seminar_now = plan(world.school, by=carla, at=now, first=today + timedelta(days=1), title="Now")
    actions.sign_up(seminar=world.seminar_now, enrolment=alma.enrolment, by=alma, at=now)
    actions.add_staff(seminar=world.seminar_now, role="trainer", provider=world.cast.ben.provider, by=carla, at=now)
    meeting = first_meeting(world.seminar_now)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=now - NOON, ends_at=now + NOON)
    world.seminar_meeting = actions.open_check_in(meeting=first_meeting(world.seminar_now), by=carla, at=now)
    over = actions.add_meeting(
        seminar=world.seminar_now, on=today - timedelta(days=20), begins=time(10), ends=time(12), mode="online",
        by=carla, at=now,
    )  # fmt: skip
    missed = {"enrolment": alma.enrolment, "by": carla, "at": now}
    actions.mark_one(meeting=over, state="missed", **missed)
    world.make_up = actions.set_make_up(meeting=over, how="written", words="A page.", **missed)
    actions.mark_one(meeting=meeting, state="attended", **missed)


def _all(names, example):
    return {f"seminars:{name}": example for name in names.split()}


EXAMPLES = {
    **_all("seminar sign-up calendar", lambda world: {"uuid": world.seminar.uuid}),
    **_all("edit call-off desk meeting-new staff-add person-add", lambda world: {"uuid": world.seminar.uuid}),
    "seminars:open": lambda world: {"uuid": world.seminar_draft.uuid},
    "seminars:visitors": lambda world: {"uuid": world.seminar.uuid},
    "seminars:visitor-remove": lambda world: {"uuid": world.visitor.uuid},
    "seminars:visitors-mark": lambda world: {"uuid": world.seminar_meeting.uuid},
    **_all("visit visit-statement", lambda world: {"token": token_for(world.visitor_there.uuid)}),
    **_all("feedback feedback-read", lambda world: {"uuid": world.seminar_now.uuid}),
    **_all("attendance screen meeting-edit meeting-call-off", lambda world: {"uuid": world.seminar_meeting.uuid}),
    **_all(
        "attendance-one make-up-set",
        lambda world: {"uuid": world.seminar_meeting.uuid, "enrolment": world.cast.alma.enrolment.uuid},
    ),
    "seminars:make-up": lambda world: {"uuid": world.make_up.uuid},
    "seminars:new-kind": lambda world: {"kind": "seminar"},
    "seminars:here-code": lambda world: {"code": "K7M2QX8P"},
    "seminars:staff-remove": lambda world: {"uuid": world.seminar_staff.uuid},
    **_all("answer seat-remove", lambda world: {"uuid": world.seat.uuid}),
    "seminars:feed": lambda world: {"token": world.seminar_feed_token},
    "seminars:feed-revoke": lambda world: {"uuid": world.seminar_feed.uuid},
}
