"""Checking an item before it is sealed: afterwards no database can."""

from __future__ import annotations

from typing import Any

from ._fields import Refused, take_all
from ._kinds import KINDS


class ItemError(ValueError):
    """What is wrong: the field as a path ("channels.2.intensity", "" for the whole), a code, and data for a sentence.

    Codes: unknown_kind, mapping, unknown_field, needed, number, whole_number, out_of_range, text, too_long,
    control_character, list, too_many, row, unknown_word, yes_or_no, day, code, and those of `_together`.
    """

    def __init__(self, field: str, code: str, **data: Any) -> None:
        super().__init__(f"{field}: {code}" if field else code)
        self.field, self.code, self.data = field, code, data


def check(kind: str, body: Any) -> dict[str, Any]:
    """Return *body* with its fields tidied and empty ones left out. Raises `ItemError` for the first mistake."""
    if kind not in KINDS:
        raise ItemError("", "unknown_kind", kind=str(kind)[:60])
    try:
        taken = take_all(KINDS[kind].fields, body)
    except Refused as refused:
        raise ItemError(refused.where, refused.code, **refused.data) from None
    _together(kind, taken)
    return taken


def _together(kind: str, body: dict[str, Any]) -> None:
    """What two fields say of each other."""
    match kind:
        case "range" if body.get("low", 0) > body.get("high", 10):
            raise ItemError("high", "below_low")
        case "cycle" if body.get("settled_at", body.get("peak_at", 0)) < body.get("peak_at", 0):
            raise ItemError("settled_at", "before_peak")
        case "caution" if body.get("until", "9999-12-31") < body.get("since", ""):
            raise ItemError("until", "before_since")
        case "departure" if body.get("settled") == "partly" and not body.get("agreed"):
            raise ItemError("agreed", "needed_when_partly")
        case "mark" if not body:
            raise ItemError("", "empty_mark")  # "nothing" and "numb" are answers; no answer at all is none
