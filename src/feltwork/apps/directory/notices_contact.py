"""What a clinician is told of first messages: that there is something, under one neutral subject, and nothing of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from feltwork.apps.directory.models import Booking, Inquiry
from feltwork.apps.notices.actions import tell

SUBJECT = _("Your page")


def tell_written(row: Inquiry, at: datetime) -> None:
    """Somebody has written."""
    _tell(row, "written", _("Somebody has written to you. The message stands behind this link."), at)


def tell_waits(row: Inquiry, at: datetime) -> None:
    """Two days later."""
    body = _(
        "Somebody who wrote to you waits for an answer. One click is enough, also for “I cannot”: it comes with kind "
        "words and other names. In two days they hear that nobody has answered."
    )
    _tell(row, "waits", body, at)


def tell_call(row: Inquiry, booking: Booking, at: datetime) -> None:
    """A time was taken."""
    _tell(row, "call", _("Somebody would like a first call with you. The time stands behind this link."), at, booking)


def tell_called_off(row: Inquiry, at: datetime) -> None:
    """It is free again; the message itself may be gone."""
    url = reverse("directory-desk:inquiries", kwargs={"school": row.school.slug})
    body = _("A first call with you was called off. The time is free again.")
    _tell(row, f"called_off-{at.isoformat()}", body, at, url=url)


def _tell(row: Inquiry, what: str, body: Any, at: datetime, booking: Booking | None = None, *, url: str = "") -> None:
    page = reverse("directory-desk:inquiry", kwargs={"school": row.school.slug, "uuid": row.uuid})
    tell(
        to=row.profile.owner,
        school=row.school,
        code=f"directory.{what.split('-')[0]}",
        key=f"directory-{what}-{(booking or row).uuid}",
        subject=SUBJECT,
        body=body,
        url=url or page,
        at=at,
    )
