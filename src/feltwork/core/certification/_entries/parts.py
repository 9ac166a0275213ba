"""One entry as several kinds: a group meeting is partly individual for whoever presented, say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from feltwork.core.certification._context import ZERO, Context
from feltwork.core.certification._facts import Entry
from feltwork.core.certification._rules import Kind, Part


def parts_of_all(entries: Sequence[Entry], kinds: Mapping[str, Kind], context: Context) -> Iterable[Entry]:
    """All entries as they are counted; where rules cut none and nothing is carried over, just as they are."""
    if context.span is None and not any(kind.parts for kind in kinds.values()):
        return entries
    return (part for entry in entries for part in parts_of(entry, kinds, context))


def parts_of(entry: Entry, kinds: Mapping[str, Kind], context: Context) -> Iterator[Entry]:
    """*entry* as it is counted: whole, or cut by what it says of itself; only what belongs to this cycle."""
    kind = kinds.get(entry.kind)
    if context.span and entry.id in context.span.carried:
        entry = replace(entry, hours=context.span.carried[entry.id])
    if kind is None or not kind.parts:
        yield entry
        return
    left = entry.hours
    for part in kind.parts:
        hours = min(_hours_of(part, entry, left), left)
        left -= hours
        if hours > 0:
            yield replace(entry, kind=part.kind, hours=hours)


def _hours_of(part: Part, entry: Entry, left: Fraction) -> Fraction:
    if part.group_at_most and (entry.group_size is None or entry.group_size > part.group_at_most.value):
        return ZERO
    told = Fraction(entry.attributes.get(part.attribute) or 0) if part.attribute else left
    return min(told, part.at_most_hours.value) if part.at_most_hours else told
