"""All that lies in a trainee's folder, for the trainee."""

from __future__ import annotations

from typing import Any

from feltwork.apps.measures.hands import Hands
from feltwork.apps.measures.models import Folder, Result


def folder_table(hands: Hands, folder: Folder) -> dict[str, Any]:
    """JSON: every sheet with what was answered, and every result with its scores."""
    sheets = hands.askings().order_by("made_at", "pk")
    results = Result.objects.filter(asking__in=sheets).select_related("asking").order_by("made_at", "pk")
    return {
        "agreed_at": folder.agreed_at and folder.agreed_at.isoformat(),
        "sheets": [
            {
                "uuid": str(row.uuid),
                "instrument": row.instrument,
                "version": row.version,
                "language": row.language,
                "state": row.state,
                "opens_at": row.opens_at.isoformat(),
                "ended_at": row.ended_at and row.ended_at.isoformat(),
                "answers": (hands.open(row, "sheet") or {"answers": {}})["answers"],
            }
            for row in sheets
        ],
        "results": [
            {
                "uuid": str(row.uuid),
                "sheet": str(row.asking.uuid),
                "answered_at": row.answered_at.isoformat(),
                "is_late": row.is_late,
                "answers": hands.open(row, "answers"),
                "scores": hands.open(row, "scores"),
            }
            for row in results
        ],
    }
