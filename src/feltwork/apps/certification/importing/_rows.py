"""What becomes of one row."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from fractions import Fraction
from uuid import UUID, uuid4

from feltwork.apps.certification.importing._reading import Claim
from feltwork.apps.certification.intervals import Interval


class RowState(StrEnum):
    TAKE = "take"  # can be entered; after the taking: was entered
    ALREADY = "already"  # is in the log
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a row says, read and matched."""

    kind: str
    on: date
    start: time | None
    hours: Fraction
    provider_id: int
    provider_uuid: UUID
    provider_name: str
    mode: str
    group_size: int | None
    claim: Claim
    claim_words: str
    note: str
    interval: Interval

    def key(self, occurrence: int) -> str:
        """What makes a row the same row the next time; the same facts twice in one file are told apart by number."""
        group = str(self.group_size or "")
        start = self.start.isoformat("minutes") if self.start else ""
        parts = (
            self.kind,
            self.on.isoformat(),
            start,
            str(self.hours),
            str(self.provider_uuid),
            group,
            str(occurrence),
        )
        return hashlib.sha256("|".join(parts).encode()).hexdigest()


@dataclass(slots=True)
class RowPlan:
    """One row: what it says in the file, what will become of it, and why."""

    number: int
    said: str  # the row in short, as the file has it
    state: RowState = RowState.TAKE
    reason: str = ""  # why it is not taken
    notes: list[str] = field(default_factory=list)
    facts: Facts | None = None
    key: str = ""
    uuid: UUID = field(default_factory=uuid4)
    toward: str = ""  # what it will count toward
    helps: bool = False  # it will count for something, or a person will decide
    is_taken: bool = False  # it was entered, for good

    def refuse(self, reason: str) -> None:
        self.state, self.reason = RowState.REFUSED, reason

    def skip(self, reason: str) -> None:
        self.state, self.reason = RowState.ALREADY, reason
