"""A requirement that may be read in several ways: the columns of the reading that is best for the candidate."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from ._answers import WORDS
from ._bodies import Outcome
from ._plan import Alternative


def columns_of(code: str, alternatives: Sequence[Alternative], row: ir.Table) -> dict[str, ir.Value]:
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
