"""When a person looks: hours of working time, counted on the school's clock. No clock of its own, no database.

Two working hours from Friday 16:00 with a desk from 9 to 17 on weekdays are over on Monday at 10:00.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MOST_DAYS = 400


@dataclass(frozen=True, slots=True)
class Desk:
    """On which days, as ISO weekdays ("12345"), between which times and on which clock somebody looks."""

    days: str
    opens: time
    closes: time
    zone: str

    def look_by(self, since: datetime, hours: int) -> datetime:
        """The instant at which *hours* of working time after *since* are over.

        Raises ValueError where nobody works on any day.
        """
        zone, left = ZoneInfo(self.zone), timedelta(hours=hours)
        day = since.astimezone(zone).date()
        for _turn in range(MOST_DAYS):
            opens, closes = self._span(day, zone)
            begins = max(opens, since)
            if str(day.isoweekday()) in self.days and begins < closes:
                if left <= closes - begins:
                    return begins + left
                left -= closes - begins
            day += timedelta(days=1)
        raise ValueError("nobody looks on any day")

    def is_open(self, at: datetime) -> bool:
        zone = ZoneInfo(self.zone)
        day = at.astimezone(zone).date()
        opens, closes = self._span(day, zone)
        return str(day.isoweekday()) in self.days and opens <= at < closes

    def _span(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """As instants: a day on which clocks change is as long as it is."""
        utc = ZoneInfo("UTC")
        opens, closes = (datetime.combine(day, at, zone).astimezone(utc) for at in (self.opens, self.closes))
        return opens, closes
