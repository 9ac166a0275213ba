"""Calendars that subscribe, and reminders."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from feltwork.apps.accounts.links import hash_of
from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record as note
from feltwork.apps.notices.actions import tell
from feltwork.apps.practice.cabinet import cabinet_of
from feltwork.apps.practice.models import Appointment, CalendarFeed, Client
from feltwork.apps.practice.models.consents import Topic
from feltwork.apps.practice.permissions import consent_in_force
from feltwork.apps.schools.models import School
from feltwork.apps.ui.words import date_words

MOST_FEEDS = 10


@transaction.atomic
def make_feed(
    *, school: School, user: User, label: str, title: str, at: datetime, client: Client | None = None
) -> tuple[CalendarFeed, str]:
    """A secret address for a calendar; returns it with its secret, which is shown once and kept only as a hash."""
    User.objects.select_for_update().get(pk=user.pk)
    if client is not None and client.user_id != user.pk:
        raise PermissionDenied
    if CalendarFeed.objects.filter(user=user, revoked_at=None).count() >= MOST_FEEDS:
        raise ValidationError(_("Please take back an address that you use no more, then make a new one."), code="many")
    token = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(
        school=school,
        user=user,
        client=client,
        label=label.strip()[:60],
        title=title.strip()[:40] or _("Busy"),
        token_hash=hash_of(token),
        made_at=at,
    )
    note("practice.make_feed", by=user, at=at, subject=feed)
    return feed, token


@transaction.atomic
def revoke_feed(*, feed: CalendarFeed, by: User, at: datetime) -> None:
    """The address leads nowhere from now on."""
    if feed.user_id != by.pk:
        raise PermissionDenied
    if CalendarFeed.objects.filter(pk=feed.pk, revoked_at=None).update(revoked_at=at):
        note("practice.revoke_feed", by=by, at=at, subject=feed)


@transaction.atomic
def remind(*, appointment: Appointment, at: datetime) -> bool:
    """Send the reminder of one hour, once, in the client's own words; nothing without their consent."""
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("client__school", "client__user")
    row = rows.get(pk=appointment.pk)
    due = row.state == Appointment.State.BOOKED and row.reminded_at is None and row.remind_at is not None
    if not due or row.starts_at <= at:
        return False
    row.reminded_at = at
    row.save(update_fields=["reminded_at"])
    client = row.client
    identity = cabinet_of(client).open(client, "identity")
    if why_no_reminder(client, identity):
        return False
    language = identity.get("language") or (client.user.language if client.user else "") or "en"
    with translation.override(language):
        tell(
            to=client.user,
            email="" if client.user_id else str(identity["email"]),
            school=client.school,
            code="practice.reminder",
            key=f"practice-reminder-{row.uuid}-{row.sequence}",
            subject=_("A reminder"),
            body=reminder_text(str(identity.get("reminder_words", "")), row, str(identity.get("time_zone", ""))),
            url=reverse("practice:mine", kwargs={"school": client.school.slug}) if _has_space(client) else "",
            at=at,
        )
    note("practice.remind", by=None, at=at, subject=client)
    return True


def why_no_reminder(client: Client, identity: Mapping[str, Any]) -> str:
    """Why none goes out: "hours" (none wanted), "consent", "channel" (not by mail), "address"; or ""."""
    if not identity.get("reminder_hours"):
        return "hours"
    if not consent_in_force(client, Topic.MESSAGING_REMINDERS):
        return "consent"
    if identity.get("safe_channel", "mail") != "mail":
        return "channel"
    return "" if client.user_id or identity.get("email") else "address"


def _has_space(client: Client) -> bool:
    return client.user_id is not None and not client.is_portal_paused


def reminder_text(words: str, row: Appointment, zone: str = "") -> str:
    """The client's words; where they write {day} and {time}, these stand there, and nowhere else."""
    try:
        here = row.starts_at.astimezone(ZoneInfo(zone or row.zone))
    except (KeyError, ValueError):  # a zone that was written by hand
        here = row.starts_at.astimezone(ZoneInfo(row.zone))
    text = words.strip() or _("You asked to be reminded of something.")
    return text.replace("{day}", date_words(here.date())).replace("{time}", f"{here:%H:%M}")
