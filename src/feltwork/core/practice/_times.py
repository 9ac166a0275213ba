"""Hours that people agree on: a time on a clock in a place, and what a change of that clock does to it.

    instant(datetime(2026, 3, 29, 2, 30), "Europe/Berlin")    # raises ClockChange("skipped", …)
    turns(datetime(2026, 11, 3, 14, 0), "FREQ=WEEKLY;BYDAY=TU", until=date(2026, 12, 31))

A series stays at its hour on the wall: 14:00 is 14:00 before and after a change of time (RFC 5545 section 3.3.10, with
DTSTART as local time with a zone). An hour that comes twice is told (`comes_twice`), and one that does not exist is
refused. As a turn of a series the first of two is meant, and one that is skipped comes as long after the gap as it was
meant to be after its beginning, which RFC 5545 asks for.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

MOST_TURNS = 600
PARTS = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYSETPOS", "WKST"})
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
OFTEN = frozenset({"DAILY", "WEEKLY", "MONTHLY"})


class ClockChange(ValueError):
    """*kind* is "skipped": there is no such hour that day; `instead` is the hour after the gap, on the wall."""

    def __init__(self, kind: str, local: datetime, instead: datetime) -> None:
        super().__init__(f"{local:%Y-%m-%d %H:%M} is {kind}")
        self.kind, self.local, self.instead = kind, local, instead


class RuleFault(ValueError):
    """A rule that we do not take; *code*: unreadable, part, often, none."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def instant(local: datetime, zone: str, *, second: bool = False) -> datetime:
    """The moment in UTC at which clocks in *zone* show *local* (without a zone). Raises `ClockChange`, KeyError.

    *second*: of an hour that comes twice, the later one.
    """
    found = _aware(local, zone, fold=int(second))
    if _wall(found, zone) != local:
        raise ClockChange("skipped", local, _wall(found, zone))
    return found


def comes_twice(local: datetime, zone: str) -> bool:
    """Whether clocks there show *local* twice that day."""
    here = ZoneInfo(zone)
    first, second = local.replace(tzinfo=here, fold=0), local.replace(tzinfo=here, fold=1)
    exists = _wall(first.astimezone(UTC), zone) == local
    return exists and first.utcoffset() != second.utcoffset()


def turn_instant(local: datetime, zone: str) -> datetime:
    """The same for one turn of a series, where an hour that is skipped comes after the gap."""
    return _aware(local, zone)


def before(moment: datetime, hours: int, zone: str) -> datetime:
    """So many hours before *moment*; whole days are counted on the wall, so that a day before 14:00 is 14:00."""
    days, rest = divmod(hours, 24)
    if days:
        moment = _aware(_wall(moment, zone) - timedelta(days=days), zone)
    return moment.astimezone(UTC) - timedelta(hours=rest)


def clean_rule(rule: str) -> str:
    """The value of an RRULE with its parts in order, without spaces. Raises `RuleFault`."""
    text = rule.strip().upper().removeprefix("RRULE:")
    try:
        parts = dict(part.split("=", 1) for part in text.split(";") if part)
    except ValueError:
        raise RuleFault("unreadable") from None
    if set(parts) - PARTS:
        raise RuleFault("part")
    if parts.get("FREQ") not in OFTEN:
        raise RuleFault("often")
    if not parts.get("INTERVAL", "1").strip("0"):
        raise RuleFault("unreadable")  # nothing comes every nought weeks
    cleaned = ";".join(f"{name}={parts[name]}" for name in sorted(parts, key=lambda one: (one != "FREQ", one)))
    try:
        rrulestr(cleaned, dtstart=datetime.combine(date(2026, 1, 1), time()))
    except (ValueError, TypeError):
        raise RuleFault("unreadable") from None
    return cleaned


def turns(first: datetime, rule: str, *, until: date, after: datetime | None = None) -> list[datetime]:
    """The hours of a series on the wall from *first* on, no later than the day *until*, at most `MOST_TURNS`.

    *after*: only those later than it. UNTIL in the rule is read on the wall, too.
    """
    found: list[datetime] = []
    last = datetime.combine(until, time.max)
    for local in rrulestr(rule, dtstart=first, ignoretz=True):
        if local > last or len(found) == MOST_TURNS:
            break
        if after is None or local > after:
            found.append(local)
    return found


def nth_weekday(day: date) -> str:
    """The rule for the third Tuesday of each month, for a day that is one; of the fifth the last is meant."""
    which = (day.day - 1) // 7 + 1
    return f"FREQ=MONTHLY;BYDAY={-1 if which == 5 else which}{DAYS[day.weekday()]}"


def moved_rule(rule: str, days: int, first: date) -> str:
    """The rule of a series that goes on *days* later (or earlier) than before, from *first* on."""
    parts = dict(part.split("=", 1) for part in rule.split(";"))
    if days and parts["FREQ"] == "MONTHLY" and "BYDAY" in parts:
        parts |= dict([nth_weekday(first).split(";")[1].split("=")])
    elif days and "BYDAY" in parts:
        parts["BYDAY"] = ",".join(DAYS[(DAYS.index(one) + days) % 7] for one in parts["BYDAY"].split(","))
    if days:
        parts.pop("BYMONTHDAY", None)  # without it the day of the first one holds
    return ";".join(f"{name}={value}" for name, value in parts.items())


def lasts(starts_at: datetime, minutes: int) -> datetime:
    """The end of an hour of so many true minutes."""
    return starts_at.astimezone(UTC) + timedelta(minutes=minutes)


def _aware(local: datetime, zone: str, fold: int = 0) -> datetime:
    return local.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def _wall(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
