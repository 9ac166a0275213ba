"""Whether a candidate may begin an attempt now, as rules: attempts, days between them, lock-outs, and leave given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Terms:
    """What an examination says. *opens_on* and *closes_on* are both inclusive; None is no bound."""

    attempts: int
    retake_days: int
    lockout_days: int
    is_open: bool = True
    opens_on: date | None = None
    closes_on: date | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier attempt. *outcome*: "passed", "failed", "void", or "" before it is decided; *on*: the day it ended."""

    on: date
    outcome: str


@dataclass(frozen=True, slots=True)
class Way:
    """*code*: "open"; "not_open", "early", "closed"; "passed"; "waiting" (for a result); "retake", "locked".
    Beside these rules "level": what the level asks for first is missing, see `queries.entering`.

    *from_on*: the first day on which it will be open, where that is known. *left*: attempts before a lock-out, this one
    among them.
    """

    code: str
    from_on: date | None = None
    left: int = 0

    @property
    def is_open(self) -> bool:
        return self.code == "open"


def way_in(terms: Terms, past: Sequence[Past], *, leave_on: date | None, today: date) -> Way:
    """*past*: oldest first. *leave_on*: the day of the latest leave for one more attempt that was not used yet.

    An attempt that does not count takes nothing from the number. After a lock-out the attempts begin anew.
    """
    if any(one.outcome == "passed" for one in past):
        return Way("passed")
    if past and not past[-1].outcome:
        return Way("waiting")
    counted = [one for one in past if one.outcome != "void"]
    used = len(counted) % terms.attempts
    left = terms.attempts - used
    closed = _season(terms, today)
    if closed is not None:
        return Way(closed.code, closed.from_on, left)
    if leave_on is not None or not counted:
        return Way("open", left=left)
    days, code = (terms.lockout_days, "locked") if used == 0 else (terms.retake_days, "retake")
    from_on = counted[-1].on + timedelta(days=days)
    return Way("open", left=left) if today >= from_on else Way(code, from_on, left)


def _season(terms: Terms, today: date) -> Way | None:
    if not terms.is_open:
        return Way("not_open")
    if terms.opens_on is not None and today < terms.opens_on:
        return Way("early", terms.opens_on)
    if terms.closes_on is not None and today > terms.closes_on:
        return Way("closed")
    return None
