"""Who is affected when a rule set gives way to another."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass
from datetime import date

from feltwork.core.certification._facts import Record
from feltwork.core.certification._judge import judge
from feltwork.core.certification._preview import Change, compare
from feltwork.core.certification._rules import RuleSet

from ._answers import Answer, Answers, Standing
from ._asking import Asking, Cancel, Progress, stretches
from ._differing import differing
from ._plan import Plan
from ._register import Register


@dataclass(frozen=True, slots=True)
class Moved:
    """One requirement that is answered differently; None where a rule set does not ask it of the candidate."""

    requirement: str
    before: Answer | None
    after: Answer | None


@dataclass(frozen=True, slots=True)
class Affected:
    """A candidate for whom something changes."""

    candidate: int
    before: Standing
    after: Standing
    requirements: tuple[Moved, ...]


def what_would_change(
    before: Plan,
    after: Plan,
    register: Register,
    *,
    as_of: date,
    pool: Executor | None = None,
    chunk: int | None = 50_000,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> Iterator[Affected]:
    """The candidates about whom *after* says something else than *before* on the day *as_of*; nothing is applied.

    *progress* and *cancel* as in `judge_register`. The reasons are found by `reasons_of_change`, one by one.
    """
    with (
        closing(Asking(before, register, as_of, pool)) as old,
        closing(Asking(after, register, as_of, pool)) as new,
    ):
        for first, last in stretches(register, chunk, progress, cancel):
            yield from _affected(old.ask(first, last), new.ask(first, last))


def _affected(old: Answers, new: Answers) -> Iterator[Affected]:
    touched = differing(old, new)
    if not touched:
        return
    old, new = old.only(touched), new.only(touched)
    standings = old.standings(), new.standings()
    answers = old.answers(), new.answers()
    for candidate in touched:
        was, becomes = (own[candidate] for own in answers)
        moved = tuple(
            Moved(code, was.get(code), becomes.get(code))
            for code in dict.fromkeys((*was, *becomes))
            if was.get(code) != becomes.get(code)
        )
        if moved or any(own[candidate] != standings[0][candidate] for own in standings):
            yield Affected(candidate, standings[0][candidate], standings[1][candidate], moved)


def reasons_of_change(before: RuleSet, after: RuleSet, record: Record, *, as_of: date) -> tuple[Change, ...]:
    """Why it changes for one candidate: everything that differs between the two verdicts, with reasons."""
    return compare(judge(before, record, as_of=as_of), judge(after, record, as_of=as_of))
