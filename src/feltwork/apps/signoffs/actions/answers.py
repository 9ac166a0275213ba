"""A provider answers: confirms, corrects or declines. Every answer is sealed in the ledger.

The signer follows from the request's provider; whoever calls with somebody else as `by` is refused here, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.schools.actions import link_provider
from feltwork.apps.signoffs import notices, statements
from feltwork.apps.signoffs.actions.ledger import append
from feltwork.apps.signoffs.actions.requests import close
from feltwork.apps.signoffs.models import LedgerEntry, SignOffRequest
from feltwork.apps.signoffs.permissions import can_answer
from feltwork.apps.signoffs.queries.entries import SealedEntry
from feltwork.core.signoffs import digest

Outcome = SignOffRequest.Outcome
ANSWERABLE = {Outcome.OPEN, Outcome.EXPIRED}
Asked = SignOffRequest | UUID


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of answering several at once: what was sealed, and what was not, with the reason."""

    entries: list[SealedEntry]
    refused: list[tuple[SignOffRequest, str]]


@transaction.atomic
def confirm(
    *, request: Asked, by: User, by_name: str, shown_hash: str, at: datetime, idempotency_key: str
) -> SealedEntry:
    """*by* vouches, under the name *by_name*, for what was shown; *shown_hash* says what that was.

    Raises ValidationError with code "changed" if the request says something else by now, "answered" if it was answered
    otherwise, "conflict" for a used *idempotency_key*; PermissionDenied for anybody but the provider.
    """
    asked = lock([request])[0]
    entry, is_new = _confirm(asked, by=by, by_name=by_name, shown_hash=shown_hash, at=at, key=idempotency_key)
    if is_new:
        notices.tell_answered(asked.student, [asked], key=f"signoffs.answered:{entry.seal}", at=at)
    return entry


@transaction.atomic
def confirm_many(
    *, requests: Sequence[tuple[Asked, str]], by: User, by_name: str, at: datetime, idempotency_key: str
) -> Answered:
    """As `confirm` for several, each given with its hash. What cannot be confirmed is left out and named.

    *idempotency_key* of up to 40 letters; each student is told once.
    """
    shown = {_pk_or_uuid(request): shown_hash for request, shown_hash in requests}
    answered, new = Answered([], []), []
    for asked in lock([request for request, _hash in requests]):
        shown_hash = shown.get(asked.uuid, "")
        key = f"{idempotency_key}:{asked.uuid.hex}"
        try:
            entry, is_new = _confirm(asked, by=by, by_name=by_name, shown_hash=shown_hash, at=at, key=key)
        except ValidationError as error:
            answered.refused.append((asked, " ".join(error.messages)))
        else:
            answered.entries.append(entry)
            new += [(asked, entry)] if is_new else []
    _tell_each_student(new, at)
    return answered


@transaction.atomic
def correct(
    *,
    request: Asked,
    by: User,
    by_name: str,
    changes: Mapping[str, Any],
    word: str,
    shown_hash: str,
    at: datetime,
    idempotency_key: str,
) -> SealedEntry:
    """As `confirm`, but with *changes* to date (`on`), `hours`, `kind`, `mode` or `group_size`.

    *word* goes to the student and is not sealed: it may say something about a person, and must be erasable.
    """
    asked = lock([request])[0]
    today = at.astimezone(ZoneInfo(asked.presented["zone"])).date()
    statement = statements.corrected(asked, changes, today=today)
    entry, is_new = _answer(
        asked,
        Outcome.CORRECTED,
        statement,
        by=by,
        by_name=by_name,
        shown_hash=shown_hash,
        at=at,
        key=idempotency_key,
        word=word,
    )
    if is_new:
        notices.tell_answered(asked.student, [asked], key=f"signoffs.answered:{entry.seal}", at=at)
    return entry


@transaction.atomic
def decline(*, request: Asked, by: User, reason: str, at: datetime, word: str = "") -> SealedEntry:
    """*by* does not confirm, for one of `statements.Reason`; *word* goes to the student and is not sealed."""
    asked = lock([request])[0]
    if reason not in statements.Reason.values:
        raise ValidationError({"reason": _("Please choose what is not right.")})
    # pressing twice is one act; declining, taking that back and declining again is two
    taken_back = LedgerEntry.objects.filter(
        school=asked.school, subject_uuid=asked.subject_uuid, kind=LedgerEntry.Kind.TAKEN_BACK
    ).count()
    entry, is_new = _answer(
        asked,
        Outcome.DECLINED,
        {**statements.confirmed(asked), "reason": reason},
        by=by,
        by_name=by.name or asked.provider.name,
        shown_hash=digest(asked.presented),
        at=at,
        key=f"decline:{asked.uuid}:{taken_back}",
        word=word,
    )
    if is_new:
        notices.tell_answered(asked.student, [asked], key=f"signoffs.answered:{entry.seal}", at=at)
    return entry


def _pk_or_uuid(request: Asked) -> UUID:
    return request if isinstance(request, UUID) else request.uuid


def lock(requests: Sequence[Asked]) -> list[SignOffRequest]:
    """The requests as they are now, ours until the transaction ends; always locked in the same order."""
    rows = SignOffRequest.objects.select_for_update(of=("self",)).select_related("provider__user", "student", "school")
    locked = list(rows.filter(uuid__in=[_pk_or_uuid(r) for r in requests]).order_by("pk"))
    if len(locked) != len(set(map(_pk_or_uuid, requests))):
        raise SignOffRequest.DoesNotExist
    return locked


def _confirm(
    asked: SignOffRequest, *, by: User, by_name: str, shown_hash: str, at: datetime, key: str
) -> tuple[SealedEntry, bool]:
    statement = statements.confirmed(asked)
    return _answer(
        asked, Outcome.CONFIRMED, statement, by=by, by_name=by_name, shown_hash=shown_hash, at=at, key=key, word=""
    )


def _answer(
    asked: SignOffRequest,
    outcome: str,
    statement: Mapping[str, Any],
    *,
    by: User,
    by_name: str,
    shown_hash: str,
    at: datetime,
    key: str,
    word: str,
) -> tuple[SealedEntry, bool]:
    """Seal the answer and close the request; False beside an entry that was there already."""
    if not can_answer(by, asked):
        raise PermissionDenied
    is_new = not LedgerEntry.objects.filter(school=asked.school, idempotency_key=key).exists()
    if is_new:
        _check(asked, by_name, shown_hash)
    if asked.provider.user_id is None:
        asked.provider = link_provider(provider=asked.provider, user=by, at=at)
    entry = append(
        school=asked.school,
        kind=outcome,
        subject_uuid=asked.subject_uuid,
        student=asked.student,
        by=by,
        by_name=by_name,
        statement=statement,
        idempotency_key=key,
        at=at,
        shown_hash=shown_hash,
    )
    if is_new:
        close(asked, outcome, by=by, at=at, reply=word.strip())
    return entry, is_new


def _check(asked: SignOffRequest, by_name: str, shown_hash: str) -> None:
    if asked.outcome not in ANSWERABLE:
        raise ValidationError(_("This was answered already, or taken back."), code="answered")
    if shown_hash != digest(asked.presented):
        raise ValidationError(_("Something about it has changed. Please look at it again."), code="changed")
    if not by_name.strip():
        raise ValidationError({"by_name": _("Please write your name.")})


def _tell_each_student(new: list[tuple[SignOffRequest, SealedEntry]], at: datetime) -> None:
    new.sort(key=lambda pair: pair[0].student_id)
    for _student, pairs in groupby(new, key=lambda pair: pair[0].student_id):
        asked, entries = zip(*pairs, strict=True)
        notices.tell_answered(asked[0].student, asked, key=f"signoffs.answered:{entries[0].seal}", at=at)
