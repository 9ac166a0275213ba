"""What if: a record with changes, under other rules, or at another school, and the difference to what stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import combinations_with_replacement

from ._facts import Approval, Entry, Gate, LevelStart, Recognised, Record
from ._judge import judge
from ._judged import RANK
from ._preview import Change, compare
from ._rules import RuleSet, SumRule, TotalRule
from ._verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """The verdict as it stands, as it would be, and everything that differs."""

    before: Verdict
    after: Verdict
    changes: tuple[Change, ...]


def with_changes(
    record: Record,
    *,
    entries: Iterable[Entry] = (),
    without: Iterable[str] = (),
    approvals: Iterable[Approval] = (),
    gates: Iterable[Gate] = (),
    facts: Mapping[str, str] | None = None,
    level_starts: Mapping[str, date] | None = None,
) -> Record:
    """*record* with more entries (one of a known id replaces it), *without* some, and with other facts and starts."""
    new = {one.id: one for one in entries}
    gone = {*new, *without}
    kept = tuple(one for one in record.entries if one.id not in gone)
    starts = {one.level: one.on for one in record.level_starts} | dict(level_starts or {})
    return replace(
        record,
        entries=(*kept, *new.values()),
        approvals=(*record.approvals, *approvals),
        gates=(*record.gates, *gates),
        facts={**record.facts, **(facts or {})},
        level_starts=tuple(LevelStart(level=level, on=on) for level, on in starts.items()),
    )


def what_if(
    rules: RuleSet,
    record: Record,
    *,
    as_of: date,
    changed: Record | None = None,
    under: RuleSet | None = None,
    on: date | None = None,
    known_at: datetime | None = None,
) -> WhatIf:
    """Judge *record* as it stands, and *changed* facts, *under* other rules, *on* another day.

    What is left out stays as it is. Every difference is explained.
    """
    before = judge(rules, record, as_of=as_of, known_at=known_at)
    after = judge(under or rules, changed or record, as_of=on or as_of, known_at=known_at)
    return WhatIf(before=before, after=after, changes=compare(before, after))


def transfer(rules: RuleSet, record: Record, verdict: Verdict, *, on: date, source: str) -> Record:
    """What a candidate brings to another school: for each sum and total what counted, by level, and no single entry.

    *rules* and *verdict* are those of the school that is left. The new school's rules take it as recognised credit
    where a requirement has the same code.
    """
    brought: list[Recognised] = []
    for result in verdict.requirements:
        if not isinstance(rules.requirement(result.code).body, SumRule | TotalRule) or not result.counted:
            continue
        by_level = [(one.level, one.counted) for one in result.levels if one.counted]
        outside = result.counted - sum(amount for _, amount in by_level)
        parts = [*by_level, *([(None, outside)] if outside else [])]
        brought += [
            Recognised(kind=result.code, amount=amount, source=source, on=on, level=level) for level, amount in parts
        ]
    return replace(record, entries=(), approvals=(), recognised=(*record.recognised, *brought), rulings={}, waivers=())


def best_borders(rules: RuleSet, record: Record, *, as_of: date) -> tuple[LevelStart, ...]:
    """Where a candidate who may choose should let each phase begin: the fewest requirements stay open.

    Looks at every day on which something happened, so it is meant for a handful of phases. The first phase begins
    with the first entry. The earliest borders win among equals.
    """
    days = sorted({entry.on for entry in record.entries if entry.on <= as_of})
    if not days or not rules.levels:
        return record.level_starts
    codes = [level.code for level in rules.levels]
    best: tuple[LevelStart, ...] = ()
    least: tuple[int, int] | None = None
    for chosen in combinations_with_replacement(days, len(codes) - 1):
        starts = tuple(LevelStart(level=c, on=on) for c, on in zip(codes, (days[0], *chosen), strict=True))
        found = judge(rules, replace(record, level_starts=starts), as_of=as_of)
        ranks = [RANK[one.state] for one in found.requirements if one.decides]
        score = (sum(1 for rank in ranks if rank), sum(ranks))
        if least is None or score < least:
            best, least = starts, score
    return best
