"""Mail to people without an account: always the same few words and a link, to one address, whatever has happened.

The address lies sealed in the inquiry or the wish, so a task carries a number only, and the mail is made in the worker
at the last moment. What was deleted meanwhile is not written about.
"""

from __future__ import annotations

import logging
from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled
from django_tasks import task

from feltwork.apps.directory import sealed
from feltwork.apps.directory.models import Farewell, Inquiry, Waiting
from feltwork.apps.jobs.handing import hand_over
from feltwork.apps.notices.mail import send_mail

logger = logging.getLogger("feltwork.directory")


def write_to(inquiry: Inquiry) -> None:
    """Have whoever sent *inquiry* told that there is something new, if they are reached by mail."""
    hand_over(mail_sender, inquiry_id=inquiry.pk)


def write_to_waiting(waiting: Waiting) -> None:
    """The same for a wish to be told."""
    hand_over(mail_waiting, waiting_id=waiting.pk)


def write_farewell(farewell: Farewell) -> None:
    """The same for a message whose clinician had their page erased."""
    hand_over(mail_farewell, farewell_id=farewell.pk)


@task()
def mail_sender(inquiry_id: int) -> None:
    """Mail the sender, unless it is deleted or they wanted a text or a call."""
    with scopes_disabled():  # the number names one message, of whichever school
        row = Inquiry.objects.filter(pk=inquiry_id, withheld__isnull=False).first()
    if row is None or (contact := _opened(row, "withheld", "directory.mail_sender")) is None:
        return
    if contact["channel"] == "email":
        url = reverse("directory:sent", kwargs={"token": contact["token"]})
        _send(contact["address"], url, contact.get("site_language", ""))


@task()
def mail_waiting(waiting_id: int) -> None:
    """Mail somebody who asked to be told."""
    row = Waiting.objects.filter(pk=waiting_id).first()
    if row is None or (wish := _opened(row, "sealed", "directory.mail_waiting")) is None:
        return
    url = reverse("directory:told", kwargs={"token": wish["token"]})
    _send(wish["address"], url, wish.get("site_language", ""))


@task()
def mail_farewell(farewell_id: int) -> None:
    """Mail somebody whose message went with a page, once; then nothing of how to reach them is left."""
    row = Farewell.objects.filter(pk=farewell_id, sealed__isnull=False).first()
    if row is None or (contact := _opened(row, "sealed", "directory.mail_farewell")) is None:
        return
    url = reverse("directory:sent", kwargs={"token": contact["token"]})
    _send(contact["address"], url, contact["site_language"])
    Farewell.objects.filter(pk=row.pk).update(sealed=None)
    sealed.destroy_key(row.key_id)
    Farewell.objects.filter(pk=row.pk).update(key_id="")


def _opened(row: Inquiry | Waiting | Farewell, column: str, code: str) -> dict[str, Any] | None:
    """What lies sealed in *row*; None where its key is gone, which is logged under *code*."""
    try:
        return sealed.open_box(row, column)
    except sealed.KeyStoreError:
        logger.warning("no key for a letter", extra={"code": code})
        return None


def _send(address: str, url: str, language: str) -> None:
    with translation.override(language or None):
        send_mail(
            to=address,
            subject=_("Your enquiry"),
            body=_("There is something new. It stands behind this link, which only you have."),
            url=url,
            key=str(uuid4()),  # two letters about one message are two: nothing in a header leads back to it
        )
