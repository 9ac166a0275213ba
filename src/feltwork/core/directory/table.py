"""A whole directory held in memory, each code as a map of bits: one search over all of it in a millisecond.

`columns` judges rows that an engine brings; here all rows stay where they are, and what is asked of them becomes maps
of bits, 64 people a word. Choices are ANDs and ORs of maps, counts are counted bits. Both come to the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from ._listing import Found
from ._vocabulary import vocabulary
from .columns import Bools, Ints, Rows, Search, layout

Map = NDArray[np.uint64]  # one line of bits; of several lines, one a code


class Table:
    """All rows, in the order given. `codes` has a line for each bit of a row, `online` one for each country.

    `ranks` are the towns in which somebody is, each once, `town` which of them each row has.
    """

    def __init__(self, rows: Rows) -> None:
        self.size = len(rows)
        self.ids = rows["id"].astype(np.int64)
        self.ranks, self.town = np.unique(rows["rank"].astype(np.int64), return_inverse=True)
        self.confirmed, self.until = rows["confirmed"].astype(np.int64), rows["until"].astype(np.int64)
        self.reply = rows["reply"].astype(np.int64)
        self.codes, self.online = (_turned(rows[part]) for part in ("bits", "online"))

    def judge(self, search: Search, having: Map | None = None, strong: Map | None = None) -> Found:
        """The answer. *having* says who has the words somewhere, *strong* who has all in the strong part; or None."""
        km = search.km_to(self.ranks)[self.town]
        here = self._here(search, km)
        reached = map_of(self._timely(search)) & (map_of(here) | self._online(search))
        if having is not None:
            reached &= having
        failing = {code: reached & ~passing for code, passing in self._passing(search, map_of(here)).items()}
        once, twice = np.zeros_like(reached), np.zeros_like(reached)
        for one in failing.values():
            twice |= once & one
            once |= one
        kept: Map = np.bitwise_and(reached, ~once)
        nearly: Map = np.bitwise_and(once, ~twice)  # whom one facet alone keeps out
        chosen = np.flatnonzero(self._flags(kept))
        counts = self._counts(kept, {code: nearly & one for code, one in failing.items()}, map_of(here))
        rows = {"id": self.ids[chosen], "confirmed": self.confirmed[chosen], "reply": self.reply[chosen]}
        best = np.ones(len(chosen), dtype=bool) if strong is None else self._flags(strong)[chosen]
        far = np.where(here, km, np.inf)[chosen]
        return search.found(len(chosen), search.hits(rows, best, far, here[chosen]), counts)

    def _flags(self, line: Map) -> Bools:
        return np.unpackbits(line.view(np.uint8), bitorder="little", count=self.size).view(bool)

    def _timely(self, search: Search) -> Bools:
        today = search.asked.on.toordinal()
        timely: Bools = (self.confirmed >= search.first_day) & (self.confirmed <= today) & (self.until >= today)
        return timely

    def _here(self, search: Search, km: NDArray[np.float64]) -> Bools:
        if search.limit is None and not search.whole:
            return np.ones(self.size, dtype=bool)
        near: Bools = np.less_equal(km, -1 if search.limit is None else search.limit)
        bit = search.plan.bits.get(("country", str(search.home)))
        if search.whole and bit is not None:
            near |= self._flags(self.codes[bit])
        return near

    def _online(self, search: Search) -> Map:
        offered = self.codes[search.plan.bits["how", "online"]]
        country = search.plan.countries.get(str(search.home))
        if not search.asked.online or (search.home is not None and country is None):
            return np.zeros_like(offered)
        allowed: Map = offered if country is None else offered & self.online[country]
        return allowed

    def _passing(self, search: Search, here: Map) -> dict[str, Map]:
        """For each facet with a choice: who meets it. Who is not here can be met online only."""
        passing = {}
        for code, facet in vocabulary().facets.items():
            wanted = sorted(search.asked.chosen.get(code, frozenset()) & facet.values.keys())
            if wanted:
                lines = [self._met(search, code, one, here) for one in wanted]
                passing[code] = reduce(np.bitwise_and if facet.every else np.bitwise_or, lines)
            elif code == "room":
                passing[code] = ~self.codes[search.plan.bits[code, "closed"]]
        return passing

    def _met(self, search: Search, facet: str, code: str, here: Map) -> Map:
        line: Map = self.codes[search.plan.bits[facet, code]]
        return line & here if code == "in_person" else line

    def _counts(self, kept: Map, spared: Mapping[str, Map], here: Map) -> dict[str, dict[str, int]]:
        plan, counts = layout(), {}
        sums = self._sums(kept, slice(None))
        for code, facet in vocabulary().facets.items():
            bits = slice(plan.spans[code].start * 8, plan.spans[code].start * 8 + len(facet.values))
            line = sums[bits]
            if code in spared and not facet.every:
                # who meets all other choices: those kept, and those whom only this facet kept out
                line = line + self._sums(spared[code], bits)
            counts[code] = dict(zip(facet.values, line.tolist(), strict=True))
        who = kept | spared["how"] if "how" in spared else kept
        counts["how"]["in_person"] = int(np.bitwise_count(self.codes[plan.bits["how", "in_person"]] & here & who).sum())
        return counts

    def _sums(self, who: Map, bits: slice) -> Ints:
        """How many of *who* have each of these codes; words without anybody are passed over."""
        used = np.flatnonzero(who)
        lines = self.codes[bits] if len(used) * 2 > len(who) else self.codes[bits][:, used]
        these = who if lines.shape[1] == len(who) else who[used]
        sums: Ints = np.bitwise_count(lines & these).sum(axis=1, dtype=np.int64)
        return sums


def map_of(flags: Bools) -> Map:
    """One flag a person as a map of bits."""
    packed = np.packbits(flags, bitorder="little")
    words = np.zeros(-(-len(flags) // 64) * 8, dtype=np.uint8)
    words[: len(packed)] = packed
    return words.view(np.uint64)


def _turned(part: NDArray[np.uint8]) -> Map:
    """Bytes of rows, highest bit first, as one map for each bit."""
    flags = np.unpackbits(np.ascontiguousarray(part), axis=1)
    packed = np.packbits(flags.T, axis=1, bitorder="little")
    words = np.zeros((flags.shape[1], -(-len(part) // 64) * 8), dtype=np.uint8)
    words[:, : packed.shape[1]] = packed
    return words.view(np.uint64)
