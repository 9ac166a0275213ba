"""Pausing: the time stops, and runs again by itself once all that may be paused is used up."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from feltwork.apps.accounts.models import User
from feltwork.apps.exams.models import Attempt, SittingEvent

Kind = SittingEvent.Kind


@transaction.atomic
def pause(*, attempt: Attempt, by: User, at: datetime) -> Attempt:
    """Stop the time and cover the page. Where nothing is left to pause, nothing happens."""
    row = _held(attempt)
    if row.state != Attempt.State.RUNNING or row.paused_seconds >= row.pause_seconds or row.ends_at <= at:
        return row
    row.state, row.paused_at, row.seen_at = Attempt.State.PAUSED, at, at
    row.save(update_fields=["state", "paused_at", "seen_at"])
    SittingEvent.objects.create(school=row.school, attempt=row, kind=Kind.PAUSED, by=by, at=at)
    return row


@transaction.atomic
def go_on(*, attempt: Attempt, by: User, at: datetime) -> Attempt:
    """End the pause; the end of the time moves by what was paused."""
    row = _held(attempt)
    if row.state == Attempt.State.PAUSED:
        settle_pause(row, by=by, at=at)
    return row


def settle_pause(row: Attempt, *, by: User | None, at: datetime) -> None:
    """As `go_on`, for a row that is locked already."""
    if row.paused_at is None:
        return
    stopped = min(at, row.paused_until(at)) - row.paused_at
    row.ends_at += stopped
    seconds = round(stopped.total_seconds())
    row.paused_seconds += seconds
    SittingEvent.objects.create(
        school=row.school, attempt=row, kind=Kind.WENT_ON, by=by, at=at, facts={"seconds": seconds}
    )
    row.state, row.paused_at, row.seen_at = Attempt.State.RUNNING, None, at
    row.save(update_fields=["state", "paused_at", "paused_seconds", "ends_at", "seen_at"])


def _held(attempt: Attempt) -> Attempt:
    return Attempt.objects.select_for_update(of=("self",)).select_related("school").get(pk=attempt.pk)
