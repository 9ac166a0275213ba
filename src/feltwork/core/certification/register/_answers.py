"""What is said of candidates, as Arrow tables and as plain answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from feltwork.core.certification._verdict import State

from ._bodies import STATES
from ._evaluators import Found

WORDS = ("state", "counted", "needed", "missing")
REQUIREMENTS = pa.schema(
    {
        "candidate": pa.int64(),
        "requirement": pa.string(),
        "state": pa.string(),
        **{f"{word}_{end}": pa.int64() for word in WORDS[1:] for end in ("num", "den")},
    }
)
CANDIDATES = pa.schema(
    {
        "candidate": pa.int64(),
        "eligible": pa.bool_(),
        "held": pa.bool_(),
        "level_now": pa.string(),
        "explained": pa.string(),
    }
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of one requirement of one candidate; amounts in its unit."""

    state: State
    counted: Fraction
    needed: Fraction
    missing: Fraction


@dataclass(frozen=True, slots=True)
class Standing:
    eligible: bool
    held: bool
    level_now: str | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers on one stretch of candidates.

    `candidates` has the columns candidate, eligible, held, level_now, explained (by which doubt; empty: by a query).
    `requirements` has candidate, requirement, state, and counted, needed, missing each as numerator and denominator.
    """

    candidates: pa.Table
    requirements: pa.Table

    def standings(self) -> dict[int, Standing]:
        """Where each candidate stands."""
        rows = self.candidates.select(["candidate", "eligible", "held", "level_now"]).to_pylist()
        return {row.pop("candidate"): Standing(**row) for row in rows}

    def only(self, candidates: Sequence[int]) -> Answers:
        """The answers on some of them."""
        wanted = pa.array(candidates, pa.int64())
        return Answers(
            *(one.filter(pc.is_in(one["candidate"], wanted)) for one in (self.candidates, self.requirements))
        )

    def answers(self) -> dict[int, dict[str, Answer]]:
        """Candidate → requirement → answer."""
        found: dict[int, dict[str, Answer]] = {one: {} for one in self.candidates["candidate"].to_pylist()}
        for row in self.requirements.to_pylist():
            amounts = (Fraction(row[f"{word}_num"], row[f"{word}_den"]) for word in WORDS[1:])
            found[row["candidate"]][row["requirement"]] = Answer(State(row["state"]), *amounts)
        return found


def compiled(rows: pa.Table, codes: Sequence[str], levels: Sequence[str], scale: int) -> Answers:
    """Finished rows of a query, one for each candidate, as answers."""
    candidates = pa.table(
        {
            "candidate": rows["candidate"],
            "eligible": rows["eligible"],
            "held": rows["held"],
            "level_now": _named(rows["level_place"], levels),
            "explained": _same("", len(rows)),
        }
    )
    parts = [_of_requirement(rows, code, scale) for code in codes]
    requirements = pa.concat_tables(parts) if parts else REQUIREMENTS.empty_table()
    return Answers(candidates.cast(CANDIDATES), requirements.cast(REQUIREMENTS))


def _of_requirement(rows: pa.Table, code: str, scale: int) -> pa.Table:
    """The columns of one requirement as rows; candidates of whom it is not asked have none."""
    own = rows.filter(pc.is_valid(rows[f"state_{code}"]))
    number = len(own)
    made = {
        "candidate": own["candidate"],
        "requirement": _same(code, number),
        "state": _named(own[f"state_{code}"], STATES),
    }
    for word in WORDS[1:]:
        made |= {f"{word}_num": own[f"{word}_{code}"], f"{word}_den": _same(scale, number)}
    return pa.table(made)


def _same(value: str | int, number: int) -> pa.Array:
    return pa.repeat(value, number)


def _named(places: pa.ChunkedArray, names: Sequence[str]) -> pa.Array:
    """Places as names; a place before the first has none."""
    index = places.combine_chunks().cast(pa.int32())
    index = pc.if_else(pc.less(index, 0), pa.scalar(None, pa.int32()), index)
    return pa.array(names, pa.string()).take(index)


def explained(found: Sequence[Found], why: Mapping[int, str]) -> Answers:
    """Verdicts of the explaining evaluator as answers, each with the doubt for which it was asked."""
    rows: list[dict[str, Any]] = []
    for one in found:
        for code, state, *amounts in one.requirements:
            row: dict[str, Any] = {"candidate": one.candidate, "requirement": code, "state": state}
            for word, amount in zip(WORDS[1:], amounts, strict=True):
                row |= {f"{word}_num": amount.numerator, f"{word}_den": amount.denominator}
            rows.append(row)
    candidates = [
        {
            "candidate": one.candidate,
            "eligible": one.eligible,
            "held": one.held,
            "level_now": one.level_now,
            "explained": why[one.candidate],
        }
        for one in found
    ]
    return Answers(pa.Table.from_pylist(candidates, schema=CANDIDATES), pa.Table.from_pylist(rows, schema=REQUIREMENTS))


def joined(one: Answers, other: Answers) -> Answers:
    """Both together."""
    return Answers(
        pa.concat_tables([one.candidates, other.candidates]),
        pa.concat_tables([one.requirements, other.requirements]),
    )
