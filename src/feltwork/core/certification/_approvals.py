"""Was this provider approved for this kind, at this level, by an accepted issuer, on that day? If not, why not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ._facts import Approval
from ._reasons import Data, reason
from ._verdict import Reason


@dataclass(frozen=True, slots=True)
class Found:
    """The approval that covers the day, or the reason why none does. `ask` is an issuer a person must decide on."""

    approval: Approval | None = None
    why_not: Reason | None = None
    ask: str | None = None
    said: Reason | None = None  # that it is approved


class Approvals:
    """All approvals of a record, by provider; what was said of one of them at a level is said again."""

    def __init__(self, approvals: Iterable[Approval], accepts: Sequence[str], ask_about: Sequence[str]) -> None:
        self._by_provider: dict[str, list[Approval]] = defaultdict(list)
        for approval in sorted(approvals, key=_place):
            self._by_provider[approval.provider].append(approval)
        self._known: dict[tuple[str, tuple[str, ...]], tuple[list[Approval], list[Approval]]] = {}
        self._covering: dict[tuple[int, str | None], Found] = {}  # by the approval's own identity
        self._holders: dict[tuple[str, str, str | None], list[Approval]] = {}
        self._accepts = frozenset(accepts)
        self._asks = frozenset(ask_about)

    def of(self, provider: str) -> list[Approval]:
        """Everything this provider was ever approved for, in order."""
        return self._by_provider.get(provider, [])

    def find(self, provider: str, kinds: tuple[str, ...], level: str | None, on: date) -> Found:
        """The join on the day of the event, gaps included."""
        of_kind, accepted = self._of(provider, kinds)
        for one in accepted:
            if _covers(one, level, on):
                return self._found(one, level)
        if not of_kind:
            return Found(why_not=_no_kind(provider, kinds, self._by_provider.get(provider, [])))
        for one in of_kind:
            if one.issuer in self._asks and _covers(one, level, on):
                return self._found(one, level, ask=one.issuer)
        known = accepted or [one for one in of_kind if one.issuer in self._asks]
        if not known:
            issuers = ", ".join(sorted({one.issuer for one in of_kind}))
            return Found(why_not=reason("issuer_not_accepted", provider=provider, kind=kinds[0], issuer=issuers))
        return Found(why_not=_why_not(provider, kinds[0], level, on, known))

    def _found(self, one: Approval, level: str | None, ask: str | None = None) -> Found:
        key = id(one), level
        found = self._covering.get(key)
        if found is None:
            found = self._covering[key] = Found(approval=one, ask=ask, said=_approved(one, level))
        return found

    def _of(self, provider: str, kinds: tuple[str, ...]) -> tuple[list[Approval], list[Approval]]:
        """The provider's approvals of these kinds, and those of them that an accepted issuer gave."""
        key = provider, kinds
        found = self._known.get(key)
        if found is None:
            of_kind = [one for one in self._by_provider.get(provider, []) if one.kind in kinds]
            found = self._known[key] = of_kind, [one for one in of_kind if self._is_accepted(one)]
        return found

    def assists(self, provider: str, kind: str, cohort: str, on: date) -> bool:
        """Whether the provider holds *kind* for exactly this cohort on that day."""
        own = self._by_provider.get(provider, [])
        return any(one.kind == kind and one.cohort == cohort and _in_force(one, on) for one in own)

    def holds(self, provider: str | None, kind: str, level: str | None, on: date) -> bool:
        """Whether the provider holds *kind*, from an issuer that is accepted or asked about, on that day."""
        key = provider or "", kind, level
        holders = self._holders.get(key)
        if holders is None:
            own = [one for one in self.of(key[0]) if one.kind == kind and self.is_known(one)]
            holders = self._holders[key] = [one for one in own if _for_level(one, level)]
        return any(_in_force(one, on) for one in holders)

    def ended_before(self, found: Approval, kinds: Sequence[str], signed_on: date) -> date | None:
        """The end of *found*, if on the day of signing no approval of these kinds was in force any more."""
        if found.valid_to is None or signed_on <= found.valid_to:
            return None
        own = self._by_provider[found.provider]
        if any(one.kind in kinds and self.is_known(one) and _in_force(one, signed_on) for one in own):
            return None
        return found.valid_to

    def last_end(self, provider: str, kinds: Sequence[str], level: str | None, on: date) -> date | None:
        """The last day of the approval of these kinds that ended latest before *on*."""
        own = self._by_provider.get(provider, [])
        known = [one for one in own if one.kind in kinds and self.is_known(one) and _for_level(one, level)]
        return max((one.valid_to for one in known if one.valid_to and one.valid_to < on), default=None)

    def was_renewed(self, approval: Approval, on: date) -> bool:
        """Whether the provider had an approval of that kind that ended, and a later one by that day."""
        own = [one for one in self._by_provider[approval.provider] if one.kind == approval.kind]
        return any(one.valid_to and one.valid_to < approval.valid_from <= on for one in own)

    def _is_accepted(self, one: Approval) -> bool:
        return not self._accepts or one.issuer in self._accepts

    def is_known(self, one: Approval) -> bool:
        """Whether its issuer is accepted, or asked about."""
        return self._is_accepted(one) or one.issuer in self._asks


def _place(one: Approval) -> tuple[date, date, str, str, str]:
    """Whichever way approvals are listed, the same one is found."""
    return one.valid_from, one.valid_to or date.max, one.kind, one.issuer, ",".join(sorted(one.levels))


def _in_force(one: Approval, on: date) -> bool:
    return one.valid_from <= on and (one.valid_to is None or on <= one.valid_to)


def _for_level(one: Approval, level: str | None) -> bool:
    return not one.levels or level is None or level in one.levels


def _covers(one: Approval, level: str | None, on: date) -> bool:
    return _in_force(one, on) and _for_level(one, level)


def _approved(one: Approval, level: str | None) -> Reason:
    words: Data = {"valid_from": one.valid_from, "valid_to": one.valid_to, "level": level}
    return reason("approved", provider=one.provider, kind=one.kind, **words)


def _no_kind(provider: str, kinds: Sequence[str], own: Sequence[Approval]) -> Reason:
    if not own:
        return reason("provider_not_approved", provider=provider, kind=kinds[0])
    has = ", ".join(sorted({one.kind for one in own}))
    return reason("provider_other_kind", provider=provider, kind=kinds[0], approved_for=has)


def _why_not(provider: str, kind: str, level: str | None, on: date, known: Sequence[Approval]) -> Reason:
    here = [one for one in known if _for_level(one, level)]
    if not here:
        levels = ", ".join(sorted({code for one in known for code in one.levels}))
        return reason("provider_other_level", provider=provider, kind=kind, level=level, approved_levels=levels)
    ends = [one.valid_to for one in here if one.valid_to and one.valid_to < on]
    starts = [one.valid_from for one in here if one.valid_from > on]
    if ends and starts:
        gap_from, gap_to = max(ends) + timedelta(days=1), min(starts) - timedelta(days=1)
        return reason("approval_gap", provider=provider, kind=kind, level=level, gap_from=gap_from, gap_to=gap_to)
    if starts:
        return reason("approval_not_yet", provider=provider, kind=kind, level=level, approved_from=min(starts))
    return reason("approval_ended", provider=provider, kind=kind, level=level, ended_on=max(ends))
