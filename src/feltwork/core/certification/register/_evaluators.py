"""The explaining evaluator for many candidates, in this process or in a pool of others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from multiprocessing import get_context

from feltwork.core.certification._facts import Record
from feltwork.core.certification._judge import judge
from feltwork.core.certification._rules import RuleSet

BATCH = 100


@dataclass(frozen=True, slots=True)
class Found:
    """What is kept of a verdict. `requirements`: code, state, counted, needed, missing."""

    candidate: int
    eligible: bool
    held: bool
    level_now: str | None
    requirements: tuple[tuple[str, str, Fraction, Fraction, Fraction], ...]


@contextmanager
def evaluators(workers: int | None = None) -> Iterator[Executor]:
    """A pool of explaining evaluators, each in a process of its own; as many as there are processors by default."""
    # started afresh: a copy of a process that runs a database and threads may never wake up
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield pool


def explain(rules: RuleSet, records: Iterable[tuple[int, Record]], as_of: date, pool: Executor | None) -> list[Found]:
    """The verdicts on *records*, in any case by the explaining evaluator."""
    batches = _batches(records)
    first = next(batches, [])
    if pool is None or len(first) < BATCH:  # so few are done before another process has started
        return judged(rules, first, as_of) + [one for batch in batches for one in judged(rules, batch, as_of)]
    waiting = [pool.submit(judged, rules, batch, as_of) for batch in (first, *batches)]
    return [one for done in waiting for one in done.result()]


def judged(rules: RuleSet, records: Sequence[tuple[int, Record]], as_of: date) -> list[Found]:
    """The verdicts on a batch; runs in a process of its own."""
    found = []
    for candidate, record in records:
        verdict = judge(rules, record, as_of=as_of)
        requirements = tuple(
            (one.code, one.state.value, one.counted, one.asked, one.missing) for one in verdict.requirements
        )
        found.append(Found(candidate, verdict.eligible, verdict.held, verdict.level_now, requirements))
    return found


def _batches(records: Iterable[tuple[int, Record]]) -> Iterator[list[tuple[int, Record]]]:
    batch: list[tuple[int, Record]] = []
    for one in records:
        batch.append(one)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
