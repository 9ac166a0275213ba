"""Walking a chain once from its beginning, in constant memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from feltwork.core.signoffs._chain import GENESIS, fits
from feltwork.core.signoffs._faults import Entry, Fault, Suspect, Suspects, What, fault


@dataclass(frozen=True, slots=True)
class Head:
    """The recorded end of a chain; an empty one has seq 0 and the seal GENESIS."""

    seq: int
    seal: str


def verify(entries: Iterable[Entry], head: Head | None = None) -> list[Fault]:
    """Everything wrong with *entries* (ordered by `seq`), by place; an empty list for a sound chain.

    Without *head* entries cut off at the end, and a last entry sealed anew, cannot be noticed. Nor can a chain that
    was sealed anew as a whole together with its head: compare the head with a copy kept elsewhere.
    """
    return sorted(set(faults(entries, head)))


def faults(entries: Iterable[Entry], head: Head | None = None) -> Iterator[Fault]:
    """As `verify`, one by one as they are found: not ordered, and a fault may come twice."""
    suspects = Suspects()
    tips = [_Tip(Entry(0, {}, "", GENESIS), is_sound=True)]  # one, or several after a fork
    for entry in entries:
        tip = _Tip(entry, _fits_its_seal(entry))
        is_forked = _is_forked(tip, tips)
        if is_forked:
            yield fault(entry, What.FORKED)
        if head is not None and entry.seq > head.seq:
            yield fault(entry, What.ADDED)
        yield from _gap(tips[-1].entry.seq, entry.seq)
        yield from _judge(tip, None if is_forked else _unlinked(tip, tips), suspects)
        tips = [*tips, tip] if is_forked else [tip]
    yield from suspects.explain()
    if head is not None:
        yield from _end(tips, head)


@dataclass(frozen=True, slots=True)
class _Tip:
    """An entry that the next one may go on from, and whether its own seal fits it."""

    entry: Entry
    is_sound: bool


def _fits_its_seal(entry: Entry) -> bool:
    return entry.facts.get("seq") == entry.seq and fits(entry.facts, previous=entry.previous, sealed_as=entry.seal)


def _is_forked(tip: _Tip, tips: list[_Tip]) -> bool:
    entry = tip.entry
    return any(entry.seq == t.entry.seq or (tip.is_sound and entry.previous == t.entry.previous) for t in tips)


def _gap(before: int, seq: int) -> Iterator[Fault]:
    if seq > before + 1:
        yield Fault(before + 1, What.REMOVED, until=seq - 1)


def _unlinked(tip: _Tip, tips: list[_Tip]) -> Entry | None:
    """The entry that *tip* should go on from and does not; None where it does, or where it is clear why not."""
    before = tips[-1]
    if tip.entry.seq != before.entry.seq + 1 or tip.entry.previous in {t.entry.seal for t in tips}:
        return None
    return before.entry if before.is_sound else None


def _judge(tip: _Tip, before: Entry | None, suspects: Suspects) -> Iterator[Fault]:
    entry = tip.entry
    if before is not None and before.seq == 0:
        before = entry if tip.is_sound else None  # nothing stands before the first: the link itself was changed
    if tip.is_sound:
        if before is not None:
            yield fault(before, What.RESEALED)
    else:
        yield from suspects.add(Suspect(entry, None if before is None or _fits_after(entry, before) else before))


def _fits_after(entry: Entry, before: Entry) -> bool:
    """Whether nothing but the link of *entry* was changed."""
    return fits(entry.facts, previous=before.seal, sealed_as=entry.seal)


def _end(tips: list[_Tip], head: Head) -> Iterator[Fault]:
    last = tips[-1]
    yield from _gap(last.entry.seq, head.seq + 1)
    if last.entry.seq == head.seq and last.is_sound and head.seal not in {t.entry.seal for t in tips}:
        yield fault(last.entry, What.RESEALED)
