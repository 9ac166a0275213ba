"""What is known about one candidate: plain, frozen facts that a caller hands to `judge`.

Units: hours and amounts are exact `Fraction`s (20 minutes is `Fraction(1, 3)` hours). Dates are calendar days in the
certifying body's own time zone; turning an instant into such a day is the caller's work.

Every fact may say from which instant and until which (exclusive) it was known: `known_from`, `known_until`. A fact that
was corrected is one row with an end and another with a beginning. `judge` looks at what is known now, or with
`known_at` at what was known at that instant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction


class Proof(StrEnum):
    """How far an entry is vouched for."""

    SIGNED = "signed"  # the provider confirmed it
    ACCEPTED = "accepted"  # a person at the school accepted other evidence (invoice, mail)
    EVIDENCE = "evidence"  # other evidence is attached and waits for a person
    WAITING = "waiting"  # the provider has been asked
    DRAFT = "draft"  # nobody has been asked yet
    DECLINED = "declined"  # the provider said no, or took the signature back
    NONE = "none"  # neither signature nor evidence


class Outcome(StrEnum):
    """What a person decided where the rules could not, or against them."""

    COUNT = "count"
    DO_NOT_COUNT = "do_not_count"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """A person's decision on one entry or question. It wins over the rules."""

    outcome: Outcome
    reason: str
    by: str
    on: date
    amount: Fraction | None = None  # counted amount, if it differs from what the rules would give
    known_from: datetime | None = None
    known_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that happened: a personal session, a case consultation, …

    `kind` is a code of the rule set (`personal_session`, `consultation_individual`, `consultation_group`). The level
    is never part of the entry: it follows from `on` and the candidate's own `LevelStart`s.
    """

    id: str
    kind: str
    on: date
    hours: Fraction
    provider: str | None = None
    mode: str = "in_person"  # in_person | online | phone | hybrid | recording
    group_size: int | None = None
    proof: Proof = Proof.SIGNED
    signed_on: date | None = None
    ruling: Ruling | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)  # client, paid, topic, setting, … as rules name them
    known_from: datetime | None = None
    known_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A provider may give this kind at these levels, from one day to another, both inclusive.

    `levels` empty means every level. A gap is two approvals. `kind` may also be `faculty` or `assists_on_training`
    (with `cohort` naming whose training).
    """

    provider: str
    kind: str
    issuer: str
    valid_from: date
    valid_to: date | None = None
    levels: frozenset[str] = frozenset()
    cohort: str | None = None
    known_from: datetime | None = None
    known_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelStart:
    """The first day of this candidate's own training at a level."""

    level: str
    on: date
    known_from: datetime | None = None
    known_until: datetime | None = None


class Attended(StrEnum):
    ATTENDED = "attended"
    MISSED = "missed"
    RECORDING = "recording"  # made up by watching the recording
    MADE_UP = "made_up"  # made up on another live day
    EXCUSED = "excused"
    PLANNED = "planned"  # lies ahead, or not yet recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingDay:
    """One day of a module as this candidate took it. `module` is ordered within its level by `module_position`."""

    id: str
    level: str
    module: str
    module_position: int
    on: date
    hours: Fraction = Fraction(6)
    mode: str = "in_person"  # in_person | online | hybrid | recording
    attended: Attended = Attended.ATTENDED
    trainer: str | None = None  # who taught that day, as a provider
    known_from: datetime | None = None
    known_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A document or state in force over some days: licence, code of ethics, examination passed, fee paid."""

    code: str
    valid_from: date
    valid_to: date | None = None
    note: str = ""
    known_from: datetime | None = None
    known_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """The school lets a requirement go, wholly or by an amount, until a day, for a stated reason."""

    requirement: str
    reason: str
    by: str
    on: date
    level: str | None = None
    amount: Fraction | None = None  # None waives the whole requirement (or the whole level of it)
    until: date | None = None
    known_from: datetime | None = None
    known_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """Credit brought from another school at transfer: an amount of one kind, for one level or for none."""

    kind: str
    amount: Fraction
    source: str
    on: date
    level: str | None = None
    days_by_mode: Mapping[str, int] = field(default_factory=dict)  # for training days: how many of which mode
    known_from: datetime | None = None
    known_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A reason to keep back a certificate that is otherwise earned, such as an unpaid invoice."""

    code: str
    reason: str
    since: date
    known_from: datetime | None = None
    known_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Everything the rules may look at for one candidate."""

    anchor_on: date  # first day of the cohort's first module: chooses the rule edition
    level_starts: tuple[LevelStart, ...] = ()
    entries: tuple[Entry, ...] = ()
    approvals: tuple[Approval, ...] = ()
    days: tuple[TrainingDay, ...] = ()
    gates: tuple[Gate, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    recognised: tuple[Recognised, ...] = ()
    holds: tuple[Hold, ...] = ()
    rulings: Mapping[str, Ruling] = field(default_factory=dict)  # question or requirement code → decision
    cohort: str | None = None
    # Anything else a rule names, e.g. "certificate": "PSEP"; "training_ended_on": an ISO day that overrules `days`.
    facts: Mapping[str, str] = field(default_factory=dict)
