"""One candidate with many entries, as plain words that any rule engine can be given."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

STARTS = {"beginning": date(2022, 3, 1), "intermediate": date(2023, 3, 1), "advanced": date(2024, 3, 1)}
KINDS = ("personal_session", "consultation_individual", "consultation_group")
AS_OF = date(2025, 3, 1)


def candidate(entries: int = 200, providers: int = 13) -> dict[str, Any]:
    """Sessions and consultations over three years. Some providers are approved for one level only, some too late."""
    approvals = [
        {
            "provider": f"p{number}",
            "kind": kind,
            "from": "2015-01-01",
            "to": "2023-06-30" if number % 5 == 4 else "9999-01-01",
            "level": "beginning" if number % 4 == 3 else "",
        }
        for number in range(providers)
        for kind in (*KINDS, *(("faculty",) if number % 3 == 0 else ()))
    ]
    first = STARTS["beginning"]
    log = [
        {
            "id": f"e{number}",
            "kind": KINDS[number % 3],
            "on": str(first + timedelta(days=5 * number)),
            "minutes": 60 * (1 + number % 3),
            "provider": f"p{number % providers}",
        }
        for number in range(entries)
    ]
    starts = [{"level": level, "on": str(on)} for level, on in STARTS.items()]
    return {"entries": log, "approvals": approvals, "starts": starts, "as_of": str(AS_OF)}
