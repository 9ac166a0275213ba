"""A plan put to a register, stretch by stretch: queries for most, the explaining evaluator for the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import count
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from feltwork.core.certification._rules import RuleSet, WaysRule
from feltwork.core.certification._verdict import State
from feltwork.core.certification._ways import members

from ._bodies import STATES, Outcome
from ._evaluators import Found, explain
from ._frame import frame_of, level_on
from ._plan import Alternative, Plan, draft_of
from ._providers import assistances, standings
from ._register import Register, place_table, take_away
from ._wants import NO, YES, day, filled_up
from ._weigh import Weighing

Progress = Callable[[int, int], None]
Cancel = Callable[[], None]
_NUMBERS = count(1)  # tables of our own get names of their own
WORDS = ("state", "counted", "needed", "missing")


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


def judge_register(
    plan: Plan,
    register: Register,
    *,
    as_of: date,
    pool: Executor | None = None,
    chunk: int | None = 50_000,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> Iterator[Answers]:
    """What the rules say about every candidate on the day *as_of*, *chunk* candidates at a time (None: all at once).

    *progress* is told how many of how many candidates are done; *cancel* is called between stretches and may raise.
    """
    with closing(Asking(plan, register, as_of, pool)) as asking:
        for first, last in stretches(register, chunk, progress, cancel):
            yield asking.ask(first, last)


def stretches(
    register: Register, chunk: int | None, progress: Progress | None, cancel: Cancel | None
) -> Iterator[tuple[int, int]]:
    """The first and last candidate of each stretch; asking for the next one says that the last one is done."""
    bounds = register.bounds(chunk)
    total, done = sum(number for _, _, number in bounds), 0
    for first, last, number in bounds:
        if cancel:
            cancel()
        yield first, last
        done += number
        if progress:
            progress(done, total)


class Asking:
    """One plan on one register on one day: what is prepared once, and asked of stretch after stretch."""

    def __init__(self, plan: Plan, register: Register, as_of: date, pool: Executor | None) -> None:
        self.plan, self.register, self.as_of, self.pool = plan, register, as_of, pool
        self.draft = draft_of(plan.rules, as_of, register.filled())
        self._laid: dict[str, str] = {}
        self.provided = self._provided()

    def _provided(self) -> dict[str, ir.Table]:
        """What providers may do, laid into the connection once."""
        rules, kinds, flags = self.plan.rules, self.draft.kinds, self.draft.wants.flags
        if "approvals" not in self.draft.wants.filled:
            return {}
        approvals = self.register.approvals()
        asked = [kind for kind in kinds if kind.approvals or flags]
        also = sorted({name for kind in kinds for name in kind.also})
        made = {}
        if asked:
            made["standings"] = standings(rules, asked, flags, approvals)
        if also:
            made["assistances"] = assistances(also, rules, approvals)
        number = next(_NUMBERS)
        self._laid = {name: f"feltwork_{name}_{number}" for name in made}
        return {name: place_table(self.register.connection, self._laid[name], table) for name, table in made.items()}

    def close(self) -> None:
        """Take away what was laid into the connection."""
        take_away(self.register.connection, self._laid.values())
        self._laid = {}

    def ask(self, first: int, last: int) -> Answers:
        """The answers on the candidates from *first* to *last*."""
        rows = self.register.run(self.query(first, last))
        doubted = rows.filter(pc.greater_equal(rows["doubt"], 0))
        plain = rows.filter(pc.less(rows["doubt"], 0))
        found = explain(self.plan.rules, self.register.fetch(doubted["candidate"].to_pylist()), self.as_of, self.pool)
        why = [self.draft.doubts[place][0] for place in doubted["doubt"].to_pylist()]
        return _joined(
            self._compiled(plain), _explained(found, dict(zip(doubted["candidate"].to_pylist(), why, strict=True)))
        )

    def query(self, first: int, last: int) -> ir.Table:
        """The expression that answers for the candidates from *first* to *last*."""
        wants = self.draft.wants
        tables = {**self.register.within(first, last), **self.provided}
        tables |= {name: make(tables[source]) for name, (source, make) in wants.made_tables.items()}
        row = frame_of(wants, tables)
        if wants.of_entries:
            weighed = Weighing(wants, tables, self.draft.kinds).weigh(row)
            weighed = weighed.mutate(**{name: get(weighed) for name, get in wants.at_entries.items()})
            made = {name: make(weighed) for name, make in wants.of_entries.items()}
            sums = weighed.group_by(of_entries=weighed["candidate"]).agg(**made)
            joined = row.left_join(sums, row["candidate"] == sums["of_entries"])
            row = joined.select(*row.columns, **{name: filled_up(joined[name], wants.defaults[name]) for name in made})
        return self._finished(row)

    def _finished(self, row: ir.Table) -> ir.Table:
        versions = self.draft.versions
        is_ways = {code: isinstance(own[0].requirement.body, WaysRule) for code, own in versions}
        plain = [one for one in versions if not is_ways[one[0]]]
        ways = sorted((one for one in versions if is_ways[one[0]]), key=lambda one: one[1][0].requirement.depth)
        for group in (plain, *([one] for one in ways)):
            made: dict[str, ir.Value] = {}
            for code, alternatives in group:
                made |= _columns(code, alternatives, row)
            row = row.mutate(**made)
        row = row.mutate(
            eligible=self._eligible(row),
            held=self._held(row),
            level_place=level_on(row, day(self.as_of), len(self.draft.wants.levels)),
            doubt=self._doubt(row),
        )
        columns = [f"{word}_{code}" for code, _ in versions for word in WORDS]
        return row.select("candidate", "eligible", "held", "level_place", "doubt", *columns)

    def _eligible(self, row: ir.Table) -> ir.Value:
        found: ir.Value = YES
        for code, _ in self.draft.versions:
            done = ibis.coalesce(row[f"state_{code}"] <= STATES.index("waived"), True)
            for one in self._ways_with(code):
                done = done | (one.when(row) if one.when else YES)
            found = found & done
        return found

    def _ways_with(self, code: str) -> list[Alternative]:
        return [
            one
            for _, alternatives in self.draft.versions
            for one in alternatives
            if isinstance(one.requirement.body, WaysRule) and code in members(one.requirement.body)
        ]

    def _held(self, row: ir.Table) -> ir.Value:
        return row["held_since"].notnull() if "held_since" in row.columns else NO

    def _doubt(self, row: ir.Table) -> ir.Value:
        cases = [(when(row), ibis.literal(place, "int16")) for place, (_, _, when) in enumerate(self.draft.doubts)]
        return ibis.cases(*cases, else_=ibis.literal(-1, "int16"))

    def _compiled(self, rows: pa.Table) -> Answers:
        codes = self.draft.wants.levels
        candidates = pa.table(
            {
                "candidate": rows["candidate"],
                "eligible": rows["eligible"],
                "held": rows["held"],
                "level_now": _named(rows["level_place"], codes),
                "explained": pa.array([""], pa.string()).take(pa.array([0] * len(rows), pa.int32())),
            }
        )
        parts = [self._long(rows, code) for code, _ in self.draft.versions]
        return Answers(candidates, pa.concat_tables(parts) if parts else _NOTHING)

    def _long(self, rows: pa.Table, code: str) -> pa.Table:
        own = rows.filter(pc.is_valid(rows[f"state_{code}"]))
        number = len(own)
        parts = pa.array([self.plan.scale], pa.int64()).take(pa.array([0] * number, pa.int32()))
        made = {
            "candidate": own["candidate"],
            "requirement": pa.array([code], pa.string()).take(pa.array([0] * number, pa.int32())),
            "state": _named(own[f"state_{code}"], STATES),
        }
        for word in WORDS[1:]:
            made |= {f"{word}_num": own[f"{word}_{code}"], f"{word}_den": parts}
        return pa.table(made)


def _named(places: pa.ChunkedArray, names: Sequence[str]) -> pa.Array:
    """Places as names; a place before the first has none."""
    index = places.combine_chunks().cast(pa.int32())
    index = pc.if_else(pc.less(index, 0), pa.scalar(None, pa.int32()), index)
    return pa.array(names, pa.string()).take(index)


def _columns(code: str, alternatives: Sequence[Alternative], row: ir.Table) -> dict[str, ir.Value]:
    """The columns of a requirement under the reading that is best for the candidate; null where it is not asked."""
    made = [(one.finish(row), one.when(row) if one.when else None) for one in alternatives]
    best = [_when(outcome, when) for outcome, when in made]
    found = best[0]
    for other in best[1:]:
        found = _better(found, other)
    return {f"{word}_{code}": value for word, value in zip(WORDS, found, strict=True)}


Columns = tuple[ir.Value, ir.Value, ir.Value, ir.Value]


def _when(one: Outcome, when: ir.Value | None) -> Columns:
    columns = (one.state, one.counted, one.needed, one.missing)
    if when is None:
        return columns
    state, counted, needed, missing = (ibis.ifelse(when, column, None) for column in columns)
    return state, counted, needed, missing


def _better(one: Columns, other: Columns) -> Columns:
    """The more favourable of two, the first of equals."""
    ranks = [ibis.greatest(state, ibis.literal(1, "int8")) for state in (one[0], other[0])]
    wins = (ranks[1] < ranks[0]) | ((ranks[1] == ranks[0]) & (other[3] < one[3]))
    takes = one[0].isnull() | ibis.coalesce(wins & other[0].notnull(), False)
    state, counted, needed, missing = (ibis.ifelse(takes, b, a) for a, b in zip(one, other, strict=True))
    return state, counted, needed, missing


_SCHEMA = pa.schema(
    {
        "candidate": pa.int64(),
        "requirement": pa.string(),
        "state": pa.string(),
        **{f"{word}_{end}": pa.int64() for word in WORDS[1:] for end in ("num", "den")},
    }
)
_NOTHING = _SCHEMA.empty_table()
_CANDIDATES = pa.schema(
    {
        "candidate": pa.int64(),
        "eligible": pa.bool_(),
        "held": pa.bool_(),
        "level_now": pa.string(),
        "explained": pa.string(),
    }
)


def _explained(found: Sequence[Found], why: Mapping[int, str]) -> Answers:
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
    return Answers(pa.Table.from_pylist(candidates, schema=_CANDIDATES), pa.Table.from_pylist(rows, schema=_SCHEMA))


def differing(one: Answers, other: Answers) -> list[int]:
    """Candidates about whom two sets of answers on the same stretch may not say the same, in order.

    Those who were explained are always among them: their amounts may have denominators of any size.
    """
    explained = (side.candidates.filter(pc.not_equal(side.candidates["explained"], "")) for side in (one, other))
    asked = (row for table in explained for row in table["candidate"].to_pylist())
    unlike = _unlike(one.candidates.drop_columns("explained"), other.candidates.drop_columns("explained"))
    return sorted({*asked, *unlike, *_unlike(_quotients(one.requirements), _quotients(other.requirements))})


def _unlike(one: pa.Table, other: pa.Table) -> list[int]:
    """The candidates of rows that only one of two tables has."""
    both = pa.concat_tables([one, other])
    seen = both.group_by(both.column_names).aggregate([([], "count_all")])
    found: list[int] = seen.filter(pc.equal(seen["count_all"], 1))["candidate"].to_pylist()
    return found


def _quotients(table: pa.Table) -> pa.Table:
    """Amounts as quotients: equal whatever the denominators, and unequal for any two that plans reckon with."""
    made = {word: table[word] for word in ("candidate", "requirement", "state")}
    for word in WORDS[1:]:
        num, den = (table[f"{word}_{end}"].cast(pa.float64(), safe=False) for end in ("num", "den"))
        made[word] = pc.divide(num, den)
    return pa.table(made)


def _joined(one: Answers, other: Answers) -> Answers:
    return Answers(
        pa.concat_tables([one.candidates.cast(_CANDIDATES), other.candidates]),
        pa.concat_tables([one.requirements.cast(_SCHEMA), other.requirements]),
    )


__all__ = ["Answer", "Answers", "Asking", "RuleSet", "Standing", "judge_register"]
