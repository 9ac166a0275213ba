"""Sitting: an attempt begins once, answers are kept as they are given, and another device may take over."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.exams.actions.breaks import settle_pause
from feltwork.apps.exams.actions.handing_in import close
from feltwork.apps.exams.devices import hash_for
from feltwork.apps.exams.forms_drawn import draw_form
from feltwork.apps.exams.models import AnswerSave, Attempt, Examination, Question, SittingEvent
from feltwork.apps.exams.queries.attempts import OPEN, agreed_for, latest_allowances, way_of
from feltwork.apps.exams.queries.entering import entry_of
from feltwork.apps.schools.models import Enrolment
from feltwork.core.exams import AnswerError, Item, checked

Kind = SittingEvent.Kind
GRACE = timedelta(seconds=30)  # an answer that was on its way as the time ended, or as a pause began
LATE = timedelta(hours=24)  # how long answers from a device without a connection are kept aside for a decision
LOST_SECONDS = 10  # shorter ones are nothing to note


class NotNow(ValidationError):
    """An attempt cannot begin: a code of `retakes.Way`, "running" (another one is open), "level" (what it asks for
    first is missing), "language" (none of those in which it is asked)."""

    def __init__(self, code: str) -> None:
        super().__init__(_("This examination cannot be begun now."), code=code)


class Over(ValidationError):
    """Nothing can be answered any more, not even for a decision."""

    def __init__(self) -> None:
        super().__init__(_("This examination is over."), code="over")


@dataclass(frozen=True, slots=True)
class Saved:
    """*version*: what to say next time as seen. *theirs*: answers another page gave meanwhile to the same questions;
    nothing was written over them. *news*: what it answered besides. *late*: so many were kept aside, after the end."""

    version: int
    theirs: Mapping[int, Any] = field(default_factory=dict)
    news: Mapping[int, Any] = field(default_factory=dict)
    late: int = 0
    moved: bool = False  # another device has taken over
    is_over: bool = False


def begin(
    *, examination: Examination, enrolment: Enrolment, device: str, by: User, at: datetime, language: str = ""
) -> Attempt:
    """Draw a form and start the clock. Whoever begins twice, or fifty times at once, has one attempt.

    *device*: the word of the device, see `devices`; *language*: one of the examination's, needed where it has several.
    Raises `NotNow`, `BankTooSmall`.
    """
    # judged before anything is locked: three hundred may begin at once, and the rules of a school can be long
    is_open = entry_of(examination, enrolment, at).is_open
    return _begin(examination, enrolment, device, language, is_open, by, at)


@transaction.atomic
def _begin(
    examination: Examination, enrolment: Enrolment, device: str, language: str, is_open: bool, by: User, at: datetime
) -> Attempt:
    User.objects.select_for_update().get(pk=by.pk)  # one sitting at a time for each person
    running = Attempt.objects.filter(candidate=by, state__in=OPEN).first()
    if running is not None and running.over_at(at) + GRACE <= at:
        close(attempt=running, how=Attempt.HandedIn.TIME, by=None, at=at)
        running = None
    if running is not None:
        if running.examination_id == examination.pk:
            return running
        raise NotNow("running")
    way = way_of(examination, enrolment, at)
    if not way.is_open:
        raise NotNow(way.code)
    if not is_open:
        raise NotNow("level")
    language = language or (examination.languages[0] if len(examination.languages) == 1 else "")
    if language not in examination.languages:
        raise NotNow("language")
    attempt = _new(examination, enrolment, device, language, by, at)
    attempt.questions.bulk_create(draw_form(attempt))
    add_event(attempt, Kind.STARTED, by=by, at=at)
    record("exams.begin", by=by, at=at, subject=attempt, facts={"number": attempt.number, "language": language})
    return attempt


@transaction.atomic
def take_over(*, attempt: Attempt, device: str, by: User, at: datetime) -> Attempt:
    """Go on on this device; the one before keeps what it has, and is told."""
    row = held(attempt)
    code = hash_for(row.uuid, device)
    if row.is_open and row.device != code:
        row.device, row.seen_at = code, at
        row.save(update_fields=["device", "seen_at"])
        add_event(row, Kind.MOVED, by=by, at=at)
        record("exams.take_over", by=by, at=at, subject=row)
    return row


@transaction.atomic
def save_answers(
    *,
    attempt: Attempt,
    answers: Mapping[int, Any],
    later: Mapping[int, bool] | None = None,
    seen: int,
    origin: str = "",
    device: str = "",
    lost_seconds: int = 0,
    by: User,
    at: datetime,
) -> Saved:
    """Keep *answers* by the number of the question; None takes one back. *later*: what is marked for later.

    *seen*: the version on the page; *origin*: an id of the page, so that what it sends again is not taken for another
    page's; *lost_seconds*: how long it had no connection. Raises `AnswerError` for what is no answer, `Over`.
    """
    row = held(attempt)
    if row.is_open and row.over_at(at) + GRACE <= at:
        close(attempt=row, how=Attempt.HandedIn.TIME, by=None, at=at)
    asked = _asked(row, {*answers, *(later or {})})
    given = {number: checked(_item(asked[number]), value) for number, value in answers.items()}
    if not row.is_open:
        return _late(row, asked, given, origin, by, at)
    if row.paused_at is not None and at - row.paused_at > GRACE and given:
        settle_pause(row, by=by, at=at)  # whoever answers goes on
    fresh, theirs = _merged(asked, given, seen, origin)
    news = _news(row, {*given}, seen, origin)
    _write(row, asked, fresh, later or {}, origin, at)
    if lost_seconds >= LOST_SECONDS:
        add_event(row, Kind.LOST, by=by, at=at, facts={"seconds": min(lost_seconds, 86_400)})
    moved = bool(device) and hash_for(row.uuid, device) != row.device
    return Saved(row.changes, theirs, news, moved=moved)


def held(attempt: Attempt) -> Attempt:
    """The row, locked, and nothing with it: this is asked for every answer of everybody."""
    return Attempt.objects.select_for_update().get(pk=attempt.pk)


def add_event(
    attempt: Attempt, kind: str, *, by: User | None, at: datetime, facts: Mapping[str, Any] | None = None
) -> SittingEvent:
    """A line of the log that the candidate reads, too."""
    return SittingEvent.objects.create(
        school=attempt.school, attempt=attempt, kind=kind, by=by, at=at, facts=dict(facts or {})
    )


def _new(examination: Examination, enrolment: Enrolment, device: str, language: str, by: User, at: datetime) -> Attempt:
    agreed = agreed_for(examination, latest_allowances([enrolment.pk]).get(enrolment.pk))
    uuid = uuid4()
    return Attempt.objects.create(
        uuid=uuid, school=examination.school, examination=examination, enrolment=enrolment, candidate=by,
        number=Attempt.objects.filter(examination=examination, enrolment=enrolment).count() + 1,
        seed=secrets.token_hex(16), form={"parts": [], "blueprint": ""}, started_at=at, seconds=agreed.seconds,
        pause_seconds=agreed.pause_seconds, ends_at=at + timedelta(seconds=agreed.seconds), is_plain=agreed.is_plain,
        language=language, device=hash_for(uuid, device), seen_at=at,
    )  # fmt: skip


def _asked(attempt: Attempt, numbers: set[int]) -> dict[int, Question]:
    rows = attempt.questions.filter(number__in=numbers).select_related("item_version")
    found = {row.number: row for row in rows}
    if numbers - found.keys():
        raise AnswerError("unknown_question")
    return found


def _item(question: Question) -> Item:
    return Item.from_data(question.item_version.data)


def _merged(
    asked: Mapping[int, Question], given: Mapping[int, Any], seen: int, origin: str
) -> tuple[dict[int, Any], dict[int, Any]]:
    """What is new, and what another page answered since *seen*."""
    changed = {number: value for number, value in given.items() if asked[number].answer != value}
    theirs = {number for number in changed if _is_others(asked[number], seen, origin)}
    fresh = {number: value for number, value in changed.items() if number not in theirs}
    return fresh, {number: asked[number].answer for number in theirs}


def _is_others(question: Question, seen: int, origin: str) -> bool:
    return question.version > seen and (not origin or question.origin != origin)


def _news(attempt: Attempt, numbers: set[int], seen: int, origin: str) -> dict[int, Any]:
    if attempt.changes <= seen:
        return {}
    rows = attempt.questions.filter(version__gt=seen).exclude(number__in=numbers)
    rows = (rows.exclude(origin=origin) if origin else rows).only("number", "answer", "version", "origin")
    return {row.number: row.answer for row in rows if _is_others(row, seen, origin)}


def _write(
    attempt: Attempt,
    asked: Mapping[int, Question],
    fresh: Mapping[int, Any],
    later: Mapping[int, bool],
    origin: str,
    at: datetime,
) -> None:
    """The answers that hold, each as a row that stays besides, and the marks for later."""
    saves: list[AnswerSave] = []
    attempt.changes += bool(fresh)
    for number, value in fresh.items():
        row = asked[number]
        row.answer, row.answered_at, row.version, row.origin = value, at, attempt.changes, origin
        saves.append(_save(row, value, attempt.changes, origin, at))
    touched = {number for number, mark in later.items() if asked[number].is_later != mark}
    for number in touched:
        asked[number].is_later = later[number]
    _update([asked[number] for number in {*fresh, *touched}])
    AnswerSave.objects.bulk_create(saves)
    attempt.seen_at = at
    attempt.save(update_fields=["changes", "seen_at"])


def _update(rows: Sequence[Question]) -> None:
    for row in rows:  # one, nearly always
        row.save(update_fields=["answer", "answered_at", "version", "origin", "is_later"])


def _save(question: Question, value: Any, version: int, origin: str, at: datetime, *, late: bool = False) -> AnswerSave:
    return AnswerSave(
        school_id=question.school_id, question=question, answer=value, version=version, origin=origin, is_late=late,
        at=at,
    )  # fmt: skip


def _late(
    attempt: Attempt, asked: Mapping[int, Question], given: Mapping[int, Any], origin: str, by: User, at: datetime
) -> Saved:
    """After the end: kept aside, for the person who decides. Sent twice it is kept once."""
    ended = attempt.handed_in_at or attempt.ends_at
    if attempt.state == Attempt.State.DECIDED or at - ended > LATE:
        raise Over
    changed = {number: value for number, value in given.items() if asked[number].answer != value}
    known = AnswerSave.objects.filter(question__in=[asked[number] for number in changed], is_late=True, origin=origin)
    kept = {(row.question_id, str(row.answer)) for row in known}
    rows = [
        _save(asked[number], value, attempt.changes, origin, at, late=True)
        for number, value in changed.items()
        if (asked[number].pk, str(value)) not in kept
    ]
    AnswerSave.objects.bulk_create(rows)
    if rows:
        add_event(attempt, Kind.LATE, by=by, at=at, facts={"count": len(rows)})
    return Saved(attempt.changes, late=len(rows), is_over=True)
