"""Asking to be told once when somebody near has room."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction

from feltwork.apps.accounts.links import hash_of
from feltwork.apps.audit.actions import record
from feltwork.apps.directory import sealed
from feltwork.apps.directory.letters import write_to_waiting
from feltwork.apps.directory.models import Waiting
from feltwork.apps.directory.others import near, new_ones

WAIT_DAYS = 90
READ_DAYS = 7  # so long the names stand behind the link once it was told


@transaction.atomic
def ask_to_be_told(*, wish: Mapping[str, Any], at: datetime) -> tuple[Waiting, str]:
    """Keep *wish* (address, town, language, online, site_language) sealed; returns it with the text of its link."""
    token = secrets.token_urlsafe(24)
    known = [one.pk for one in near(wish, at)]
    with sealed.with_new_key("a wish to be told") as key_id:
        row = Waiting(
            key_id=key_id,
            token_hash=hash_of(token),
            since=at.date(),
            delete_at=at + timedelta(days=WAIT_DAYS),
        )
        sealed.put_box(row, "sealed", {**wish, "token": token, "known": known})
        row.save(force_insert=True)
    record("directory.ask_to_be_told", by=None, at=at, subject=row)
    return row, token


@transaction.atomic
def tell_waiting(*, waiting: Waiting, at: datetime) -> bool:
    """Write once, if there is somebody now; returns whether there is. The wish is over a week later."""
    row = Waiting.objects.select_for_update().get(pk=waiting.pk)
    if row.told_at is not None or not new_ones(sealed.open_box(row, "sealed"), at):
        return False
    row.told_at, row.delete_at = at, min(row.delete_at, at + timedelta(days=READ_DAYS))
    row.save(update_fields=["told_at", "delete_at"])
    record("directory.tell_waiting", by=None, at=at, subject=row)
    write_to_waiting(row)
    return True


@transaction.atomic
def forget_waiting(*, waiting: Waiting, at: datetime) -> None:
    """By whoever asked, or by time: nothing of it is kept."""
    record("directory.forget_waiting", by=None, at=at, subject=waiting)
    key_id = waiting.key_id
    Waiting.objects.filter(pk=waiting.pk).delete()
    transaction.on_commit(partial(sealed.destroy_key, key_id))
