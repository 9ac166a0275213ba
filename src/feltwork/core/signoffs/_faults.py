"""What can be wrong with a chain, and naming entries that changed places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from feltwork.core.signoffs._chain import Json, fits


class What(StrEnum):
    """Codes for `Fault.what`."""

    ALTERED = "altered"  # the facts, the seal or the link of the entry are not those that were sealed
    RESEALED = "resealed"  # altered and given a fitting seal; the entry after it still names the old one
    REMOVED = "removed"  # entries are missing from `seq` to `until`
    SWAPPED = "swapped"  # what stands here was sealed for place `other`
    FORKED = "forked"  # goes on from an entry that another one follows already
    ADDED = "added"  # stands behind the recorded end of the chain


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it is stored. `facts` is all that the seal covers and holds `seq` too."""

    seq: int
    facts: Mapping[str, Json]
    previous: str
    seal: str


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Something is wrong at `seq`. `entry` is the `uuid` among its facts, empty where nothing stands."""

    seq: int
    what: What
    entry: str = ""
    until: int = 0  # last missing place, for REMOVED
    other: int = 0  # the place it belongs to, for SWAPPED


@dataclass(frozen=True, slots=True)
class Suspect:
    """An entry whose seal does not fit. `before` is blamed as resealed unless this one turns out to be out of place."""

    entry: Entry
    before: Entry | None = None


@dataclass(slots=True)
class Suspects:
    """Up to *most* entries whose seal does not fit, kept to find out which of them changed places."""

    most: int = 64
    kept: list[Suspect] = field(default_factory=list)

    def add(self, suspect: Suspect) -> Iterator[Fault]:
        """Keep *suspect*, or name it at once where there are too many to compare."""
        if len(self.kept) < self.most:
            self.kept.append(suspect)
        else:
            yield from _altered(suspect)

    def explain(self) -> Iterator[Fault]:
        """Name every entry kept."""
        for suspect in self.kept:
            other = next((s.entry.seq for s in self.kept if s is not suspect and _belongs(suspect.entry, s.entry)), 0)
            if other:
                yield fault(suspect.entry, What.SWAPPED, other=other)
            else:
                yield from _altered(suspect)


def fault(entry: Entry, what: What, *, other: int = 0) -> Fault:
    return Fault(entry.seq, what, str(entry.facts.get("uuid") or ""), other=other)


def _altered(suspect: Suspect) -> Iterator[Fault]:
    if suspect.before is not None:
        yield fault(suspect.before, What.RESEALED)
    yield fault(suspect.entry, What.ALTERED)


def _belongs(entry: Entry, other: Entry) -> bool:
    """Whether a seal comes right once *entry* trades its place, one of its facts or all of them with *other*."""
    seq, name = entry.facts.get("seq"), entry.facts.get("uuid")
    traded: list[Mapping[str, Json]] = [{**entry.facts, key: other.facts.get(key)} for key in entry.facts]
    traded += [{**other.facts, "seq": seq}, {**other.facts, "seq": seq, "uuid": name}]
    if any(fits(facts, previous=entry.previous, sealed_as=entry.seal) for facts in traded):
        return True
    return fits(entry.facts, previous=other.previous, sealed_as=other.seal)
