"""The tables of a register: their columns and types, as they lie in Parquet, in DuckDB or in Spark.

`candidate` is a whole number of the caller's choosing and joins all tables but `approvals`, which are facts about
providers and hold for every candidate. Amounts are exact: a numerator and a denominator (`hours_num` / `hours_den`).
Days are days in the certifying body's own time zone. What is no longer held to be true has no row.

`set_aside` may name a reason for which a candidate is not to be reckoned with the others but explained one by one;
empty for everybody else. `rulings` have the question cut in two at its first colon: `about` is `evidence` and
`subject` the entry's id, say. A ruling on an entry itself has `about` = `entry`; one on a requirement has its code as
`subject` and an empty `about`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pyarrow as pa

_INT, _DAY, _WORD = pa.int64(), pa.date32(), pa.string()

SCHEMA: Mapping[str, pa.Schema] = MappingProxyType(
    {
        "candidates": pa.schema(
            {"candidate": _INT, "anchor_on": _DAY, "cohort": _WORD, "set_aside": _WORD},
        ),
        "level_starts": pa.schema({"candidate": _INT, "level": _WORD, "on": _DAY}),
        "entries": pa.schema(
            {
                "candidate": _INT,
                "entry": _WORD,
                "kind": _WORD,
                "on": _DAY,
                "hours_num": _INT,
                "hours_den": _INT,
                "provider": _WORD,
                "mode": _WORD,
                "group_size": _INT,
                "proof": _WORD,
                "signed_on": _DAY,
            }
        ),
        "attributes": pa.schema({"candidate": _INT, "entry": _WORD, "attribute": _WORD, "value": _WORD}),
        "approvals": pa.schema(
            {
                "provider": _WORD,
                "kind": _WORD,
                "issuer": _WORD,
                "valid_from": _DAY,
                "valid_to": _DAY,
                "levels": _WORD,  # codes with commas between them; empty: every level
                "cohort": _WORD,
            }
        ),
        "days": pa.schema(
            {
                "candidate": _INT,
                "day": _WORD,
                "level": _WORD,
                "module": _WORD,
                "module_position": _INT,
                "on": _DAY,
                "mode": _WORD,
                "attended": _WORD,
                "trainer": _WORD,
            }
        ),
        "gates": pa.schema({"candidate": _INT, "code": _WORD, "valid_from": _DAY, "valid_to": _DAY, "note": _WORD}),
        "waivers": pa.schema(
            {
                "candidate": _INT,
                "requirement": _WORD,
                "level": _WORD,
                "amount_num": _INT,  # null: the whole requirement, or the whole level of it
                "amount_den": _INT,
                "on": _DAY,
                "until": _DAY,
                "reason": _WORD,
                "by": _WORD,
            }
        ),
        "recognised": pa.schema(
            {
                "candidate": _INT,
                "kind": _WORD,
                "level": _WORD,
                "amount_num": _INT,
                "amount_den": _INT,
                "on": _DAY,
                "source": _WORD,
                "days_by_mode": _WORD,  # a JSON object of numbers by mode, or empty
            }
        ),
        "rulings": pa.schema(
            {
                "candidate": _INT,
                "about": _WORD,
                "subject": _WORD,
                "outcome": _WORD,
                "amount_num": _INT,
                "amount_den": _INT,
                "on": _DAY,
                "reason": _WORD,
                "by": _WORD,
            }
        ),
        "holds": pa.schema({"candidate": _INT, "code": _WORD, "reason": _WORD, "since": _DAY}),
        "facts": pa.schema({"candidate": _INT, "fact": _WORD, "value": _WORD}),
    }
)
