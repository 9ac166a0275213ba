"""Which edition holds for a candidate: by the anchor or an opening, and the best where several may be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from ._context import ZERO, Context
from ._facts import Record
from ._judge import judge
from ._judged import RANK
from ._known import as_known
from ._rules import RuleSet
from ._verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The verdicts under every edition that is open to the candidate. `chosen` is the most favourable, the first of
    equals; None where no edition is open."""

    chosen: Verdict | None
    verdicts: tuple[Verdict, ...]


def is_open(rules: RuleSet, record: Record, *, as_of: date) -> bool:
    """Whether *rules* may be chosen: the anchor lies within its days, or one of its openings is there for this one."""
    return rules.covers(record.anchor_on) or bool(_openings(rules, record, as_of))


def _openings(rules: RuleSet, record: Record, as_of: date) -> list[str]:
    context = Context(rules, record, as_of)
    own = [one for one in rules.openings if one.until is None or as_of <= one.until]
    return [rules.id for one in own if context.holds(one.when)]


def judge_best(editions: Sequence[RuleSet], record: Record, *, as_of: date, known_at: datetime | None = None) -> Choice:
    """Judge by every edition that is open, and take the one that is best for the candidate."""
    known = as_known(record, known_at)
    verdicts = tuple(
        judge(rules, record, as_of=as_of, known_at=known_at) for rules in editions if is_open(rules, known, as_of=as_of)
    )
    return Choice(chosen=min(verdicts, key=_distance, default=None), verdicts=verdicts)


def _distance(verdict: Verdict) -> tuple[bool, int, int, Fraction]:
    """How far from the certificate: lost before open, then how many are open, then how much is missing in parts."""
    own = [one for one in verdict.requirements if one.decides]
    ranks = [RANK[one.state] for one in own]
    missing = sum((one.missing / one.asked for one in own if one.asked), ZERO)
    return not verdict.eligible, max(ranks, default=0), sum(1 for rank in ranks if rank), missing
