"""What became of each entry, once every requirement has taken what it wants."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from ._context import ZERO
from ._entries import Fate, Weighed
from ._judged import Feed, Judged
from ._reasons import Data, reason
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
    feeds: dict[int, list[Feed]] = {id(one): [] for one in entries}
    for requirement in judged:
        for feed in requirement.feeds:
            feeds[id(feed.weighed)].append(feed)
    parts: dict[str, list[Weighed]] = {}
    for part in entries:
        parts.setdefault(part.entry.id, []).append(part)
    surplus = Surplus()
    return tuple([_entry_result(own, _feeds_of(own, feeds), surplus) for own in parts.values()])


def _feeds_of(parts: Sequence[Weighed], feeds: Mapping[int, list[Feed]]) -> list[Feed]:
    if len(parts) == 1:
        return feeds[id(parts[0])]
    return [feed for one in parts for feed in feeds[id(one)]]


def _entry_result(parts: Sequence[Weighed], feeds: Sequence[Feed], surplus: Surplus) -> EntryResult:
    reasons = _reasons(parts, feeds)
    live = [feed for feed in feeds if feed.fate is not Fate.FALLS]
    counted = Counted.DOES_NOT
    if live:
        fate = min([feed.fate for feed in live])
        counted = _COUNTED[fate]
        if fate <= Fate.UNSENT:
            reasons += surplus.of(live[0])
        if counted is Counted.COUNTS and not any(feed.useful for feed in live):
            counted = Counted.ABOVE
    return EntryResult(
        entry=parts[0].entry.id,
        counted=counted,
        level=parts[0].level,
        amount=_first_amount(live),
        shares=_shares(live),
        reasons=_unique(reasons),
    )


def _reasons(parts: Sequence[Weighed], feeds: Sequence[Feed]) -> list[Reason]:
    """What was found about the entry itself, then what requirements say that is not said already."""
    reasons = [said for one in parts for said in one.reasons]
    more = [said for feed in feeds if feed.said or feed.more for said in _said(feed)]
    if more:
        known = {said.code for said in reasons}
        reasons += [said for said in more if said.code not in known]
    if not feeds and any(one.fate is not Fate.FALLS for one in parts):
        reasons.append(reason("no_requirement_takes_it", kind=parts[0].entry.kind))
    return reasons


def _said(feed: Feed) -> list[Reason]:
    return [*([feed.said] if feed.said else []), *feed.more]


def _first_amount(live: Sequence[Feed]) -> Fraction:
    """In the unit of the first requirement that the entry feeds, all its parts together."""
    if not live:
        return ZERO
    code = live[0].requirement
    return sum([feed.amount for feed in live[1:] if feed.requirement == code], live[0].amount)


def _shares(live: Sequence[Feed]) -> tuple[Share, ...]:
    amounts: dict[tuple[str, str | None], Fraction] = {}
    for feed in live:
        key = feed.requirement, feed.level
        amounts[key] = amounts[key] + feed.amount if key in amounts else feed.amount
    return tuple([Share(requirement=code, amount=amount, level=level) for (code, level), amount in amounts.items()])


class Surplus:
    """What is said of entries that are more than is asked: the same of each in its requirement and level."""

    def __init__(self) -> None:
        self._whole: dict[tuple[str, str | None], Reason] = {}

    def of(self, feed: Feed) -> tuple[Reason, ...]:
        """Nothing if all of it is needed. Asked once for an entry, about the first requirement it feeds."""
        if feed.useful is feed.amount or feed.useful == feed.amount:
            return ()
        words: Data = {"requirement": feed.requirement, "level": feed.level}
        if feed.useful:
            return (reason("partly_above", **words, above=feed.amount - feed.useful),)
        key = feed.requirement, feed.level
        if key not in self._whole:
            self._whole[key] = reason("above_what_is_asked", **words)
        return (self._whole[key],)


def _unique(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    if len({one.code for one in reasons}) == len(reasons):  # nearly always, and quicker than comparing whole reasons
        return tuple(reasons)
    kept: list[Reason] = []
    for one in reasons:
        if one not in kept:
            kept.append(one)
    return tuple(kept)
