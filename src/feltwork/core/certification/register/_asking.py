"""A plan put to a register, stretch by stretch: queries for most, the explaining evaluator for the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import closing
from datetime import date
from itertools import count

import ibis
import ibis.expr.types as ir
import pyarrow.compute as pc

from feltwork.core.certification._rules import WaysRule
from feltwork.core.certification._ways import members

from ._answers import WORDS, Answers, compiled, explained, joined
from ._bodies import STATES
from ._evaluators import explain
from ._frame import frame_of, level_on
from ._plan import Alternative, Plan, draft_of
from ._providers import assistances, standings
from ._readings import columns_of
from ._register import Register, place_table, take_away
from ._wants import NO, YES, day, filled_up
from ._weigh import Weighing

Progress = Callable[[int, int], None]
Cancel = Callable[[], None]
_NUMBERS = count(1)  # tables of our own get names of their own


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
        plain = rows.filter(pc.less(rows["doubt"], 0))
        doubted = rows.filter(pc.greater_equal(rows["doubt"], 0))
        why = {
            row["candidate"]: self.draft.doubts[row["doubt"]][0]
            for row in doubted.select(["candidate", "doubt"]).to_pylist()
        }
        found = explain(self.plan.rules, self.register.fetch(list(why)), self.as_of, self.pool)
        codes, levels = [code for code, _ in self.draft.versions], self.draft.wants.levels
        return joined(compiled(plain, codes, levels, self.plan.scale), explained(found, why))

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
                made |= columns_of(code, alternatives, row)
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
