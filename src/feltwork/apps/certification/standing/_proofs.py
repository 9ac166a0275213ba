"""What the ledger and the requests say about entries: signed, waiting, declined, decided by a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from uuid import UUID
from zoneinfo import ZoneInfo

from feltwork.apps.certification.models import LogEntry
from feltwork.apps.certification.standing._rows import LogRow
from feltwork.apps.signoffs.queries import RequestRow, SealedEntry
from feltwork.core.certification import Outcome, Proof, Ruling

SIGNED = ("confirmed", "corrected")
SIGNATURES = (*SIGNED, "declined", "taken_back")
ACCEPTED = "evidence_accepted"
PAPERS = (ACCEPTED, "evidence_refused")


class Sealings:
    """Sealed entries and requests of one student, by what they are about. Both come in order, oldest first."""

    def __init__(self, sealed: Sequence[SealedEntry], requests: Sequence[RequestRow]) -> None:
        self.about: dict[UUID, list[SealedEntry]] = defaultdict(list)
        self.asked: dict[UUID, list[RequestRow]] = defaultdict(list)
        self._sealed = sealed
        for entry in sealed:
            self.about[entry.subject_uuid].append(entry)
        for request in requests:
            self.asked[request.subject_uuid].append(request)

    def open_request(self, subject: UUID) -> RequestRow | None:
        """The request that still waits for the provider."""
        return next((one for one in reversed(self.asked.get(subject, [])) if one.outcome == "open"), None)

    def signature(self, subject: UUID) -> SealedEntry | None:
        """The latest word of the provider: confirmed, corrected, declined or taken back."""
        return self._latest(subject, SIGNATURES)

    def paper(self, subject: UUID) -> SealedEntry | None:
        """The latest decision on evidence."""
        return self._latest(subject, PAPERS)

    def statement(self, subject: UUID) -> Mapping[str, object]:
        """What is vouched for by the provider, else by who accepted the evidence; empty if by nobody."""
        signature, paper = self.signature(subject), self.paper(subject)
        if signature and signature.kind in SIGNED:
            return signature.statement
        return paper.statement if paper and paper.kind == ACCEPTED else {}

    def proof(self, row: LogRow) -> Proof:
        """How far an entry is vouched for."""
        signature, paper = self.signature(row.uuid), self.paper(row.uuid)
        if signature and signature.kind in SIGNED:
            return Proof.SIGNED
        if paper and paper.kind == ACCEPTED:
            return Proof.ACCEPTED
        if row.evidence_at and not (paper and paper.at >= row.evidence_at):
            return Proof.EVIDENCE
        if self.open_request(row.uuid):
            return Proof.WAITING
        if signature:
            return Proof.DECLINED
        if paper:
            return Proof.NONE
        return Proof.DRAFT if row.state == LogEntry.State.DRAFT else Proof.NONE

    def ruling(self, subject: UUID, zone: str) -> Ruling | None:
        """A person's decision about the whole entry."""
        about = [one for one in self.about.get(subject, []) if one.kind == "ruled"]
        plain = [one for one in about if not one.statement.get("question")]
        return _ruling(plain[-1], zone) if plain else None

    def question_rulings(self, zone: str) -> dict[str, Ruling]:
        """Decisions by the code of their question; the latest holds."""
        found: dict[str, Ruling] = {}
        for one in self._sealed:
            question = one.statement.get("question") if one.kind == "ruled" else None
            ruling = _ruling(one, zone) if question else None
            if ruling:
                found[str(question)] = ruling
        return found

    def _latest(self, subject: UUID, kinds: tuple[str, ...]) -> SealedEntry | None:
        return next((one for one in reversed(self.about.get(subject, [])) if one.kind in kinds), None)


def _ruling(entry: SealedEntry, zone: str) -> Ruling | None:
    try:
        outcome = Outcome(str(entry.statement.get("outcome")))
    except ValueError:
        return None  # a ruling taken back leaves the rules to decide
    amount = entry.statement.get("amount")
    return Ruling(
        outcome=outcome,
        reason=str(entry.statement.get("reason") or ""),
        by=entry.by_name,
        on=local_day(entry.at, zone),
        amount=Fraction(str(amount)) if amount not in (None, "") else None,
    )


def local_day(at: datetime, zone: str) -> date:
    """The calendar day of an instant in *zone*."""
    return at.astimezone(ZoneInfo(zone)).date()
