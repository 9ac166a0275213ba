"""What providers may do, day by day: for each provider, kind and level the stretches of days on which nothing changes.

Approvals are few beside entries, so they are weighed by the explaining evaluator's own code, once for each stretch; an
entry then meets exactly one stretch, whatever gaps and overlaps there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from feltwork.core.certification._approvals import Approvals
from feltwork.core.certification._context import Context
from feltwork.core.certification._entries import Fate
from feltwork.core.certification._facts import Approval, Record
from feltwork.core.certification._rules import Kind, RuleSet

DAY = timedelta(days=1)
NO_LEVEL = -1  # the place of a day before the training began, or of rules without levels


@dataclass(frozen=True, slots=True)
class Stretch:
    """What holds from one day on. `until` is the last day on which a signature needs no question; then `again`."""

    fate: int
    asks: str | None
    until: date
    again: date | None
    holds: tuple[bool, ...]


def day_from(kind: Kind, rules: RuleSet) -> list[tuple[date, tuple[str, ...]]] | None:
    """From which days other approvals are needed; None where that differs from one candidate to the next."""
    moments = Context(rules, Record(anchor_on=date.min), date.max).moments
    named = {one.code: one for one in rules.moments}
    found = []
    for one in kind.later:
        moment = named.get(one.day.moment)
        day = moments.at(one.day)
        if moment is None or moment.day is None or moment.when is not None or day is None or not one.approvals:
            return None
        found.append((day, one.approvals))
    return sorted(found)


def standings(rules: RuleSet, kinds: Sequence[Kind], flags: Sequence[str], approvals: Iterable[Approval]) -> pa.Table:
    """One row for each stretch: provider, kind, level (its place), first and last day, and what holds.

    *flags* are approvals that rules ask about besides; each becomes a column `holds_<place>`.
    """
    by_provider: dict[str, list[Approval]] = defaultdict(list)
    for one in approvals:
        by_provider[one.provider].append(one)
    made: dict[str, list[Any]] = {name: [] for name in ("provider", "kind", "level", "first", "last")}
    found: list[Stretch] = []
    later = {kind.code: day_from(kind, rules) or [] for kind in kinds}
    for provider, own in by_provider.items():
        context = Context(rules, Record(anchor_on=date.min, approvals=tuple(own)), date.max)
        for row, stretch in _of_provider(provider, context, kinds, later, flags):
            for name, value in zip(made, row, strict=True):
                made[name].append(value)
            found.append(stretch)
    columns: dict[str, pa.Array] = {
        "provider": pa.array(made["provider"], pa.string()),
        "kind": pa.array(made["kind"], pa.string()),
        "level": pa.array(made["level"], pa.int8()),
        "first": pa.array(made["first"], pa.date32()),
        "last": pa.array(made["last"], pa.date32()),
        "fate": pa.array([one.fate for one in found], pa.int8()),
        "asks": pa.array([one.asks for one in found], pa.string()),
        "until": pa.array([one.until for one in found], pa.date32()),
        "again": pa.array([one.again for one in found], pa.date32()),
    }
    for place in range(len(flags)):
        columns[f"holds_{place}"] = pa.array([one.holds[place] for one in found], pa.bool_())
    return pa.table(columns)


Row = tuple[str, str, int, date, date]


def _of_provider(
    provider: str,
    context: Context,
    kinds: Sequence[Kind],
    later: dict[str, list[tuple[date, tuple[str, ...]]]],
    flags: Sequence[str],
) -> Iterator[tuple[Row, Stretch]]:
    approvals, own = context.approvals, context.approvals.of(provider)
    codes = context.levels.codes
    places: dict[frozenset[int], list[int]] = defaultdict(list)
    for place in range(NO_LEVEL, len(codes)):
        level = codes[place] if place >= 0 else None
        apply = frozenset(i for i, one in enumerate(own) if not one.levels or level is None or level in one.levels)
        places[apply].append(place)
    for kind in kinds:
        islands = _islands([one for one in own if one.kind in kind.approvals and approvals.is_known(one)])
        starts = _starts(kind, own, later[kind.code], flags)
        for alike in places.values():
            level = codes[alike[-1]] if alike[-1] >= 0 else None
            for first, last, stretch in _stretches(provider, kind, level, starts, later, flags, approvals, islands):
                for place in alike:
                    yield (provider, kind.code, place, first, last), stretch


def _starts(
    kind: Kind, own: Sequence[Approval], later: Sequence[tuple[date, tuple[str, ...]]], flags: Sequence[str]
) -> list[date]:
    """Every day on which something may change."""
    names = {*kind.approvals, *flags, *(name for _, approvals in later for name in approvals)}
    days = {date.min, *(day for day, _ in later)}
    for one in own:
        if one.kind in names:
            days.add(one.valid_from)
            if one.valid_to and one.valid_to < date.max:
                days.add(one.valid_to + DAY)
                if kind.grace:
                    days.add(kind.grace.after(one.valid_to) + DAY)
    return sorted(days)


def _stretches(
    provider: str,
    kind: Kind,
    level: str | None,
    starts: Sequence[date],
    later: dict[str, list[tuple[date, tuple[str, ...]]]],
    flags: Sequence[str],
    approvals: Approvals,
    islands: Sequence[tuple[date, date]],
) -> Iterator[tuple[date, date, Stretch]]:
    """Neighbours in which the same holds are one; a stretch that says no more than an unknown provider is left out."""
    begun: tuple[date, Stretch] | None = None
    nothing = Stretch(_FALLS if kind.approvals else _STANDS, None, date.max, None, (False,) * len(flags))
    for on in starts:
        found = _stretch(provider, kind, level, on, later, flags, approvals, islands)
        if begun is not None and begun[1] == found:
            continue
        if begun is not None and begun[1] != nothing:
            yield begun[0], on - DAY, begun[1]
        begun = on, found
    if begun is not None and begun[1] != nothing:
        yield begun[0], date.max, begun[1]


_STANDS, _HUMAN, _FALLS = int(Fate.STANDS), int(Fate.HUMAN), int(Fate.FALLS)


def _stretch(
    provider: str,
    kind: Kind,
    level: str | None,
    on: date,
    later: dict[str, list[tuple[date, tuple[str, ...]]]],
    flags: Sequence[str],
    approvals: Approvals,
    islands: Sequence[tuple[date, date]],
) -> Stretch:
    """The same questions in the same order as `_entries/providers.py` puts them."""
    holds = tuple(approvals.holds(provider, flag, level, on) for flag in flags)
    begun = [names for day, names in later[kind.code] if day <= on]
    names = begun[-1] if begun else kind.approvals
    if not names:
        return Stretch(_STANDS, None, date.max, None, holds)
    at_once = tuple(one for one in names if one not in kind.renewed)
    found = approvals.find(provider, at_once, level, on) if kind.renewed and at_once else None
    if found is None or not found.approval:
        found = approvals.find(provider, names, level, on)
    if found.approval is None:
        before = approvals.last_end(provider, names, level, on) if kind.grace else None
        lenient = kind.grace is not None and before is not None and kind.grace.after(before) >= on
        return Stretch(_HUMAN if lenient else _FALLS, None, date.max, None, holds)
    one = found.approval
    untried = one.kind in kind.renewed and not approvals.was_renewed(one, on)
    until, again = _covered(one.valid_to or date.max, islands)
    return Stretch(_FALLS if untried else _STANDS, found.ask, until, again, holds)


def _covered(until: date, islands: Sequence[tuple[date, date]]) -> tuple[date, date | None]:
    """How far the days after *until* are covered without a gap, and from which day they are again."""
    for first, last in islands:
        if until < date.max and first <= until + DAY <= last:
            until = last
    return until, min((first for first, _ in islands if first > until), default=None)


def _islands(approvals: Iterable[Approval]) -> list[tuple[date, date]]:
    """Days covered by any of them, as stretches without gaps, in order."""
    found: list[tuple[date, date]] = []
    for first, last in sorted((one.valid_from, one.valid_to or date.max) for one in approvals):
        if last < first:
            continue
        if found and (found[-1][1] == date.max or first <= found[-1][1] + DAY):
            found[-1] = found[-1][0], max(found[-1][1], last)
        else:
            found.append((first, last))
    return found


def assistances(names: Sequence[str], rules: RuleSet, approvals: Iterable[Approval]) -> pa.Table:
    """Whose training each provider assists on, without gaps or overlaps: name, provider, cohort, first and last day."""
    by_key: dict[tuple[str, str, str], list[Approval]] = defaultdict(list)
    everything = tuple(approvals)
    known = Context(rules, Record(anchor_on=date.min, approvals=everything), date.max).approvals
    for one in (one for provider in dict.fromkeys(one.provider for one in everything) for one in known.of(provider)):
        if one.kind in names and one.cohort is not None:
            by_key[one.kind, one.provider, one.cohort].append(one)
    rows = [(*key, first, last) for key, own in by_key.items() for first, last in _islands(own)]
    words = ("name", "provider", "cohort", "first", "last")
    types = (pa.string(), pa.string(), pa.string(), pa.date32(), pa.date32())
    return pa.table({word: pa.array([row[i] for row in rows], types[i]) for i, word in enumerate(words)})
