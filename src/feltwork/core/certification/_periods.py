"""What an entry is grouped by: weeks that begin on Monday, months, years, levels, its provider or an attribute."""

from __future__ import annotations

from datetime import date

from ._entries.weighed import Weighed


def period_of(one: Weighed, by: str) -> str:
    """The group of an entry as a word; empty where the entry says nothing about it."""
    day = one.entry.on
    if by == "level":
        return one.level or ""
    if by == "provider":
        return one.entry.provider or ""
    if by in CALENDAR:
        return calendar_period(day, by)
    return one.entry.attributes.get(by, "")


def calendar_period(day: date, by: str) -> str:
    """`2026-W48`, `2026-11`, `2026` or `2026-11-25`."""
    if by == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02}"
    return day.isoformat()[: {"day": 10, "month": 7, "year": 4}[by]]


CALENDAR = ("day", "week", "month", "year")
