"""Examinations in writing for tests: a small bank in use, a blueprint, an examination that is open."""

from __future__ import annotations

from datetime import UTC, datetime

from feltwork.apps.exams.actions import sitting
from feltwork.apps.exams.models import Blueprint, Examination, Item, ItemVersion
from feltwork.apps.schools.tests.factories import UserFactory

AT = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)
CHOICES = [{"id": one, "text": f"Choice {one}"} for one in "abcd"]
KINDS = {
    "single": {"choices": CHOICES, "key": "b"},
    "multiple": {"choices": CHOICES, "key": ["a", "c"], "scoring": "partial"},
    "ordering": {"choices": CHOICES, "key": ["c", "a", "b", "d"]},
    "matching": {
        "choices": CHOICES[:2],
        "targets": [{"id": "t1", "text": "First"}, {"id": "t2", "text": "Second"}],
        "key": {"a": "t1", "b": "t2"},
    },
    "region": {
        "figure": {"file": "body-front", "alt": "A body, from the front", "width": 340, "height": 760},
        "regions": [
            {"id": "chest", "text": "Chest", "shape": [[0.4, 0.2], [0.6, 0.2], [0.6, 0.35], [0.4, 0.35]]},
            {"id": "belly", "text": "Belly", "shape": [[0.4, 0.36], [0.6, 0.36], [0.6, 0.5], [0.4, 0.5]]},
        ],
        "key": ["chest"],
    },
    "short": {
        "words": 120,
        "criteria": [
            {"id": "sees", "text": "Sees the freeze", "points": 2},
            {"id": "waits", "text": "Waits", "points": 2},
        ],
        "points": 4,
    },
}  # fmt: skip
RIGHT = {
    "single": "b", "multiple": ["a", "c"], "ordering": ["c", "a", "b", "d"], "matching": {"a": "t1", "b": "t2"},
    "region": "chest", "short": "Her gaze is fixed and her breath held: freeze.",
}  # fmt: skip


def item(school, by, kind, code, *, topic="anatomy", difficulty="medium", stem="What do you do first?", **more):
    """One item in use."""
    row = Item.objects.create(school=school, code=code, topic=topic, difficulty=difficulty, made_by=by, made_at=AT)
    data = {"kind": kind, "stem": stem, "language": "en", "explanation": "Because.", **KINDS[kind], **more}
    ItemVersion.objects.create(
        school=school, item=row, number=1, kind=kind, data=data, language=data["language"], state="live",
        written_by=by, written_at=AT, live_at=AT,
    )  # fmt: skip
    return row


def examination(programme, by, *, kinds=("single", "multiple", "ordering", "matching", "region"), spare=0, **terms):
    """One item of each of *kinds*, each with *spare* others; parts: all but short answers, then these."""
    school = programme.school
    cells = []
    for number, kind in enumerate(kinds):
        topic = ("anatomy", "physiology", "psychology", "trauma", "ethics", "se_skills")[number % 6]
        for copy in range(1 + spare):
            code = f"{kind}-{copy}"
            if not Item.objects.filter(school=school, code=code).exists():
                item(school, by, kind, code, topic=topic, stem=f"A question of the kind {kind}.")
        cells.append({"topic": topic, "difficulty": "", "count": 1})
    data = {"parts": [{"title": "Foundations", "cells": cells}]}
    blueprint = Blueprint.objects.create(school=school, name="One of each", data=data, made_by=by, made_at=AT)
    given = {
        "code": "foundations",
        "languages": ["en"],
        "minutes": 120,
        "pause_minutes": 20,
        "attempts": 2,
        "retake_days": 30,
        "lockout_days": 365,
        **terms,
    }
    return Examination.objects.create(
        school=school, programme=programme, kind="written", name="Foundations",
        blueprint=blueprint, is_open=True, made_by=by, made_at=AT, **given,
    )  # fmt: skip


def begin(exam, user, *, at=AT, device="laptop", language=""):
    return sitting.begin(examination=exam, enrolment=user.enrolment, device=device, by=user, at=at, language=language)


def by_kind(attempt):
    """Questions of *attempt* by the kind of their item."""
    return {one.item_version.kind: one for one in attempt.questions.select_related("item_version")}


def answer_all(attempt, user, *, at=AT, wrong=()):
    """Everything right, but *wrong* kinds, which stay without an answer."""
    given = {one.number: RIGHT[kind] for kind, one in by_kind(attempt).items() if kind not in wrong}
    attempt.refresh_from_db()
    return sitting.save_answers(attempt=attempt, answers=given, seen=attempt.changes, origin="page", by=user, at=at)


def person(name):
    return UserFactory(name=name)
