"""What became of each entry, once every requirement has taken what it wants."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction

from ._context import ZERO
from ._entries import Fate, Weighed
from ._judged import Feed, Judged
from ._reasons import reason
from ._verdict import Counted, EntryResult, Reason, Share

_COUNTED = {
    Fate.STANDS: Counted.COUNTS,
    Fate.WAITS: Counted.WOULD_COUNT,
    Fate.UNSENT: Counted.WOULD_COUNT,
    Fate.HUMAN: Counted.HUMAN,
    Fate.FALLS: Counted.DOES_NOT,
}


def entry_results(entries: Sequence[Weighed], judged: Iterable[Judged]) -> tuple[EntryResult, ...]:
    """One result for each entry; one that is counted as several kinds has its parts put together again."""
    feeds: dict[int, list[Feed]] = defaultdict(list)
    for one in judged:
        for feed in one.feeds:
            feeds[id(feed.weighed)].append(feed)
    parts: dict[str, list[Weighed]] = defaultdict(list)
    for part in entries:
        parts[part.entry.id].append(part)
    return tuple(_entry_result(own, [feed for one in own for feed in feeds[id(one)]]) for own in parts.values())


def _entry_result(parts: Sequence[Weighed], feeds: Sequence[Feed]) -> EntryResult:
    reasons = [said for one in parts for said in one.reasons]
    known = {said.code for said in reasons}
    reasons += [said for feed in feeds for said in _said(feed) if said.code not in known]
    fate = min((feed.fate for feed in feeds), default=Fate.FALLS)
    if not feeds and any(one.fate is not Fate.FALLS for one in parts):
        reasons.append(reason("no_requirement_takes_it", kind=parts[0].entry.kind))
    live = [feed for feed in feeds if feed.fate is not Fate.FALLS]
    counted = _COUNTED[fate]
    if live and fate <= Fate.UNSENT:
        reasons += _surplus(live)
        if counted is Counted.COUNTS and not any(feed.useful for feed in live):
            counted = Counted.ABOVE
    return EntryResult(
        entry=parts[0].entry.id,
        counted=counted,
        level=parts[0].level,
        amount=_first_amount(live),
        shares=_shares(live),
        reasons=tuple(_unique(reasons)),
    )


def _said(feed: Feed) -> list[Reason]:
    return [*([feed.said] if feed.said else []), *feed.more]


def _first_amount(live: Sequence[Feed]) -> Fraction:
    """In the unit of the first requirement that the entry feeds, all its parts together."""
    if not live:
        return ZERO
    first, *others = live
    more = [feed.amount for feed in others if feed.requirement == first.requirement]
    return sum(more, first.amount)


def _shares(live: Sequence[Feed]) -> tuple[Share, ...]:
    amounts: dict[tuple[str, str | None], Fraction] = {}
    for feed in live:
        key = (feed.requirement, feed.level)
        amounts[key] = amounts[key] + feed.amount if key in amounts else feed.amount
    return tuple(Share(requirement=code, amount=amount, level=level) for (code, level), amount in amounts.items())


def _surplus(feeds: Sequence[Feed]) -> Iterable[Reason]:
    """Said once, about the first requirement the entry feeds."""
    feed = feeds[0]
    if feed.useful is feed.amount:
        return
    above = feed.amount - feed.useful
    if above and not feed.useful:
        yield reason("above_what_is_asked", requirement=feed.requirement, level=feed.level)
    elif above:
        yield reason("partly_above", requirement=feed.requirement, level=feed.level, above=above)


def _unique(reasons: Iterable[Reason]) -> list[Reason]:
    seen: dict[str, list[Reason]] = {}
    kept: list[Reason] = []
    for one in reasons:
        alike = seen.setdefault(one.code, [])  # comparing whole reasons is slow, and few share a code
        if one not in alike:
            alike.append(one)
            kept.append(one)
    return kept
