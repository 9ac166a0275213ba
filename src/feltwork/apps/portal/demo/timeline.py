"""Days of the demo world, counted from the day it is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = "Europe/London"
MODULES = (
    ("beginning", 1, "Beginning I"),
    ("beginning", 2, "Beginning II"),
    ("intermediate", 1, "Intermediate I"),
    ("intermediate", 2, "Intermediate II"),
    ("advanced", 1, "Advanced I"),
    ("advanced", 2, "Advanced II"),
)
# first day of each module, in days from today
FINISHED = (-1340, -1160, -970, -790, -600, -240)
MIDWAY = (-620, -436, -258, 57, 113, 335)
COMING = (115, 300, 480, 660, 845, 1030)


@dataclass(frozen=True)
class Timeline:
    """Turns "so many days from today" into days and instants of the school's zone."""

    today: date

    def day(self, offset: int) -> date:
        return self.today + timedelta(days=offset)

    def at(self, offset: int, hour: int = 10, minute: int = 0) -> datetime:
        return datetime.combine(self.day(offset), time(hour, minute), tzinfo=ZoneInfo(ZONE))
