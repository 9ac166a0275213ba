"""What every answer has in common: the right person, the request as it was shown, the entry, the end of the request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.schools.actions import link_provider
from feltwork.apps.signoffs.actions.ledger import append
from feltwork.apps.signoffs.actions.requests import close
from feltwork.apps.signoffs.events import about_to_seal
from feltwork.apps.signoffs.models import LedgerEntry, SignOffRequest
from feltwork.apps.signoffs.permissions import can_answer
from feltwork.apps.signoffs.queries.entries import SealedEntry
from feltwork.core.signoffs import digest

Outcome = SignOffRequest.Outcome
ANSWERABLE = {Outcome.OPEN, Outcome.EXPIRED}
Asked = SignOffRequest | UUID


def uuid_of(request: Asked) -> UUID:
    return request if isinstance(request, UUID) else request.uuid


def lock(requests: Sequence[Asked]) -> list[SignOffRequest]:
    """The requests as they are now, ours until the transaction ends; always locked in the same order."""
    wanted = SignOffRequest.objects.filter(uuid__in=[uuid_of(r) for r in requests])
    for school_id, student_id in sorted(set(wanted.values_list("school_id", "student_id"))):
        about_to_seal.send("signoffs", student_ids=[student_id], school_id=school_id)
    rows = wanted.select_for_update(of=("self",)).select_related("provider__user", "student", "school")
    locked = list(rows.order_by("pk"))
    if len(locked) != len(set(map(uuid_of, requests))):
        raise SignOffRequest.DoesNotExist
    return locked


def answer(
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
