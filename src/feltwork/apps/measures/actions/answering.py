"""Answering: kept with each answer, sent twice kept once, and never written over by another device unseen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record as note
from feltwork.apps.measures.actions.raising import evaluate
from feltwork.apps.measures.actions.results import keep_result
from feltwork.apps.measures.hands import Hands
from feltwork.apps.measures.models import Asking, Result
from feltwork.apps.measures.risk import may_be_asked, policy_of
from feltwork.core.measures import Answer, instrument, risk_hits

OPEN = (Asking.State.OPEN, Asking.State.STARTED)


class SheetClosed(ValidationError):
    """Nothing can be answered on it: "over" (done, stopped, lapsed), "early", "nobody_looks"."""

    def __init__(self, code: str) -> None:
        super().__init__(_("This sheet cannot be answered now."), code=code)


@dataclass(frozen=True, slots=True)
class Saved:
    """*version*: what to say next time as seen. *theirs*: answers that another device gave meanwhile to the same
    questions; nothing was written over them. *news*: what it answered meanwhile besides. *raised*: some answer was
    passed on to a person."""

    version: int
    theirs: Mapping[str, Answer] = field(default_factory=dict)
    news: Mapping[str, Answer] = field(default_factory=dict)
    raised: bool = False


@transaction.atomic
def save_answers(
    *,
    asking: Asking,
    hands: Hands,
    answers: Mapping[str, Answer],
    seen: int,
    origin: str = "",
    by: User | None,
    at: datetime,
) -> Saved:
    """Keep *answers*, which may be one or all; None takes an answer back. *seen*: the version on the page. *origin*: an
    id of the page, so that what it sends again, after an answer that got lost, is not taken for another device's.

    Raises `SheetClosed`, and `core.measures.AnswerError` for what is no answer of this instrument.
    """
    row = _held(asking, hands, at)
    whole = instrument(row.instrument)
    risk_hits(whole, answers)  # raises where an item or a value is not one of this instrument
    sheet = {"answers": {}, "versions": {}, "origins": {}} | (hands.open(row, "sheet") or {})
    fresh, theirs = _merged(sheet, answers, seen, origin)
    news = {item: sheet["answers"][item] for item in _others(sheet, seen, origin) if item not in answers}
    if not fresh:
        return Saved(row.changes, theirs, news)
    began = row.state == Asking.State.OPEN
    row.changes += 1
    for item, value in fresh.items():
        sheet["answers"][item] = value
        sheet["versions"][item], sheet["origins"][item] = row.changes, origin
    row.sheet, row.saved_at, row.state = hands.seal(row, "sheet", sheet), at, Asking.State.STARTED
    row.started_at = row.started_at or at
    row.save(update_fields=["sheet", "saved_at", "state", "started_at", "changes"])
    if began:
        note("measures.start", by=by, at=at, subject=row)
    raised = evaluate(asking=row, hands=hands, answers=sheet["answers"], changed=fresh, by=by, at=at)
    return Saved(row.changes, theirs, news, raised)


@transaction.atomic
def finish(*, asking: Asking, hands: Hands, by: User | None, at: datetime) -> Result | None:
    """Score what is there, whatever was left out; a sheet without one answer is stopped instead.

    Twice is once: the result that is there is given back.
    """
    row = Asking.objects.select_for_update(of=("self",)).select_related("client", "enrolment").get(pk=asking.pk)
    if not hands.holds(row):
        raise PermissionDenied
    if row.state == Asking.State.DONE:
        return row.results.get(corrects=None)
    row = _held(asking, hands, at)
    sheet = hands.open(row, "sheet") or {"answers": {}}
    given = {item: value for item, value in sheet["answers"].items() if value is not None}
    if not given:
        _end(row, Asking.State.STOPPED, at)
        return None
    _end(row, Asking.State.DONE, at)
    result = keep_result(asking=row, hands=hands, answers=given, answered_at=at, is_late=at > row.due_at, by=by, at=at)
    note("measures.finish", by=by, at=at, subject=row, facts={"late": result.is_late})
    return result


@transaction.atomic
def stop(*, asking: Asking, hands: Hands, discard: bool = False, by: User | None, at: datetime) -> Asking:
    """End it where it is: there is no score. What was answered stays, or goes with *discard*; an alert stays."""
    row = _held(asking, hands, at)
    if discard:
        row.sheet = None
    _end(row, Asking.State.STOPPED, at, "sheet")
    note("measures.stop", by=by, at=at, subject=row, facts={"discarded": discard})
    return row


@transaction.atomic
def lapse(*, asking: Asking, at: datetime) -> Asking:
    """Its time is over. What was answered stays, and gives no score."""
    row = Asking.objects.select_for_update().get(pk=asking.pk)
    if row.state in OPEN and row.closes_at <= at:
        _end(row, Asking.State.LAPSED, at)
    return row


def why_closed(asking: Asking, at: datetime) -> str:
    """Why nothing can be answered on it now, as a code of `SheetClosed`; or ""."""
    if asking.state not in OPEN or asking.closes_at <= at:
        return "over"
    if asking.opens_at > at:
        return "early"
    if not may_be_asked(instrument(asking.instrument), asking.place, policy_of(asking.school)):
        return "nobody_looks"
    return ""


def _held(asking: Asking, hands: Hands, at: datetime) -> Asking:
    """The row, locked. Raises PermissionDenied where it is somebody else's."""
    rows = Asking.objects.select_for_update(of=("self",))
    row = rows.select_related("school", "client__clinician", "client__school", "enrolment__student").get(pk=asking.pk)
    if not hands.holds(row):
        raise PermissionDenied
    code = why_closed(row, at)
    if code:
        raise SheetClosed(code)
    return row


def _merged(
    sheet: Mapping[str, Any], answers: Mapping[str, Answer], seen: int, origin: str
) -> tuple[dict[str, Answer], dict[str, Answer]]:
    """What is new, and what another device answered since *seen*."""
    others = _others(sheet, seen, origin)
    changed = {item: value for item, value in answers.items() if sheet["answers"].get(item) != value}
    fresh = {item: value for item, value in changed.items() if item not in others}
    return fresh, {item: sheet["answers"].get(item) for item in changed if item in others}


def _others(sheet: Mapping[str, Any], seen: int, origin: str) -> set[str]:
    """Items that were answered since *seen*, and not from *origin*."""
    later = {item for item, version in sheet["versions"].items() if version > seen}
    return {item for item in later if not origin or sheet["origins"].get(item) != origin}


def _end(row: Asking, state: str, at: datetime, *more: str) -> None:
    row.state, row.ended_at = state, at
    row.save(update_fields=["state", "ended_at", *more])
