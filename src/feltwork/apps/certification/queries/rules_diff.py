"""Two editions side by side: what was added, taken away, or reads differently."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from feltwork.apps.certification.queries.rules import Clause, clause_of, kind_clause
from feltwork.core.certification import RuleSet


@dataclass(frozen=True, slots=True)
class Row:
    """One clause in both editions. `before` and `after` are its sentences; `kind`: same, changed, added, removed."""

    kind: str
    number: str
    title: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def rows_between(before: RuleSet, after: RuleSet) -> list[Row]:
    """Every clause of either, in the order of the newer one; what only the older has comes last."""
    old, new = _clauses(before), _clauses(after)
    return [_row(old.get(code), new.get(code)) for code in dict.fromkeys((*new, *old))]


def _clauses(rules: RuleSet) -> dict[str, Clause]:
    requirements = {f"requirement:{one.code}": clause_of(one, rules) for one in rules.requirements}
    return requirements | {f"kind:{one.code}": kind_clause(one, rules) for one in rules.kinds}


def _row(old: Clause | None, new: Clause | None) -> Row:
    shown = new or old
    assert shown is not None  # noqa: S101  # it stands in one of the two
    before, after = _texts(old), _texts(new)
    kind = "added" if old is None else "removed" if new is None else "changed" if before != after else "same"
    return Row(kind, shown.number, shown.title, before, after)


def _texts(clause: Clause | None) -> tuple[str, ...]:
    return tuple(line.text for line in clause.lines) if clause else ()


def changed(rows: Sequence[Row]) -> list[Row]:
    """Only what differs."""
    return [row for row in rows if row.kind != "same"]
