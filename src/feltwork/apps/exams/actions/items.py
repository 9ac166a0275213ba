"""Questions of the bank: written, read by two others, in use, replaced, taken out.

A version that somebody has read, or that was ever in use, is never changed: what comes after is a new version.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.exams.actions.waiting import count_reviews
from feltwork.apps.exams.languages import primary
from feltwork.apps.exams.models import Item, ItemReview, ItemVersion
from feltwork.apps.exams.permissions.bank import can_review
from feltwork.apps.exams.problems import sentences
from feltwork.apps.exams.queries.codes import free_code
from feltwork.apps.schools.models import School
from feltwork.core.exams import Item as Sound
from feltwork.core.exams import Unsound

REVIEWERS = 2
State = ItemVersion.State


@transaction.atomic
def write_item(
    *,
    school: School,
    topic: str,
    difficulty: str,
    data: Mapping[str, Any],
    by: User,
    at: datetime,
    family: str = "",
    code: str = "",
) -> Item:
    """A new question with its first draft. Without *code* one is made from topic and number."""
    sound = _sound(data)
    if code and Item.objects.filter(school=school, code=code).exists():
        raise ValidationError({"code": _("Another question has this code.")}, code="twice")
    item = Item.objects.create(
        school=school,
        code=code or free_code(school, topic),
        topic=topic,
        difficulty=difficulty,
        family=family,
        made_by=by,
        made_at=at,
    )
    version = _add_version(item, 1, sound, by, at)
    record("exams.write_item", by=by, at=at, subject=item, facts={"kind": version.kind, "topic": topic})
    return item


@transaction.atomic
def change_item(
    *, item: Item, topic: str, difficulty: str, data: Mapping[str, Any], by: User, at: datetime, family: str = ""
) -> ItemVersion:
    """What an item says from now on, as a draft; what is in use stays so until two others have read the new words."""
    item = Item.objects.select_for_update().get(pk=item.pk)
    _not_retired(item)
    item.topic, item.difficulty, item.family = topic, difficulty, family
    item.save(update_fields=["topic", "difficulty", "family"])
    version = _next_version(item, _sound(data), by, at)
    count_reviews(school=item.school, at=at)
    record("exams.change_item", by=by, at=at, subject=item, facts={"version": version.number})
    return version


@transaction.atomic
def tag_item(*, item: Item, topic: str, difficulty: str, family: str, by: User, at: datetime) -> Item:
    """Where a question belongs; its words stay."""
    item.topic, item.difficulty, item.family = topic, difficulty, family
    item.save(update_fields=["topic", "difficulty", "family"])
    record("exams.tag_item", by=by, at=at, subject=item, facts={"topic": topic, "difficulty": difficulty})
    return item


@transaction.atomic
def ask_review(*, version: ItemVersion, by: User, at: datetime) -> ItemVersion:
    """Ask two others to read a draft."""
    version = _locked(version)
    _not_retired(version.item)
    if version.state != State.DRAFT or version.reviews.exists():
        raise ValidationError(_("Only a draft that nobody has read yet can be sent to be read."), code="state")
    _become(version, State.REVIEW)
    count_reviews(school=version.school, at=at)
    record("exams.ask_review", by=by, at=at, subject=version.item, facts={"version": version.number})
    return version


@transaction.atomic
def review_item(*, version: ItemVersion, verdict: str, by: User, at: datetime, words: str = "") -> ItemReview:
    """One reader's verdict. With the second “fit” the version is in use; with “needs a change” it goes back."""
    version = _locked(version)
    if version.state != State.REVIEW:
        raise ValidationError(_("This version does not wait to be read (any more)."), code="state")
    if not can_review(by, version):
        raise PermissionDenied
    if verdict == ItemReview.Verdict.CHANGE and not words.strip():
        raise ValidationError(
            {"words": _("Please say what has to change, so that the author can do it.")}, code="words"
        )
    review = ItemReview.objects.create(
        school_id=version.school_id, version=version, verdict=verdict, words=words, by=by, at=at
    )
    facts = {"version": version.number, "verdict": verdict}
    record("exams.review_item", by=by, at=at, subject=version.item, facts=facts)
    if verdict == ItemReview.Verdict.CHANGE:
        _become(version, State.DRAFT)
    elif version.reviews.filter(verdict=ItemReview.Verdict.FIT).count() >= REVIEWERS:
        _put_in_use(version, by, at)
    count_reviews(school=version.school, at=at)
    return review


@transaction.atomic
def retire_item(*, item: Item, reason: str, by: User, at: datetime) -> Item:
    """Take a question out: no new form asks it. Sittings that have it keep it, and it can be brought back."""
    item = Item.objects.select_for_update().get(pk=item.pk)
    _not_retired(item)
    item.retired_at, item.retired_reason = at, reason
    item.save(update_fields=["retired_at", "retired_reason"])
    record("exams.retire_item", by=by, at=at, subject=item, facts={"reason": reason})
    count_reviews(school=item.school, at=at)
    return item


@transaction.atomic
def bring_back_item(*, item: Item, by: User, at: datetime) -> Item:
    """A question that was taken out may be asked again, with the words that were in use."""
    item = Item.objects.select_for_update().get(pk=item.pk)
    if item.retired_at is None:
        raise ValidationError(_("This question was not taken out."), code="state")
    item.retired_at, item.retired_reason = None, ""
    item.save(update_fields=["retired_at", "retired_reason"])
    record("exams.bring_back_item", by=by, at=at, subject=item)
    count_reviews(school=item.school, at=at)
    return item


def _sound(data: Mapping[str, Any]) -> Sound:
    try:
        return Sound.from_data(data)
    except Unsound as wrong:
        raise ValidationError(sentences(wrong.problems, data), code="unsound") from wrong


def _next_version(item: Item, sound: Sound, by: User, at: datetime) -> ItemVersion:
    """A draft of one's own that nobody has read is written over; anything else stays and is followed."""
    newest = item.versions.select_for_update().order_by("-number").first()
    if newest is None:
        return _add_version(item, 1, sound, by, at)
    if newest.state == State.DRAFT and newest.written_by_id == by.pk and not newest.reviews.exists():
        newest.kind, newest.data, newest.language = sound.kind, sound.data(), primary(sound.language)
        newest.written_at = at
        newest.save(update_fields=["kind", "data", "language", "written_at"])
        return newest
    if newest.state in {State.DRAFT, State.REVIEW}:
        _become(newest, State.OLD)
    return _add_version(item, newest.number + 1, sound, by, at)


def _add_version(item: Item, number: int, sound: Sound, by: User, at: datetime) -> ItemVersion:
    return ItemVersion.objects.create(
        school_id=item.school_id,
        item=item,
        number=number,
        kind=sound.kind,
        data=sound.data(),
        language=primary(sound.language),
        written_by=by,
        written_at=at,
    )


def _put_in_use(version: ItemVersion, by: User, at: datetime) -> None:
    for before in ItemVersion.objects.filter(item=version.item_id, state=State.LIVE):
        _become(before, State.OLD)
    version.live_at = at
    _become(version, State.LIVE)
    record("exams.put_in_use", by=by, at=at, subject=version.item, facts={"version": version.number})


def _become(version: ItemVersion, state: str) -> None:
    version.state = state
    version.save(update_fields=["state", "live_at"])


def _locked(version: ItemVersion) -> ItemVersion:
    return ItemVersion.objects.select_for_update(of=("self",)).select_related("item").get(pk=version.pk)


def _not_retired(item: Item) -> None:
    if item.retired_at is not None:
        raise ValidationError(_("This question was taken out. Bring it back first."), code="retired")
