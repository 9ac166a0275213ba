"""Telling people something, once, in the app and by mail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.functional import Promise

from feltwork.apps.notices.models import Notice
from feltwork.apps.notices.outbox import language_of, queue_mail

__all__ = ["language_of", "mark_read", "tell"]
Words = str | Promise
SUBJECT_LENGTH = Notice._meta.get_field("subject").max_length or 0


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
        words = {"subject": _one_line(str(subject)), "body": str(body).strip()}
    address = email or (to.email if to is not None and to.is_active else "")
    notice, is_new = Notice.objects.get_or_create(
        key=key,
        defaults=words
        | {
            "to": to,
            "email": address,
            "school": school,
            "code": code,
            "url": url,
            "created_at": at,
            "mail": Notice.Mail.QUEUED if address else Notice.Mail.NONE,
        },
    )
    if not is_new:
        return None
    if address:
        queue_mail(notice)
    return notice


@transaction.atomic
def mark_read(*, to: Any, at: datetime, notice_uuid: Any = None) -> int:
    """Note that *to* has read one of their notices, or all of them; returns how many were new."""
    unread = Notice.objects.filter(to=to, read_at=None)
    if notice_uuid is not None:
        unread = unread.filter(uuid=notice_uuid)
    return unread.update(read_at=at)


def _one_line(text: str) -> str:
    return " ".join(text.split())[:SUBJECT_LENGTH]
