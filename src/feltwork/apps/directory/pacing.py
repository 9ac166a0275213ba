"""How often one address may search: counted in each process, so that a search writes nothing to the database.

With two workers somebody may get twice as far, which still is nothing to copy a directory with.
"""

from __future__ import annotations

from collections import Counter
from time import monotonic

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.http import HttpRequest

from feltwork.apps.accounts.limits import TooMany

SPAN_S = 60


class Pace:
    """Looks of this minute by network; all of them are forgotten with it."""

    def __init__(self) -> None:
        self.minute = 0
        self.looks: Counter[str] = Counter()

    def count(self, network: str) -> int:
        """One more look; returns how many that makes."""
        minute = int(monotonic() // SPAN_S)
        if minute != self.minute:
            self.minute, self.looks = minute, Counter()
        self.looks[network] += 1
        return self.looks[network]


_searches = Pace()


def pace_search(request: HttpRequest) -> None:
    """Count one search; raises TooMany beyond `DIRECTORY_SEARCHES` a minute from one network."""
    if _searches.count(get_ip(request)) > settings.DIRECTORY_SEARCHES:
        raise TooMany("directory.search")
