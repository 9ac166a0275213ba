"""What a process keeps between searches: the rows of a directory that is not very large, and the last answers.

A stamp in the database is drawn anew with every change of the index, in the same transaction; what was kept under
another stamp is forgotten. So nothing kept is ever old, and a change costs one reading.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from feltwork.apps.directory.models.index import IndexRow, IndexState
from feltwork.apps.directory.queries.statements import Statement
from feltwork.core.directory import Asked, Found, order
from feltwork.core.directory.columns import unpack
from feltwork.core.directory.table import Map, Table, map_of

from ._port import Places, Words

MOST_ROWS = 100_000  # some 15 MB in each process, and a fifth of a second after a change
MOST_ANSWERS = 1024
MOST_WORDS = 256  # 25 kB each, where 100,000 are listed
Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Lately(Generic[Key, Value]):
    """What was worked out lately, the last *most* of it; threads may share it."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, Lock()
        self._kept: OrderedDict[Key, Value] = OrderedDict()

    def get(self, key: Key, work: Callable[[], Value]) -> Value:
        """What is kept under *key*, else what *work* gives. Two at once may both work; nobody waits for the other."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        found = work()
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return found


_held: Held | None = None
_answers: Lately[tuple[object, ...], Found] = Lately(MOST_ANSWERS)


@dataclass(frozen=True, slots=True)
class Held:
    """All rows, in the order of their places."""

    stamp: str
    places: NDArray[np.int64]
    table: Table
    having: Lately[Words, tuple[Map, Map]]  # who has these words somewhere, and who in the strong part

    def matching(self, words: Words, work: Callable[[Words], tuple[Places, Places]]) -> tuple[Map, Map]:
        """Who has these words, as maps of bits; *work* is asked only the first time."""

        def flags() -> tuple[Map, Map]:
            somewhere, strong = (map_of(self.among(places)) for places in work(words))
            return somewhere, strong

        return self.having.get(words, flags)

    def among(self, places: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which rows stand in these places; one that came a moment ago is not among them yet."""
        flags = np.zeros(len(self.places) + 1, dtype=bool)
        where = np.searchsorted(self.places, places)
        flags[where[np.append(self.places, -1)[where] == places]] = True
        return flags[:-1]


class State(NamedTuple):
    """The stamp, how many rows there are, and what they were made from; all empty before the first row."""

    stamp: str = ""
    rows: int = 0
    made_from: str = ""


def state() -> State:
    """How the index is now."""
    kept = _statement().rows()
    return State(*kept[0]) if kept else State()


@cache
def _statement() -> Statement:
    return Statement(IndexState.objects.order_by().values_list("stamp", "rows", "made_from"))


def held(now: State) -> Held | None:
    """All rows as of this state; None where they are too many to keep."""
    global _held
    if not now.stamp or now.rows > MOST_ROWS:
        return None
    kept = _held
    if kept is None or kept.stamp != now.stamp:
        found = list(IndexRow.objects.order_by("place").values_list("place", "packed"))
        places = np.array([place for place, _packed in found], dtype=np.int64)
        rows = unpack(b"".join(bytes(packed) for _place, packed in found))
        kept = Held(now.stamp, places, Table(rows), Lately(MOST_WORDS))
        if state().stamp == now.stamp:  # else it changed between the looks: good for this once
            _held = kept
    return kept


def answer(kind: str, stamp: str, asked: Asked, work: Callable[[], Found]) -> Found:
    """What *work* gives, or gave when the same was asked under the same stamp."""
    if not stamp:
        return work()
    engine = settings.DIRECTORY_ENGINE
    key = (kind, stamp, engine, order.seed(asked), asked.page, asked.size, asked.fresh_days)
    return _answers.get(key, work)
