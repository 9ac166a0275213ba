"""Where two sets of answers do not say the same."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from ._answers import WORDS, Answers


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
