"""Which day it is at a school."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from feltwork.apps.schools.models import School


def date_at(school: School, at: datetime) -> date:
    """The calendar day of the instant *at* in the school's own time zone."""
    return at.astimezone(ZoneInfo(school.time_zone)).date()
