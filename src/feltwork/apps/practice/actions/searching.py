"""Looking for words in all of one's own files: each is opened through the door, noted, and read through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from feltwork.apps.accounts.models import User
from feltwork.apps.practice.actions.opening import open_own
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.apps.practice.queries.search import MOST, Found, find_in

AT_ONCE = 60  # files that one request reads through


@dataclass(frozen=True, slots=True)
class Swept:
    """What was found by file, the files up to which it was looked, and how many there are.

    `is_full`: so much was found that it stopped there; narrower words find what is meant.
    """

    found: list[tuple[OpenFile, list[Found]]]
    start: int
    looked: int
    of: int
    is_full: bool

    @property
    def is_over(self) -> bool:
        return self.looked >= self.of

    @property
    def places(self) -> int:
        return sum(len(found) for _file, found in self.found)


def search_own(
    *, user: User, roles: frozenset[str], asked: str, at: datetime, start: int = 0, most: int = AT_ONCE
) -> Swept:
    """Items and additions that hold all the words of *asked* in the files whose clinician *user* is, from the file of
    number *start* on, as many files as one request reads. Nobody's private notes."""
    files, of = open_own(user, roles, what="search", at=at, start=start, most=most)
    by_file = find_in(files, asked)
    return Swept(
        [(file, found) for file in files if (found := by_file.get(file.client.pk))],
        start,
        min(start + most, of),
        of,
        sum(map(len, by_file.values())) >= MOST,
    )
