"""Holding a file back from erasure, and setting it aside once treatment has ended."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record as note
from feltwork.apps.practice.models import Client, Hold
from feltwork.apps.practice.permissions import Sight
from feltwork.apps.practice.queries.opening import OpenFile

MOST = 2000


@transaction.atomic
def set_hold(*, file: OpenFile, reason: str, by: User, at: datetime) -> Hold:
    """Nothing of the file is erased until the hold is lifted, whatever any rule says. One stands at a time."""
    _clinician(file)
    words = _reason(reason)
    client = _locked(file)
    if Hold.objects.filter(client=client, until=None).exists():
        raise ValidationError(_("This file is held already."), code="held")
    hold = Hold(school_id=client.school_id, client=client, since=at, by=by)
    hold.reason = file.cabinet.seal(hold, "reason", words)
    hold.save(force_insert=True)
    note("practice.set_hold", by=by, at=at, subject=client)
    return hold


@transaction.atomic
def lift_hold(*, file: OpenFile, reason: str, by: User, at: datetime) -> Hold:
    """From here on the rules count again. The reasons of both acts stay in the file."""
    _clinician(file)
    words = _reason(reason)
    client = _locked(file)
    hold = Hold.objects.select_for_update().filter(client=client, until=None).first()
    if hold is None:
        raise ValidationError(_("Nothing holds this file."), code="free")
    hold.ended_reason, hold.until, hold.ended_by = file.cabinet.seal(hold, "ended_reason", words), at, by
    hold.save(update_fields=["ended_reason", "until", "ended_by"])
    note("practice.lift_hold", by=by, at=at, subject=client)
    return hold


@transaction.atomic
def set_aside(*, file: OpenFile, by: User, at: datetime) -> Client:
    """Keep the file only because a rule asks for it: it can be read and taken out, and no session begins."""
    _clinician(file)
    client = _locked(file)
    if client.state != Client.State.ENDED:
        raise ValidationError(_("First end the treatment."), code="state")
    if client.restricted_at is None:
        client.restricted_at = at
        client.save(update_fields=["restricted_at"])
        note("practice.set_aside", by=by, at=at, subject=client)
    return client


@transaction.atomic
def take_back(*, file: OpenFile, by: User, at: datetime) -> Client:
    """Work with the file again, as when treatment goes on."""
    _clinician(file)
    client = _locked(file)
    if client.restricted_at is not None:
        client.restricted_at = None
        client.save(update_fields=["restricted_at"])
        note("practice.take_back", by=by, at=at, subject=client)
    return client


def _locked(file: OpenFile) -> Client:
    return Client.objects.select_for_update().get(pk=file.client.pk)


def _reason(reason: str) -> str:
    words = reason.strip()
    if not words:
        raise ValidationError({"reason": _("Please say why.")})
    return words[:MOST]


def _clinician(file: OpenFile) -> None:
    if file.sight is not Sight.CLINICIAN:
        raise PermissionDenied
