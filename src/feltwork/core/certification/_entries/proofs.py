"""Whether an entry is vouched for: a signature, accepted evidence, a declaration."""

from __future__ import annotations

from collections.abc import Iterator

from feltwork.core.certification._approvals import Found
from feltwork.core.certification._context import Context
from feltwork.core.certification._facts import Entry, Outcome, Proof
from feltwork.core.certification._reasons import Data, reason
from feltwork.core.certification._rules import Kind
from feltwork.core.certification._verdict import Reason

from .weighed import Fate, Weighed, ask


def check_proof(weighed: Weighed, kind: Kind, found: Found | None, context: Context) -> None:
    """Note what vouches for the entry on the day of judgement."""
    entry = weighed.entry
    proof = entry.proof
    if kind.attested and proof in (Proof.NONE, Proof.DRAFT) and context.record.facts.get("drawn_for_audit") != "yes":
        weighed.reasons.append(reason("attested"))
        return
    if proof is Proof.SIGNED and entry.signed_on and entry.signed_on > context.as_of:
        proof = Proof.WAITING  # on that day the signature had not come yet
    evidence = context.ruling(f"evidence:{entry.id}")
    if proof is Proof.EVIDENCE and evidence:
        proof = Proof.ACCEPTED if evidence.outcome is Outcome.COUNT else Proof.NONE
    for fate, said in _findings_of(proof, entry):
        weighed.find(fate, said)
    if proof is Proof.SIGNED and entry.signed_on:
        _check_signature(weighed, kind, found, context)


def _findings_of(proof: Proof, entry: Entry) -> Iterator[tuple[Fate, Reason]]:
    if proof is Proof.SIGNED:
        yield Fate.STANDS, reason("signed", signed_on=entry.signed_on)
    elif proof is Proof.ACCEPTED:
        yield Fate.STANDS, reason("evidence_accepted")
    elif proof is Proof.WAITING:
        yield Fate.WAITS, reason("waits_for_signature", provider=entry.provider)
    elif proof is Proof.EVIDENCE:
        yield Fate.WAITS, reason("evidence_waits", question=f"evidence:{entry.id}")
    elif proof is Proof.DRAFT:
        yield Fate.UNSENT, reason("not_sent")
    elif proof is Proof.DECLINED:
        yield Fate.FALLS, reason("declined", provider=entry.provider)
    else:
        yield Fate.FALLS, reason("no_proof")


def _check_signature(weighed: Weighed, kind: Kind, found: Found | None, context: Context) -> None:
    """A signature from before the event, or from after the approval ended, is for a person to judge."""
    entry, signed_on = weighed.entry, weighed.entry.signed_on
    if signed_on is None:
        return
    question = f"signature:{entry.id}"
    if signed_on < entry.on:
        ask(weighed, context, reason("signed_before_event", question=question, on=entry.on, signed_on=signed_on))
    elif found and found.approval:
        ended_on = context.approvals.ended_before(found.approval, kind.approvals, signed_on)
        if ended_on:
            words: Data = {"provider": entry.provider, "ended_on": ended_on, "signed_on": signed_on}
            ask(weighed, context, reason("signed_after_approval_ended", question=question, **words))
