"""What was known at an instant: facts carry from when and until when they were known."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Protocol, TypeVar

from ._facts import Entry, Record


class Stamped(Protocol):
    @property
    def known_from(self) -> datetime | None: ...
    @property
    def known_until(self) -> datetime | None: ...


_Fact = TypeVar("_Fact", bound=Stamped)
_KEPT = ("level_starts", "approvals", "days", "gates", "waivers", "recognised", "holds")


def as_known(record: Record, known_at: datetime | None) -> Record:
    """*record* with the facts known at that instant; None: with those that nobody has withdrawn since.

    The same record comes back, untouched, if every fact of it is known.
    """
    if known_at is None and _is_all_known(record):
        return record
    changed: dict[str, object] = {}
    for word in _KEPT:
        rows = getattr(record, word)
        known = tuple(one for one in rows if is_known(one, known_at))
        if len(known) != len(rows):
            changed[word] = known
    entries = tuple(_ruled(one, known_at) for one in record.entries if is_known(one, known_at))
    if entries != record.entries:
        changed["entries"] = entries
    rulings = {code: one for code, one in record.rulings.items() if is_known(one, known_at)}
    if len(rulings) != len(record.rulings):
        changed["rulings"] = rulings
    return replace(record, **changed) if changed else record  # type: ignore[arg-type]  # each word keeps its own type


def _is_all_known(record: Record) -> bool:
    """Whether nothing of it was ever taken back, which is so of most records."""
    rulings = [*record.rulings.values(), *(one.ruling for one in record.entries if one.ruling)]
    rows = (record.entries, rulings, *(getattr(record, word) for word in _KEPT))
    return all(one.known_until is None for own in rows for one in own)


def _ruled(entry: Entry, known_at: datetime | None) -> Entry:
    """The entry without a ruling that was not known then."""
    if entry.ruling is None or is_known(entry.ruling, known_at):
        return entry
    return replace(entry, ruling=None)


def is_known(fact: Stamped, known_at: datetime | None) -> bool:
    """Whether the fact was known at that instant; None: whether it is known still."""
    if known_at is None:
        return fact.known_until is None
    begun = fact.known_from is None or fact.known_from <= known_at
    return begun and (fact.known_until is None or known_at < fact.known_until)
