"""Listings as rows of a fixed width, and one search over many of them at once, with NumPy.

An engine finds whom place and words leave; their rows come here as one piece of memory. What remains is the same for
every engine: gates, facets, counts, points and lots.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
from numpy.typing import NDArray

from . import order
from ._listing import Asked, Found, Hit, Listing
from ._place import home_of, place_of
from ._reading import Reading
from ._towns import NOWHERE, Towns
from ._vocabulary import vocabulary

Bools = NDArray[np.bool_]
Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Rows = NDArray[np.void]
OPEN = date.max.toordinal()
BITS = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).astype(np.int64)  # of each byte, highest first


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each facet has its bytes, and each code its bit. `row`: what NumPy calls a row of it."""

    spans: Mapping[str, slice]
    bits: Mapping[tuple[str, str], int]
    countries: Mapping[str, int]
    row: np.dtype[np.void]
    fingerprint: str

    def mask(self, facet: str, codes: frozenset[str]) -> Bytes:
        """The bytes of a facet with the bits of these codes."""
        span = self.spans[facet]
        bits = np.zeros((span.stop - span.start) * 8, dtype=np.uint8)
        bits[[self.bits[facet, code] - span.start * 8 for code in codes]] = 1
        return np.packbits(bits)


@cache
def layout() -> Layout:
    """The layout that follows from the vocabulary. Rows of another `fingerprint` have to be made anew."""
    spans: dict[str, slice] = {}
    bits: dict[tuple[str, str], int] = {}
    start = 0
    for code, facet in vocabulary().facets.items():
        width = -(-len(facet.values) // 8)
        spans[code] = slice(start, start + width)
        bits |= {(code, value): start * 8 + place for place, value in enumerate(facet.values)}
        start += width
    countries = {code: place for place, code in enumerate(vocabulary().facets["country"].values)}
    fields = [("id", "<u8"), ("rank", "<u4"), ("confirmed", "<i4"), ("until", "<i4"), ("reply", "u1")]
    row = np.dtype([*fields, ("bits", "u1", (start,)), ("online", "u1", (-(-len(countries) // 8),))])
    print_of = hashlib.sha256(repr((sorted(bits.items()), row.descr)).encode()).hexdigest()[:16]
    return Layout(spans, bits, countries, row, print_of)


def pack(listing: Listing, rank: int) -> bytes:
    """One listing as a row; *rank* is its town's place on the curve."""
    plan = layout()
    row = np.zeros(1, dtype=plan.row)
    row["id"], row["rank"], row["reply"] = listing.id, rank, listing.reply_points
    row["confirmed"] = listing.confirmed_on.toordinal()
    row["until"] = (listing.until or date.max).toordinal()
    for facet, values in vocabulary().facets.items():
        row["bits"][0, plan.spans[facet]] = plan.mask(facet, listing.values(facet) & values.values.keys())
    online = np.zeros(row["online"].shape[1] * 8, dtype=np.uint8)
    online[[plan.countries[code] for code in listing.online_in & plan.countries.keys()]] = 1
    row["online"][0] = np.packbits(online)
    return row.tobytes()


def unpack(data: bytes) -> Rows:
    """Rows out of the bytes of many, put behind one another."""
    return np.frombuffer(data, dtype=layout().row)


def stretches(ranks: Ints, gap: int = 16) -> list[tuple[int, int]]:
    """Rising ranks as a few stretches, first and last; those with less than *gap* ranks between them become one."""
    if not len(ranks):
        return []
    breaks = np.flatnonzero(np.diff(ranks) > gap)
    firsts, lasts = ranks[np.r_[0, breaks + 1]], ranks[np.r_[breaks, len(ranks) - 1]]
    return [(int(first), int(last)) for first, last in zip(firsts, lasts, strict=True)]


class Search:
    """One search, made ready: what an engine has to bring, and what comes of the rows that it brings."""

    def __init__(self, asked: Asked, reading: Reading, towns: Towns) -> None:
        self.asked, self.reading, self.plan = asked, reading, layout()
        place = place_of(asked, towns)
        self.home = home_of(asked, towns)
        self.limit = asked.km if place else None
        self.whole = self.home is not None and (asked.whole_country or (place is None and asked.country is not None))
        # the towns to which it goes, rising; None when it goes anywhere
        self.ranks: Ints | None = None
        self._towns, self._place = towns, place
        self._near: Floats | None = None  # to those towns
        if place and self.limit is not None and not self.whole and not asked.online:
            self.ranks, self._near = towns.near(*place, self.limit)

    @property
    def first_day(self) -> int:
        """Listings confirmed before this day (an ordinal) are too old."""
        return self.asked.on.toordinal() - min(self.asked.fresh_days, order.FRESH_DAYS)

    def km_to(self, ranks: Ints) -> Floats:
        """Kilometres to the towns of these ranks, each asked for once or often; infinite where nothing is counted."""
        if self._place is None:
            return np.full(len(ranks), np.inf)
        nowhere = len(self._towns)
        known = np.minimum(ranks, nowhere)
        if self._near is None and len(ranks) < nowhere:
            far = self._towns.distances(*self._place, np.minimum(known, nowhere - 1))
            far[known == nowhere] = np.inf
            return far
        every = np.full(nowhere + 1, np.inf)
        if self._near is None:
            every[:-1] = self._towns.distances(*self._place)
        else:
            every[self.ranks] = self._near
        return every[known]

    def judge(self, rows: Rows, strong: Bools | None = None) -> Found:
        """The answer, from the rows that have the words in them somewhere, in the right towns at least.

        *strong* says of each row whether all words stand in its strong part; None where no words were asked.
        """
        strong = np.ones(len(rows), dtype=bool) if strong is None else strong
        today = self.asked.on.toordinal()
        timely = (rows["confirmed"] >= self.first_day) & (rows["confirmed"] <= today) & (rows["until"] >= today)
        km = self.km_to(rows["rank"])
        here = self._here(rows, km)
        reached = timely & (here | self._online(rows))
        rows, strong, km, here = rows[reached], strong[reached], km[reached], here[reached]
        bits = np.array(rows["bits"])
        bits[~here, self.plan.spans["how"]] = self.plan.mask("how", frozenset({"online"}))
        failing = self._failing(bits)
        fails = np.zeros(len(rows), dtype=np.int64)
        for one in failing.values():
            fails += one
        kept = fails == 0
        hits = self.hits(_columns(rows[kept]), strong[kept], np.where(here, km, np.inf)[kept], here[kept])
        return self.found(int(kept.sum()), hits, self._counts(bits, fails, failing))

    def found(self, total: int, hits: tuple[Hit, ...], counts: Mapping[str, Mapping[str, int]]) -> Found:
        """The answer, with how the words were read and the line that lots were drawn by."""
        return Found(total, hits, counts, self.reading.read_as, seed=order.seed(self.asked))

    def _here(self, rows: Rows, km: NDArray[np.float64]) -> Bools:
        if self.limit is None and not self.whole:
            return np.ones(len(rows), dtype=bool)
        near: Bools = np.less_equal(km, -1 if self.limit is None else self.limit)
        if self.whole and self.home in self.plan.countries:
            return near | self._any(rows["bits"], "country", frozenset({str(self.home)}))
        return near

    def _online(self, rows: Rows) -> Bools:
        if not self.asked.online:
            return np.zeros(len(rows), dtype=bool)
        offered = self._any(rows["bits"], "how", frozenset({"online"}))
        if self.home is None:
            return offered
        place = self.plan.countries.get(self.home)
        if place is None:
            return np.zeros(len(rows), dtype=bool)
        allowed: Bools = (rows["online"][:, place // 8] & (0x80 >> place % 8)) > 0
        return offered & allowed

    def _any(self, bits: Bytes, facet: str, codes: frozenset[str]) -> Bools:
        """Which rows have one of these codes at least."""
        span, mask = self.plan.spans[facet], self.plan.mask(facet, codes)
        used = np.flatnonzero(mask)
        found: Bools = np.any(bits[:, span.start + used] & mask[used], axis=1)
        return found

    def _all(self, bits: Bytes, facet: str, codes: frozenset[str]) -> Bools:
        span, mask = self.plan.spans[facet], self.plan.mask(facet, codes)
        found: Bools = ((bits[:, span] & mask) == mask).all(axis=1)
        return found

    def _failing(self, bits: Bytes) -> dict[str, Bools]:
        """For each facet with a choice: which rows do not meet it."""
        failing = {}
        for code, facet in vocabulary().facets.items():
            wanted = self.asked.chosen.get(code, frozenset()) & facet.values.keys()
            if wanted:
                failing[code] = ~(self._all if facet.every else self._any)(bits, code, wanted)
            elif code == "room":
                failing[code] = self._any(bits, code, frozenset({"closed"}))
        return failing

    def _counts(self, bits: Bytes, fails: Ints, failing: Mapping[str, Bools]) -> dict[str, dict[str, int]]:
        kept, counts = bit_sums(bits[fails == 0]), {}
        for code, facet in vocabulary().facets.items():
            span, sums = self.plan.spans[code], kept[self.plan.spans[code]]
            if code in failing and not facet.every:
                # who meets all other choices: those kept, and those whom only this facet kept out
                sums = sums + bit_sums(bits[(fails == 1) & failing[code], span])
            counts[code] = dict(zip(facet.values, sums.ravel().tolist(), strict=False))  # spare bits at the end
        return counts

    def hits(self, rows: Mapping[str, Ints], strong: Bools, km: NDArray[np.float64], here: Bools) -> tuple[Hit, ...]:
        """One page of hits, of all that are left: their id, confirmed and reply; km is infinite where none counts."""
        parts = self._parts(rows, strong, km)
        points = order.points(*parts)
        hits = []
        tenths = np.rint(np.where(np.isfinite(km), km * 10, order.AFAR_TENTHS)).astype(np.int64)
        for n in self._page(rows["id"], order.standing(points, tenths, self.asked.by_distance)):
            far = float(km[n]) if np.isfinite(km[n]) else None
            match, fresh, reply, near = (int(part[n]) for part in parts)
            why = self._why(bool(strong[n]), bool(here[n]))
            hits.append(Hit(int(rows["id"][n]), far, int(points[n]), match, fresh, reply, near, why))
        return tuple(hits)

    def _parts(self, rows: Mapping[str, Ints], strong: Bools, km: NDArray[np.float64]) -> tuple[Ints, Ints, Ints, Ints]:
        """Match, freshness, replies and nearness in thousandths."""
        days = self.asked.on.toordinal() - rows["confirmed"]
        placed = np.isfinite(km)
        tenths = np.rint(np.where(placed, km, 0) * 10).astype(np.int64)
        return (
            np.where(strong, order.WHOLE, order.OWN_WORDS).astype(np.int64),
            order.fresh(days),
            rows["reply"] * order.WHOLE // 100,
            np.where(placed, order.near(tenths), 0),
        )

    def _page(self, ids: Ints, standing: Ints) -> list[int]:
        """Which rows stand on the page asked for, in order. Lots are drawn only where they decide."""
        last, many = self.asked.page * self.asked.size, len(standing)
        least = np.partition(standing, many - last)[many - last] if many > last else standing.min(initial=0)
        lot = order.lots(order.seed(self.asked))
        able = np.flatnonzero(standing >= least)
        ranked = sorted(able.tolist(), key=lambda n: (-int(standing[n]), lot(int(ids[n]))))
        return ranked[last - self.asked.size : last]

    def _why(self, strong: bool, here: bool) -> tuple[str, ...]:
        words = ("strong" if strong else "weak",) if self.reading.words else ()
        return words + (() if here else ("online",))


def _columns(rows: Rows) -> dict[str, Ints]:
    return {name: rows[name].astype(np.int64) for name in ("id", "confirmed", "reply")}


def bit_sums(bits: Bytes) -> Ints:
    """How many rows have each bit set: bytes of rows in, one line of eight sums a byte out."""
    if not len(bits):
        return np.zeros((bits.shape[1], 8), dtype=np.int64)
    width = bits.shape[1]
    flat = (bits.astype(np.int32) + np.arange(width, dtype=np.int32) * 256).ravel()
    sums: Ints = np.bincount(flat, minlength=width * 256).reshape(width, 256) @ BITS
    return sums


__all__ = ["NOWHERE", "Layout", "Search", "bit_sums", "layout", "pack", "stretches", "unpack"]
