"""A provider answers: confirms, corrects or declines. Every answer is sealed in the ledger.

The signer follows from the request's provider; whoever calls with somebody else as `by` is refused here, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.signoffs import notices, statements
from feltwork.apps.signoffs.actions.answering import Asked, Outcome, answer, lock, uuid_of
from feltwork.apps.signoffs.models import LedgerEntry, SignOffRequest
from feltwork.apps.signoffs.queries.entries import SealedEntry
from feltwork.core.signoffs import digest


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
    shown = {uuid_of(request): shown_hash for request, shown_hash in requests}
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
    entry, is_new = answer(
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
    entry, is_new = answer(
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


def _confirm(
    asked: SignOffRequest, *, by: User, by_name: str, shown_hash: str, at: datetime, key: str
) -> tuple[SealedEntry, bool]:
    statement = statements.confirmed(asked)
    return answer(
        asked, Outcome.CONFIRMED, statement, by=by, by_name=by_name, shown_hash=shown_hash, at=at, key=key, word=""
    )


def _tell_each_student(new: list[tuple[SignOffRequest, SealedEntry]], at: datetime) -> None:
    new.sort(key=lambda pair: pair[0].student_id)
    for _student, pairs in groupby(new, key=lambda pair: pair[0].student_id):
        asked, entries = zip(*pairs, strict=True)
        notices.tell_answered(asked[0].student, asked, key=f"signoffs.answered:{entries[0].seal}", at=at)
