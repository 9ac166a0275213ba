"""Times that apps above the practice hold for a clinician, such as a free first call of the directory.

They register here where these are read, so that nobody is booked twice and the calendar shows all of a day, without the
practice knowing of them:

    register("directory", engagements_of)   # in AppConfig.ready

Whoever takes such a time waits in `hold` first, as everybody does who changes hours of a clinician: so neither of two
who want the same time at once looks before the other has written.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.utils.functional import Promise

from feltwork.apps.accounts.models import User


@dataclass(frozen=True, slots=True)
class Engagement:
    """One time of one clinician, by number. `is_agreed`: False for what somebody only asked for, which holds nobody
    off. `what` is for the clinician alone and names nobody; `url` leads there from the school with this number."""

    uuid: UUID
    clinician_id: int
    starts_at: datetime
    ends_at: datetime
    zone: str
    is_agreed: bool
    what: str | Promise
    url: str
    school_id: int
    sequence: int = 0
    changed_at: datetime | None = None
    state: str = "booked"  # as in an appointment, for calendars

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From and until."""
        return self.starts_at, self.ends_at


class Source(Protocol):
    """The engagements of these clinicians, by number, that touch the time from *first* to *last*, in any school."""

    def __call__(self, clinicians: Collection[int], first: datetime, last: datetime) -> list[Engagement]: ...


_known: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    _known[name] = source


def engagements_of(clinicians: Collection[int], first: datetime, last: datetime) -> list[Engagement]:
    """Of all sources, in order of time."""
    found = [one for name in sorted(_known) for one in _known[name](clinicians, first, last)]
    return sorted(found, key=lambda one: (one.starts_at, one.ends_at))


def hold(*clinicians: int) -> None:
    """Whoever changes times of a clinician waits here first. The key stays free for rows that refer to the person."""
    rows = User.objects.select_for_update(no_key=True).filter(pk__in=clinicians)
    list(rows.order_by("pk").values_list("pk"))
