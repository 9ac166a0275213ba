"""Sittings for the demo: one under way, one being marked, one to decide, others decided, one asked about."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from django.db import transaction

from feltwork.apps.accounts.models import User
from feltwork.apps.exams.actions import appeals, arranging, breaks, deciding, handing_in, marking, sitting
from feltwork.apps.exams.models import Attempt, Examination, Marking, Question
from feltwork.apps.exams.queries.entering import entry_of
from feltwork.apps.exams.queries.marked import to_mark
from feltwork.apps.exams.queries.results import outcome_now
from feltwork.apps.schools.models import Enrolment
from feltwork.core.exams import Item

WORDS = (
    "Her gaze is fixed and her breath held: I read that as freeze. I let it go and invite her eyes into the room.",
    "I would slow down, say what I see, and ask what is easiest to feel just now.",
    "Perhaps it settles by itself. I would wait and watch her breath.",
)
MINUTE = timedelta(minutes=1)
STORIES = ("under_way", "being_marked", "to_decide", "asked_about")  # the rest are decided
DECIDES = frozenset({"credentialing"})


@transaction.atomic
def build_sittings(
    *,
    examination: Examination,
    enrolments: Sequence[Enrolment],
    markers: Sequence[User],
    desk: User,
    decider: User,
    at: datetime,
) -> list[Attempt]:
    """One attempt for each of *enrolments*, with the stories of STORIES first. *markers*: three or more; *decider*: who
    releases results and trains nobody. Inside the school's scope; everything happens in the two weeks before *at*.
    """
    for one in markers:
        arranging.appoint_marker(examination=examination, user=one, by=desk, at=at - timedelta(days=20))
    made = []
    for number, enrolment in enumerate(enrolments):
        story = STORIES[number] if number < len(STORIES) else "decided"
        began = at - 25 * MINUTE if story == "under_way" else at - timedelta(days=14 - number % 7, hours=number % 5)
        chance = random.Random(f"demo {number}")  # noqa: S311 an invented candidate
        made.append(_told(examination, enrolment, story, chance, decider, began))
    return made


def _told(
    examination: Examination, enrolment: Enrolment, story: str, chance: random.Random, decider: User, began: datetime
) -> Attempt:
    if story == "under_way":
        arranging.agree_allowance(
            enrolment=enrolment,
            extra_percent=25,
            extra_pause_minutes=10,
            is_plain=False,
            words="",
            by=decider,
            at=began,
        )
    let_in(examination, enrolment, decider, began - timedelta(days=3))
    attempt = sitting.begin(examination=examination, enrolment=enrolment, device="demo", by=enrolment.student, at=began)
    skill = 0.55 if story == "asked_about" else chance.uniform(0.72, 0.95)
    _answer(attempt, chance, skill, began, part=0.45 if story == "under_way" else 0.97)
    if story == "under_way":
        return attempt
    breaks.pause(attempt=attempt, by=enrolment.student, at=began + 30 * MINUTE)
    breaks.go_on(attempt=attempt, by=enrolment.student, at=began + 36 * MINUTE)
    ended = began + 71 * MINUTE
    attempt = handing_in.hand_in(attempt=attempt, by=enrolment.student, at=ended)
    if story != "being_marked":
        _mark(attempt, chance, skill, ended + timedelta(days=1))
    attempt.refresh_from_db()
    if story in {"decided", "asked_about"} and attempt.state == Attempt.State.MARKED:
        _decide(attempt, story, decider, ended + timedelta(days=3))
    return attempt


def let_in(examination: Examination, enrolment: Enrolment, decider: User, at: datetime) -> None:
    """By a ruling, where the level has not been reached; the rest of the demo's people are not let in."""
    if entry_of(examination, enrolment, at).is_open:
        return
    arranging.rule_entry(
        enrolment=enrolment, examination=examination, is_let_in=True, by=decider, roles=DECIDES, at=at,
        reason="The teachers of the group agree that it can be sat before the last level begins.",
    )  # fmt: skip


def _answer(attempt: Attempt, chance: random.Random, skill: float, began: datetime, *, part: float) -> None:
    asked = list(attempt.questions.select_related("item_version"))
    for number, question in enumerate(asked[: round(len(asked) * part)]):
        at = began + number * 2 * MINUTE
        answers = {question.number: _given(question, chance, skill)}
        later = {question.number: chance.random() < 0.1}
        sitting.save_answers(
            attempt=attempt, answers=answers, later=later, seen=10**6, origin="demo", by=attempt.candidate, at=at
        )


def _given(question: Question, chance: random.Random, skill: float) -> Any:
    data = question.item_version.data
    kind, key = data["kind"], data.get("key")
    if kind == "short":
        return chance.choice(WORDS)
    if chance.random() < skill:
        return key[0] if kind == "region" else key
    ids = [one["id"] for one in data.get("choices") or data.get("regions")]
    if kind in {"single", "region"}:
        return chance.choice(ids)
    if kind == "matching":
        return {one: chance.choice(data["targets"])["id"] for one in ids}
    return chance.sample(ids, len(ids) if kind == "ordering" else 1)


def _mark(attempt: Attempt, chance: random.Random, skill: float, at: datetime) -> None:
    """Until no marking waits: a third where two were apart."""
    while (row := attempt.markings.filter(turn__gt=0, done_at=None).order_by("place").first()) is not None:
        for question in to_mark(row):
            _give(row, question, chance, skill, at)
        marking.finish_marking(marking=row, by=row.marker, at=at)


def _give(row: Marking, question: Question, chance: random.Random, skill: float, at: datetime) -> None:
    item = Item.from_data(question.item_version.data)
    points = {one.id: one.points * (1 if chance.random() < skill else Fraction(1, 2)) for one in item.criteria}
    marking.save_mark(
        marking=row, question=question, points=points, words="Names what is seen before what it may mean.",
        by=row.marker, at=at,
    )  # fmt: skip


def _decide(attempt: Attempt, story: str, decider: User, at: datetime) -> None:
    outcome = "passed" if outcome_now(attempt).is_passed else "failed"
    deciding.decide(attempt=attempt, outcome=outcome, reason="", by=decider, roles=DECIDES, at=at)
    if story == "asked_about":
        words = "One of the questions on ethics has two answers that fit our country. Please look at it again."
        appeals.appeal(attempt=attempt, words=words, by=attempt.candidate, at=at + timedelta(days=1))
