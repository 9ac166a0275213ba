"""Beginning a session's record, changing its times, throwing a draft away."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record as note
from feltwork.apps.practice.actions.items import RecordSigned
from feltwork.apps.practice.models import Appointment, Client, SessionRecord
from feltwork.apps.practice.permissions import can_write, can_write_record
from feltwork.apps.practice.queries.opening import OpenFile


@transaction.atomic
def start_record(
    *,
    file: OpenFile,
    starts_at: datetime,
    zone: str,
    mode: str,
    by: User,
    at: datetime,
    appointment: Appointment | None = None,
) -> SessionRecord:
    """The next session of this client, held by *by*. One appointment gives one record, however often it is asked."""
    if not can_write(file.sight):
        raise PermissionDenied
    _check(starts_at, None, zone, mode)
    client = Client.objects.select_for_update().get(pk=file.client.pk)
    if client.state != Client.State.ACTIVE or client.restricted_at is not None:
        raise ValidationError(_("This treatment has ended. Open it again before a new session."), code="state")
    if appointment is not None:
        held = Appointment.objects.select_for_update().get(pk=appointment.pk, client=client)
        if held.record_id is not None:
            return SessionRecord.objects.get(pk=held.record_id)
    last = SessionRecord.objects.filter(client=client).aggregate(last=Max("number"))["last"] or 0
    record = SessionRecord.objects.create(
        school_id=client.school_id,
        client=client,
        clinician=by,
        number=last + 1,
        starts_at=starts_at,
        zone=zone,
        mode=mode,
        made_at=at,
    )
    if appointment is not None:
        Appointment.objects.filter(pk=appointment.pk).update(record=record, changed_at=at)
    note("practice.start_record", by=by, at=at, subject=record)
    return record


@transaction.atomic
def change_record(
    *,
    file: OpenFile,
    record: SessionRecord,
    starts_at: datetime,
    ends_at: datetime | None,
    mode: str,
    by: User,
    at: datetime,
) -> SessionRecord:
    """When it was and how; while it is a draft."""
    row = _draft(file, record, by)
    _check(starts_at, ends_at, row.zone, mode)
    row.starts_at, row.ends_at, row.mode = starts_at, ends_at, mode
    row.save(update_fields=["starts_at", "ends_at", "mode"])
    note("practice.change_record", by=by, at=at, subject=row)
    return row


@transaction.atomic
def remove_draft(*, file: OpenFile, record: SessionRecord, by: User, at: datetime) -> SessionRecord:
    """A record begun by mistake. It leaves every list; its number is not given again."""
    row = _draft(file, record, by)
    row.removed_at = at
    row.save(update_fields=["removed_at"])
    Appointment.objects.filter(record=row).update(record=None, changed_at=at)
    note("practice.remove_draft", by=by, at=at, subject=row)
    return row


def _draft(file: OpenFile, record: SessionRecord, by: User) -> SessionRecord:
    if not can_write_record(by, file.sight, record):
        raise PermissionDenied
    row = SessionRecord.objects.select_for_update().get(pk=record.pk, client=file.client)
    if row.removed_at is not None or row.signatures.exists():
        raise RecordSigned
    return row


def _check(starts_at: datetime, ends_at: datetime | None, zone: str, mode: str) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValidationError({"zone": _("Please choose a time zone.")}) from None
    if mode not in SessionRecord.Mode.values:
        raise ValidationError({"mode": _("Please choose how you met.")})
    if ends_at is not None and ends_at <= starts_at:
        raise ValidationError({"ends_at": _("It ends after it begins.")})
