"""Saying that a profile still holds; being asked for it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.directory.actions.following import follow
from feltwork.apps.directory.models import Confirmation, Profile
from feltwork.apps.schools.queries import date_at


@transaction.atomic
def confirm(
    *,
    profile: Profile,
    room: str | None = None,
    waiting_weeks: int | None = None,
    how: str = Confirmation.How.DESK,
    by: User,
    at: datetime,
) -> Profile:
    """Everything on the page still holds; with *room* set, but for this."""
    row = Profile.objects.select_for_update().get(pk=profile.pk)
    if room is not None:
        row.room = Profile.Room(room)
        row.waiting_weeks = waiting_weeks if row.room == Profile.Room.WAITING else None
        row.version += 1
    row.changed_at = at
    row.save()
    confirm_now(row, how=how, by=by, at=at)
    record("directory.confirm", by=by, at=at, subject=row, facts={"room": row.room, "how": str(how)})
    follow(row, at)
    return row


def confirm_now(row: Profile, *, how: str, by: User, at: datetime) -> None:
    """Enter one confirmation; part of an act that saves *row* otherwise, too."""
    row.confirmed_on = date_at(row.school, at)
    row.save(update_fields=["confirmed_on"])
    Confirmation.objects.create(
        school=row.school, profile=row, room=row.room, on=row.confirmed_on, how=how, by=by, at=at
    )
