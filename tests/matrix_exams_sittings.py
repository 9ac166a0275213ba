"""Sittings in the matrix: Alma sits one examination, may ask about another, and asked about a third; Ben marks."""

from __future__ import annotations

from fractions import Fraction

from django.utils import timezone

from feltwork.apps.accounts.models import Membership
from feltwork.apps.exams.actions import appeals, arranging, deciding, handing_in, marking, sitting
from feltwork.apps.exams.tests.sitting_factories import answer_all, by_kind, examination
from feltwork.apps.schools.tests.factories import UserFactory

DECIDES = frozenset({"credentialing"})


def add(world):
    """To the world of `matrix_examples.build`."""
    cast, school = world.cast, world.school
    now = timezone.now()
    third = UserFactory(name="Third Marker", email="third.marker@example.org")
    Membership.objects.create(school=school, user=third, role="faculty", since=world.at)
    made = {}
    for code in ("asked-about", "decided", "under-way"):
        kinds = ("single", "short") if code == "asked-about" else ("single",)
        exam = examination(world.programme, cast.carla, kinds=kinds, code=code, retake_days=0)
        for one in (cast.ben, cast.carla, third):
            arranging.appoint_marker(examination=exam, user=one, by=cast.dino, at=now)
        made[code] = _begun(exam, world, now)
    world.sitting_exam, world.sitting = exam, made["under-way"]
    world.sitting_decided, appealed = made["decided"], made["asked-about"]
    for attempt in (world.sitting_decided, appealed):
        _decided(attempt, cast, now)
    world.sitting_appeal = appeals.appeal(attempt=appealed, words="Please look again.", by=cast.alma, at=now)
    appeals.answer_appeal(
        asked=world.sitting_appeal, answer="again", reason="x", by=cast.dino, roles=frozenset({"admin"}), at=now
    )
    world.marking = appealed.markings.get(turn=2)
    return world


def _begun(exam, world, now):
    attempt = sitting.begin(examination=exam, enrolment=world.enrolment, device="laptop", by=world.cast.alma, at=now)
    answer_all(attempt, world.cast.alma, at=now, wrong=("single",))
    if exam.code != "under-way":
        handing_in.hand_in(attempt=attempt, by=world.cast.alma, at=now)
    return attempt


def _decided(attempt, cast, now):
    for row in attempt.markings.all():
        question = by_kind(attempt)["short"]
        points = {"sees": Fraction(1), "waits": Fraction(1)}
        marking.save_mark(marking=row, question=question, points=points, words="", by=row.marker, at=now)
        marking.finish_marking(marking=row, by=row.marker, at=now)
    attempt.refresh_from_db()
    deciding.decide(attempt=attempt, outcome="failed", reason="", by=cast.ruth, roles=DECIDES, at=now)


def _uuid(name):
    return lambda world: {"uuid": getattr(world, name).uuid}


def _all(names, example):
    return {f"exams:{name}": example for name in names.split()}


EXAMPLES = {
    **_all("exam begin sittings-of sittings-release markers entrants", _uuid("sitting_exam")),
    **_all("sit sit-save sit-pause sit-go-on sit-here sit-hand-in sitting sitting-late", _uuid("sitting")),
    **_all("result appeal sitting-decide", _uuid("sitting_decided")),
    **_all("mark mark-done mark-pass-on", _uuid("marking")),
    "exams:appeal-answer": _uuid("sitting_appeal"),
    "exams:arrange-person": _uuid("enrolment"),
    "exams:entry": lambda world: {"uuid": world.sitting_exam.uuid, "enrolment": world.enrolment.uuid},
}
