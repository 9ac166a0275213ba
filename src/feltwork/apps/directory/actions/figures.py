"""What stays of a first message: how it was answered, with nothing in it that leads back."""

from __future__ import annotations

from datetime import timedelta

from feltwork.apps.directory.models import Inquiry, ReplyFigure
from feltwork.apps.schools.queries import date_at


def enter_figure(row: Inquiry, kind: str, hours: int | None) -> ReplyFigure:
    """Count one answer, or none in time, for the week in which the message was sent."""
    day = date_at(row.school, row.sent_at)
    week = day - timedelta(days=day.weekday())
    return ReplyFigure.objects.create(school=row.school, profile=row.profile, week=week, hours=hours, kind=kind)
