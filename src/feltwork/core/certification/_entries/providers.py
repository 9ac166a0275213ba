"""Whether the person who gave an entry was approved for it on that day."""

from __future__ import annotations

from datetime import date

from feltwork.core.certification._approvals import Found
from feltwork.core.certification._context import Context
from feltwork.core.certification._facts import Approval
from feltwork.core.certification._reasons import Data, reason
from feltwork.core.certification._rules import Kind

from .weighed import Fate, Weighed, ask


def check_provider(weighed: Weighed, kind: Kind, context: Context) -> Found | None:
    """Note what the approvals say; the one found is needed again to judge the signature."""
    entry = weighed.entry
    approvals = approvals_on(kind, entry.on, context)
    if not approvals and not kind.also:
        return None
    if not entry.provider:
        weighed.find(Fate.FALLS, reason("no_provider"))
        return None
    found = _find(weighed, kind, approvals, context) if approvals else None
    if found and found.why_not:
        _without_approval(weighed, kind, approvals, found, context)
    elif found and found.approval:
        if found.said:
            weighed.reasons.append(found.said)
        if kind.renewed:
            _check_history(weighed, kind, found.approval, context)
        if found.ask:
            asked: Data = {"provider": entry.provider, "issuer": found.ask}
            ask(weighed, context, reason("issuer_to_be_asked", question=f"issuer:{found.ask}", **asked))
    for also in kind.also:
        _check_also(weighed, also, entry.provider, context)
    return found


def _find(weighed: Weighed, kind: Kind, approvals: tuple[str, ...], context: Context) -> Found:
    """An approval that needs no renewal before it counts is looked for first."""
    entry = weighed.entry
    if kind.renewed:
        at_once = tuple(one for one in approvals if one not in kind.renewed)
        found = context.approvals.find(entry.provider or "", at_once, weighed.level, entry.on) if at_once else None
        if found and found.approval:
            return found
    return context.approvals.find(entry.provider or "", approvals, weighed.level, entry.on)


def approvals_on(kind: Kind, on: date, context: Context) -> tuple[str, ...]:
    """The approvals of which the provider needs one on that day."""
    if not kind.later:
        return kind.approvals
    begun = [(context.moments.at(one.day), one.approvals) for one in kind.later]
    known = sorted((day, approvals) for day, approvals in begun if day is not None and day <= on)
    return known[-1][1] if known else kind.approvals


def _without_approval(weighed: Weighed, kind: Kind, approvals: tuple[str, ...], found: Found, context: Context) -> None:
    """Nothing in force; where the body may be lenient for a while, a person decides."""
    entry = weighed.entry
    if found.why_not is None:
        return
    before = context.approvals.last_end(entry.provider or "", approvals, weighed.level, entry.on)
    if kind.grace is None or before is None or kind.grace.after(before) < entry.on:
        weighed.find(Fate.FALLS, found.why_not)
        return
    words: Data = {"provider": entry.provider, "ended_on": before, "grace_until": kind.grace.after(before)}
    ask(weighed, context, reason("approval_in_grace", question=f"grace:{entry.id}", **words))


def _check_history(weighed: Weighed, kind: Kind, approval: Approval, context: Context) -> None:
    """Some approvals count only once they have been renewed: the first of them is not enough."""
    if approval.kind in kind.renewed and not context.approvals.was_renewed(approval, weighed.entry.on):
        words: Data = {"provider": approval.provider, "kind": approval.kind, "since": approval.valid_from}
        weighed.find(Fate.FALLS, reason("approval_never_renewed", **words))


def _check_also(weighed: Weighed, also: str, provider: str, context: Context) -> None:
    cohort = context.record.cohort
    if cohort is None:
        question = f"cohort:{weighed.entry.id}"
        ask(weighed, context, reason("cohort_unknown", question=question, provider=provider))
    elif not context.approvals.assists(provider, also, cohort, weighed.entry.on):
        weighed.find(Fate.FALLS, reason("not_assisting_on_training", provider=provider, cohort=cohort, kind=also))
