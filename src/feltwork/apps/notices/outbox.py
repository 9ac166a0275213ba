"""Mail that waits for the worker."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils import timezone, translation
from django_tasks import task

from feltwork.apps.jobs.handing import LATER, hand_over
from feltwork.apps.notices.mail import send_mail
from feltwork.apps.notices.models import Notice

ATTEMPTS = 5
AT_ONCE = 25  # a mail server that does not answer holds the worker for so many mails, not for thousands
logger = logging.getLogger("feltwork.notices")


@contextmanager
def language_of(person: Any) -> Iterator[None]:
    """Inside, gettext speaks the language of *person* (None: the installation's): compose subject and body here."""
    with translation.override(getattr(person, "language", "") or settings.LANGUAGE_CODE):
        yield


def queue_mail(notice: Notice) -> None:
    """Have the worker mail *notice* once this transaction is done."""
    hand_over(mail_notice, notice_id=notice.pk)


def queue_mails(notices: Sequence[Notice]) -> None:
    """Have the worker mail all of them, a few in one piece of work, after everything that waits besides."""
    pks = [notice.pk for notice in notices]
    for start in range(0, len(pks), AT_ONCE):
        hand_over(mail_notices, notice_ids=pks[start : start + AT_ONCE])


@task(priority=LATER)
def mail_notices(notice_ids: list[int]) -> None:
    """Mail many. One that fails keeps no other from going out; then it is raised, and only that is tried again."""
    failed: Exception | None = None
    for notice_id in notice_ids:
        try:
            _mail(notice_id)
        except Exception as error:
            failed = error
    if failed is not None:
        raise failed


@task()
def mail_notice(notice_id: int) -> None:
    """Mail one notice. A failure is raised, so the worker tries again after a pause; after ATTEMPTS it is given up."""
    _mail(notice_id)


def _mail(notice_id: int) -> None:
    notice = Notice.objects.select_related("school", "to").filter(pk=notice_id, mail=Notice.Mail.QUEUED).first()
    if notice is None:
        return
    Notice.objects.filter(pk=notice.pk).update(attempts=F("attempts") + 1)
    try:
        _send(notice)
    except Exception:
        if notice.attempts + 1 < ATTEMPTS:
            raise
        Notice.objects.filter(pk=notice.pk).update(mail=Notice.Mail.FAILED)
        logger.exception("mail given up", extra={"code": notice.code, "count": ATTEMPTS})
    else:
        Notice.objects.filter(pk=notice.pk).update(mail=Notice.Mail.SENT, mailed_at=timezone.now())


def _send(notice: Notice) -> None:
    with language_of(notice.to):
        send_mail(
            to=notice.email,
            subject=notice.subject,
            body=notice.body,
            url=notice.url,
            key=str(notice.uuid),
            school_name=notice.school.name if notice.school else "",
        )
