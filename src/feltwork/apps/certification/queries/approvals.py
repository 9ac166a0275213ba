"""Providers as lists show them: what they may give now, and where an approval had a gap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, cast

from django.db.models import Q, QuerySet

from feltwork.apps.certification.sentences import approval_word
from feltwork.apps.schools.models import Approval, Level, Provider
from feltwork.apps.schools.queries import ApprovalRow
from feltwork.apps.schools.rules import in_words_again

DAY = timedelta(days=1)
FIELDS = ("pk", "uuid", "name", "town", "languages", "takes_new")


@dataclass(frozen=True, slots=True)
class Current:
    """What one provider may give on a day, for one kind."""

    kind: str
    levels: tuple[str, ...]  # codes; empty: every level
    until: date | None


@dataclass(frozen=True, slots=True)
class Gap:
    """Days between two approvals of the same kind at the same level, both inclusive."""

    kind: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of an approval on the timeline, in thousandths of its width."""

    x: int
    width: int
    words: tuple[date, date | None]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Track:
    """One line of the timeline: a kind at a level."""

    kind: str
    level: str
    bars: Sequence[Bar] = field(default_factory=list)


def provider_rows(
    *, words: str = "", kind: str = "", level: str = "", on: date | None = None
) -> QuerySet[Provider, Any]:
    """Values rows by name; with *kind* only those who hold such an approval on the day *on* (at *level*)."""
    rows = Provider.objects.all()
    for word in words.split():
        rows = rows.filter(Q(name__icontains=word) | Q(town__icontains=word))
    if (kind or level) and on is not None:
        rows = rows.filter(pk__in=_holders(kind, level, on))
    return cast("QuerySet[Provider, Any]", rows.order_by("name", "pk").values(*FIELDS))


def held_rows(on: date, *, words: str = "", kind: str = "", level: str = "") -> QuerySet[Provider, Any]:
    """The same for those only who hold any approval for sessions or consultations on that day."""
    kinds = [kind] if kind else [Approval.Kind.PERSONAL, Approval.Kind.INDIVIDUAL, Approval.Kind.GROUP]
    return provider_rows(words=words).filter(pk__in=_holders(kinds, level, on))


def current_of(rows: Iterable[ApprovalRow], on: date) -> list[Current]:
    """What holds on the day, one for each kind, in the order of the model."""
    found: dict[str, list[ApprovalRow]] = defaultdict(list)
    for row in rows:
        if row.valid_from <= on and (row.valid_to is None or on <= row.valid_to):
            found[row.kind].append(row)
    return [_current(kind.value, found[kind.value]) for kind in Approval.Kind if kind.value in found]


def gaps_of(rows: Iterable[ApprovalRow], levels: Sequence[str]) -> list[Gap]:
    """Pauses between approvals: days on which a kind was approved before and after, but not then."""
    by_track: dict[tuple[str, str], list[ApprovalRow]] = defaultdict(list)
    for row in rows:
        for level in row.levels or levels or ("",):
            by_track[row.kind, level].append(row)
    found = {gap for (kind, _level), own in by_track.items() for gap in _gaps(kind, own)}
    return sorted(found, key=lambda gap: (gap.first, gap.kind))


def tracks_of(rows: Sequence[ApprovalRow], levels: Sequence[str], first: date, last: date) -> list[Track]:
    """The timeline between two days: one track for each kind and level with any approval."""
    span = max((last - first).days, 1)
    found = []
    for kind in Approval.Kind:
        own = [row for row in rows if row.kind == kind]
        every = all(not row.levels for row in own)
        for level in ("",) if every else levels:
            bars = [_bar(row, first, last, span) for row in own if not row.levels or level in row.levels]
            if bars:
                found.append(Track(kind.value, level, bars))
    return found


def level_names() -> dict[str, str]:
    """Codes and names of the levels of the school of the scope, in order."""
    rows = Level.objects.order_by("position", "pk").values_list("code", "name")
    return {code: in_words_again(name) for code, name in rows}


def badge_words(one: Current, levels: Mapping[str, str]) -> str:
    """personal sessions; with the levels where they are not all."""
    word = approval_word(one.kind)
    if not one.levels or set(one.levels) >= set(levels):
        return word
    return f"{word}: {', '.join(levels.get(code, code) for code in one.levels)}"


def _holders(kind: str | Sequence[str], level: str, on: date) -> list[int]:
    """Levels are a JSON list, which the two databases search differently; there are few rows, so Python looks."""
    rows = Approval.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), retracted_at=None, valid_from__lte=on)
    if kind:
        rows = rows.filter(kind__in=[kind] if isinstance(kind, str) else kind)
    found = rows.values_list("provider", "levels")
    return [pk for pk, levels in found if not level or not levels or level in levels]


def _current(kind: str, rows: Sequence[ApprovalRow]) -> Current:
    every = any(not row.levels for row in rows)
    levels = () if every else tuple(dict.fromkeys(level for row in rows for level in row.levels))
    ends = [row.valid_to for row in rows]
    return Current(kind, levels, None if None in ends else max(end for end in ends if end is not None))


def _gaps(kind: str, rows: Sequence[ApprovalRow]) -> Iterable[Gap]:
    reached: date | None = None
    for row in sorted(rows, key=lambda one: one.valid_from):
        if reached is not None and row.valid_from > reached + DAY:
            yield Gap(kind, reached + DAY, row.valid_from - DAY)
        if row.valid_to is None:
            return
        reached = max(reached or row.valid_to, row.valid_to)


def _bar(row: ApprovalRow, first: date, last: date, span: int) -> Bar:
    start = max((row.valid_from - first).days, 0)
    end = min(((row.valid_to or last) - first).days + 1, span)
    width = max((end - start) * 1000 // span, 4)
    return Bar(start * 1000 // span, width, (row.valid_from, row.valid_to), row.valid_to is None)
