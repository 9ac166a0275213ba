"""Beginning anew within one file, and taking that back."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record as note
from feltwork.apps.measures.hands import hands_of_file
from feltwork.apps.measures.models import Episode
from feltwork.apps.measures.permissions import can_ask
from feltwork.apps.practice.actions.items import FileSetAside
from feltwork.apps.practice.models import Client
from feltwork.apps.practice.queries.opening import OpenFile

REASON_MOST = 500


@transaction.atomic
def start_episode(*, file: OpenFile, starts_on: date, reason: str = "", by: User, at: datetime) -> Episode:
    """From *starts_on* the client's answers are compared with the first since then. Raises ValidationError by field."""
    client = _held(file)
    if starts_on > at.astimezone(ZoneInfo(client.school.time_zone)).date():
        raise ValidationError({"starts_on": _("That day has not come yet.")})
    standing = Episode.objects.filter(client=client, takes_back=None, taken_back_by=None)
    if standing.filter(starts_on=starts_on).exists():
        raise ValidationError({"starts_on": _("A new start is on that day already.")}, code="twice")
    row = Episode(school_id=client.school_id, client=client, starts_on=starts_on, by=by, at=at)
    if reason.strip():
        row.reason = hands_of_file(file).seal(row, "reason", {"words": reason.strip()[:REASON_MOST]})
    row.save(force_insert=True)
    note("measures.start_episode", by=by, at=at, subject=row)
    return row


@transaction.atomic
def take_back_episode(*, episode: Episode, file: OpenFile, by: User, at: datetime) -> Episode:
    """As if it had not been set; it stays with who set it. Twice is once."""
    client = _held(file)
    row = Episode.objects.get(pk=episode.pk, client=client, takes_back=None)
    standing = Episode.objects.filter(takes_back=row).first()
    if standing is not None:
        return standing
    made = Episode(school_id=client.school_id, client=client, starts_on=row.starts_on, takes_back=row, by=by, at=at)
    made.save(force_insert=True)
    note("measures.take_back_episode", by=by, at=at, subject=made)
    return made


def _held(file: OpenFile) -> Client:
    """The client, locked: two new starts on one day would be one too many."""
    if not can_ask(file.sight):
        raise PermissionDenied
    if file.client.restricted_at is not None:
        raise FileSetAside
    return Client.objects.select_for_update(of=("self",)).select_related("school").get(pk=file.client.pk)
