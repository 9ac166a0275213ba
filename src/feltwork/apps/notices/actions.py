"""Telling people something, once, in the app and by mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.functional import Promise

from feltwork.apps.notices.models import Notice
from feltwork.apps.notices.outbox import language_of, queue_mail, queue_mails

__all__ = ["Told", "language_of", "mark_read", "tell", "tell_many"]
Words = str | Promise
SUBJECT_LENGTH = Notice._meta.get_field("subject").max_length or 0


@dataclass(frozen=True, slots=True)
class Told:
    """What one of many people is told, in words of their own language."""

    to: Any
    key: str
    subject: str
    body: str
    url: str = ""


@transaction.atomic
def tell(
    *,
    to: Any = None,
    email: str = "",
    school: Any,
    code: str,
    key: str,
    subject: Words,
    body: Words,
    url: str = "",
    at: datetime,
) -> Notice | None:
    """Tell *to* (a User), or somebody who has only an *email*, and queue the mail; None where *key* was told already.

    *subject* names no person, body part or trauma. *body* is plain text; the one link, *url*, is added beneath it in
    the mail. Lazy strings are read in the language of *to*; see `language_of` for the rest.
    """
    with language_of(to):
        told = Told(to, key, str(subject), str(body), url)
    notice, is_new = Notice.objects.get_or_create(key=key, defaults=_fields(told, school, code, at, email=email))
    if not is_new:
        return None
    if notice.email:
        queue_mail(notice)
    return notice


@transaction.atomic
def tell_many(*, school: Any, code: str, told: Sequence[Told], at: datetime) -> None:
    """Tell many people at once, each a thing of their own. Their mail lets everything else pass."""
    known = set(Notice.objects.filter(key__in=[one.key for one in told]).values_list("key", flat=True))
    rows = [Notice(key=one.key, **_fields(one, school, code, at)) for one in told if one.key not in known]
    Notice.objects.bulk_create(rows)
    queue_mails([row for row in rows if row.email])


def _fields(one: Told, school: Any, code: str, at: datetime, *, email: str = "") -> dict[str, Any]:
    """All of a notice but its key. A closed account gets no mail."""
    address = email or (one.to.email if one.to is not None and one.to.is_active else "")
    return {
        "subject": _one_line(one.subject),
        "body": one.body.strip(),
        "to": one.to,
        "email": address,
        "school": school,
        "code": code,
        "url": one.url,
        "created_at": at,
        "mail": Notice.Mail.QUEUED if address else Notice.Mail.NONE,
    }


@transaction.atomic
def mark_read(*, to: Any, at: datetime, notice_uuid: Any = None) -> int:
    """Note that *to* has read one of their notices, or all of them; returns how many were new."""
    unread = Notice.objects.filter(to=to, read_at=None)
    if notice_uuid is not None:
        unread = unread.filter(uuid=notice_uuid)
    return unread.update(read_at=at)


def _one_line(text: str) -> str:
    return " ".join(text.split())[:SUBJECT_LENGTH]
