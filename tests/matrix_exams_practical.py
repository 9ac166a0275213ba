"""The practical examination in the matrix: one attempt of Alma's with Ben and Carla as raters, one to be decided, one
that she may appeal against and one against which she did."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from django.utils import timezone

from feltwork.apps.exams.actions import draws, gold, gold_recordings
from feltwork.apps.exams.actions.practical_results import appeal_against
from feltwork.apps.exams.models import Examination, Practical, PracticalDecision, Rating
from feltwork.apps.exams.queries.practical_results import figures
from feltwork.apps.exams.sheets import sheet_of
from feltwork.apps.exams.tests.practical_world import send, sheet, state_consent, statement_of_case
from feltwork.core.exams import judge


def add(world):
    """To the world of `matrix_examples.build`."""
    by, at, alma = world.cast.ruth, world.at, world.cast.alma
    world.practical_exam = _examination(world, "watched")
    world.practical = _attempt(world, world.practical_exam, Practical.State.OPEN)
    state_consent(world.practical, by=alma, at=at)
    send(world.practical, by=alma, at=at)
    world.watched = _attempt(world, _examination(world, "rated"), Practical.State.RATING)
    seats = zip((1, 2), (world.cast.ben, world.cast.carla), strict=True)
    world.sheets = [_seat(world, world.watched, seat, user) for seat, user in seats]
    world.to_decide = _attempt(world, _examination(world, "deciding"), Practical.State.DECIDING)
    for row in [
        _seat(world, world.to_decide, seat, user) for seat, user in ((1, world.cast.ben), (2, world.cast.greta))
    ]:
        row.data, row.submitted_at = sheet(2.5), at
        row.save()
    world.failed = _decided(world, "failed")
    world.appealed = _decided(world, "appealed")
    appeal_against(practical=world.appealed, words="Please let others look at it.", by=alma, at=timezone.now())
    world.rater = draws.appoint_rater(examination=world.practical_exam, user=world.cast.carla, by=by, at=at)
    world.relation = draws.say_relation(rater=world.cast.ben, candidate=alma, by=alma, at=at, school=world.school)
    world.gold_case = gold.add_case(
        school=world.school, title="A case", language="en", text="A session.", agreed_by="Two", gold=sheet(2),
        is_open=True, by=world.cast.dino, at=at,
    )  # fmt: skip
    world.recorded = gold.add_case(
        school=world.school, title="Filmed", language="en", text="", agreed_by="Two", way="recording",
        by=world.cast.dino, at=at,
    )  # fmt: skip
    world.agreement = statement_of_case(world.recorded, by=world.cast.dino, at=at)
    gold_recordings.agree_oneself(case=world.recorded, by=world.cast.dino, at=at)
    world.case_video = gold_recordings.begin_case_recording(
        case=world.recorded, size=10, mark="one", by=world.cast.dino, at=at
    )
    return world


def _examination(world, code):
    return Examination.objects.create(
        school=world.school, programme=world.programme, kind="practical", code=code, name=code, is_open=True,
        made_by=world.cast.ruth, made_at=world.at,
    )  # fmt: skip


def _attempt(world, examination, state):
    return Practical.objects.create(
        school=world.school, examination=examination, enrolment=world.enrolment, number=1, booked_at=world.at,
        state=state, handed_in_at=None if state == Practical.State.OPEN else world.at,
    )  # fmt: skip


def _seat(world, practical, seat, user):
    return Rating.objects.create(
        school=world.school, practical=practical, round=1, seat=seat, rater=user, drawn_at=world.at,
        due_on=world.at.date() + timedelta(days=21),
    )  # fmt: skip


def _decided(world, code):
    practical = _attempt(world, _examination(world, code), Practical.State.DECIDED)
    found = judge([sheet_of(sheet(1)), sheet_of(sheet(1))], cut=Fraction(7, 10))
    PracticalDecision.objects.create(
        school=world.school, practical=practical, round=1, outcome="not_passed",
        data=figures(found, practical.examination), by=world.cast.greta, at=timezone.now(),
    )  # fmt: skip
    return practical


def _all(names, example):
    return {f"exams:{name}": example for name in names.split()}


def _uuid(name):
    return lambda world: {"uuid": getattr(world, name).uuid}


EXAMPLES = {
    "exams:practical-book": lambda world: {"code": world.practical_exam.code},
    **_all(
        "practical practical-consent practical-consent-end practical-recording practical-upload-begin practical-video "
        "practical-live practical-close-people practical-hand-in practical-give-up practical-desk-one "
        "practical-statement practical-statement-check practical-consent-ended practical-draw",
        _uuid("practical"),
    ),
    **_all(
        "practical-upload-piece practical-upload-finish",
        lambda world: {"uuid": world.practical.uuid, "recording": world.practical.recordings.get().uuid},
    ),
    **_all(
        "rating rating-save rating-hand-in rating-excuse rater-replace", lambda world: {"uuid": world.sheets[1].uuid}
    ),
    **_all("gold-case gold-save gold-edit gold-retire", _uuid("gold_case")),
    **_all("gold-panel gold-panel-save gold-agreement gold-recording gold-upload-begin gold-video", _uuid("recorded")),
    **_all("gold-agreement-end gold-statement gold-agreement-check", _uuid("agreement")),
    **_all(
        "gold-upload-piece gold-upload-finish",
        lambda world: {"uuid": world.recorded.uuid, "recording": world.case_video.uuid},
    ),
    "exams:rater-end": _uuid("rater"),
    "exams:relation-end": _uuid("relation"),
    "exams:practical-decide": _uuid("to_decide"),
    "exams:practical-appeal": _uuid("failed"),
    "exams:practical-appeal-answer": _uuid("appealed"),
}
