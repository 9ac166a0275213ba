"""A bank for the demo and for tests: the questions that come with Feltwork, read by two and in use, and a blueprint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from feltwork.apps.accounts.models import User
from feltwork.apps.exams.actions.blueprints import make_blueprint
from feltwork.apps.exams.actions.examinations import create_examination, open_examination
from feltwork.apps.exams.actions.items import ask_review, change_item, retire_item, review_item
from feltwork.apps.exams.actions.taking_in import take_in_starter
from feltwork.apps.exams.models import Blueprint, Examination, Item, ItemReview, ItemVersion
from feltwork.apps.schools.models import Programme, School

# stay as they are: one being read by nobody yet, one by one reader, one sent back, one draft
BEING_READ, HALF_READ, SENT_BACK, DRAFT = "ski-010", "eth-009", "psy-008", "tra-009"
PARTS = (("Body and mind", ("anatomy", "physiology", "psychology")), ("Practice", ("trauma", "ethics", "se_skills")))


@dataclass(frozen=True, slots=True)
class DemoBank:
    items: tuple[Item, ...]
    blueprint: Blueprint
    examination: Examination


@transaction.atomic
def build_bank(
    *,
    school: School,
    programme: Programme,
    author: User,
    readers: Sequence[User],
    decider: User,
    at: datetime,
    evidence_code: str = "",
) -> DemoBank:
    """Fifty-odd questions, nearly all in use, a blueprint of thirty, and an open examination by it.

    *readers*: two who are not the author. Inside the school's scope.
    """
    items = take_in_starter(school=school, language="en", by=author, at=at).items
    read_at = at + timedelta(days=9)
    for version in ItemVersion.objects.filter(item__in=items).select_related("item").order_by("pk"):
        _read(version, author, readers, at + timedelta(days=3), read_at)
    _with_a_story(items, author, readers, read_at)
    blueprint = make_blueprint(
        school=school, name="Written examination, 30 questions", data=_plan(), by=author, at=read_at
    )
    examination = create_examination(
        school=school,
        programme=programme,
        kind=Examination.Kind.WRITTEN,
        name="Written examination",
        code="written",
        about="Thirty questions in two parts. You may use nothing but your head; *take the pauses you need*.",
        blueprint=blueprint,
        languages=["en"],
        minutes=90,
        pause_minutes=20,
        shows=Examination.Shows.ANSWERS,
        evidence_code=evidence_code,
        by=author,
        at=read_at,
    )
    open_examination(examination=examination, by=decider, at=read_at + timedelta(days=1))
    examination.refresh_from_db()
    return DemoBank(tuple(items), blueprint, examination)


def _read(version: ItemVersion, author: User, readers: Sequence[User], sent: datetime, read: datetime) -> None:
    code = version.item.code
    if code == DRAFT:
        return
    ask_review(version=version, by=author, at=sent)
    if code == BEING_READ:
        return
    if code == SENT_BACK:
        words = "The correlation differs between reviews. Say which one the number is from in the question itself."
        review_item(version=version, verdict=ItemReview.Verdict.CHANGE, words=words, by=readers[0], at=read)
        return
    for reader in readers[: 1 if code == HALF_READ else 2]:
        review_item(version=version, verdict=ItemReview.Verdict.FIT, by=reader, at=read)


def _with_a_story(items: Sequence[Item], author: User, readers: Sequence[User], at: datetime) -> None:
    """One question in its second version, and one that was taken out."""
    by_code = {item.code: item for item in items}
    item = by_code["ski-005"]
    data = dict(item.versions.get(state=ItemVersion.State.LIVE).data)
    data["explanation"] += " An invitation can be declined without a reason."
    version = change_item(
        item=item, topic=item.topic, difficulty=item.difficulty, family=item.family, data=data, by=author, at=at
    )
    ask_review(version=version, by=author, at=at)
    for reader in readers[:2]:
        review_item(version=version, verdict=ItemReview.Verdict.FIT, by=reader, at=at)
    reason = "Two questions about the same finding; the other one is clearer."
    retire_item(item=by_code["phy-003"], reason=reason, by=author, at=at)


def _plan() -> dict[str, object]:
    return {
        "parts": [
            {"title": title, "cells": [{"topic": topic, "difficulty": "", "count": 5} for topic in topics]}
            for title, topics in PARTS
        ]
    }
