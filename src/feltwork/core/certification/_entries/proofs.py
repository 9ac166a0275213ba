"""Whether an entry is vouched for: a signature, accepted evidence, a declaration."""

from __future__ import annotations

from datetime import date

from feltwork.core.certification._approvals import Found
from feltwork.core.certification._context import Context
from feltwork.core.certification._facts import Approval, Entry, Outcome, Proof
from feltwork.core.certification._reasons import Data, reason
from feltwork.core.certification._rules import Kind
from feltwork.core.certification._verdict import Reason

from .weighed import Fate, Weighed, ask


def check_proof(weighed: Weighed, kind: Kind, found: Found | None, context: Context) -> None:
    """Note what vouches for the entry on the day of judgement."""
    entry = weighed.entry
    if kind.attested and _is_declared(entry, context):
        weighed.reasons.append(reason("attested"))
        return
    fate, said = _finding_of(_proof_then(entry, context), entry)
    weighed.find(fate, said)
    if fate is Fate.STANDS and entry.proof is Proof.SIGNED and entry.signed_on:
        _check_signature(weighed, kind, found, entry.signed_on, context)


def _is_declared(entry: Entry, context: Context) -> bool:
    return entry.proof in (Proof.NONE, Proof.DRAFT) and context.record.facts.get("drawn_for_audit") != "yes"


def _proof_then(entry: Entry, context: Context) -> Proof:
    """What vouched for the entry on the day of judgement: a later signature had not come yet."""
    if entry.proof is Proof.SIGNED and entry.signed_on and entry.signed_on > context.as_of:
        return Proof.WAITING
    evidence = context.ruling(f"evidence:{entry.id}") if entry.proof is Proof.EVIDENCE else None
    if evidence:
        return Proof.ACCEPTED if evidence.outcome is Outcome.COUNT else Proof.NONE
    return entry.proof


def _finding_of(proof: Proof, entry: Entry) -> tuple[Fate, Reason]:
    if proof is Proof.SIGNED:
        return Fate.STANDS, reason("signed", signed_on=entry.signed_on)
    if proof is Proof.ACCEPTED:
        return Fate.STANDS, reason("evidence_accepted")
    if proof is Proof.WAITING:
        return Fate.WAITS, reason("waits_for_signature", provider=entry.provider)
    if proof is Proof.EVIDENCE:
        return Fate.WAITS, reason("evidence_waits", question=f"evidence:{entry.id}")
    if proof is Proof.DRAFT:
        return Fate.UNSENT, reason("not_sent")
    if proof is Proof.DECLINED:
        return Fate.FALLS, reason("declined", provider=entry.provider)
    return Fate.FALLS, reason("no_proof")


def _check_signature(weighed: Weighed, kind: Kind, found: Found | None, signed_on: date, context: Context) -> None:
    """A signature from before the event, or from after the approval ended, is for a person to judge."""
    entry = weighed.entry
    if signed_on < entry.on:
        words: Data = {"question": f"signature:{entry.id}", "on": entry.on, "signed_on": signed_on}
        ask(weighed, context, reason("signed_before_event", **words))
    elif found and found.approval:
        _check_end(weighed, kind, found.approval, signed_on, context)


def _check_end(weighed: Weighed, kind: Kind, approval: Approval, signed_on: date, context: Context) -> None:
    ended_on = context.approvals.ended_before(approval, kind.approvals, signed_on)
    if ended_on:
        words: Data = {"provider": weighed.entry.provider, "ended_on": ended_on, "signed_on": signed_on}
        question = f"signature:{weighed.entry.id}"
        ask(weighed, context, reason("signed_after_approval_ended", question=question, **words))
