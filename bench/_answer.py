"""The same answer from each engine: every entry with its fate and reasons, every requirement with its state.

An engine says for each entry whether it was given by somebody approved, and if not why not; here it is put together:
levels, conversion, signature, and the order in which entries fill up what is asked. Whole numbers: thirds of minutes.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from typing import Any

HOUR = 180  # thirds of a minute, so that a third of any whole minutes is whole
ASKED = {
    "personal_sessions": 12 * HOUR,
    "consultation_credits": 18 * HOUR,
    "individual_credits": 4 * HOUR,
    "faculty_credits": 6 * HOUR,
}


@dataclass(slots=True)
class Finding:
    """What an engine found about one entry."""

    approved: bool = False
    other_level: bool = False
    ended: bool = False
    faculty: bool = False


def level_of(on: str, starts: list[dict[str, str]]) -> str:
    place = bisect_right([one["on"] for one in starts], on)
    return starts[place - 1]["level"] if place else ""


def answer(facts: dict[str, Any], found: dict[str, Finding]) -> dict[str, Any]:
    """Entry → fate, level, codes of reasons; requirement → counted, missing (in 180ths), state."""
    left, counted, entries = dict(ASKED), dict.fromkeys(ASKED, 0), {}
    for one in facts["entries"]:  # they come in order of days
        mine = found.get(one["id"]) or Finding()
        level = level_of(one["on"], facts["starts"])
        reasons = ["in_level", *_just_before(one["on"], facts["starts"])]
        reasons += ["converted"] if one["kind"] == "consultation_group" else []
        reasons += [_of_provider(mine), "signed"]
        fate = "does_not"
        if mine.approved:
            fate = _fill(one, mine, left, counted, reasons)
        entries[one["id"]] = [fate, level, reasons]
    states = {code: [counted[code], left[code], "not_yet" if left[code] else "met"] for code in ASKED}
    return {"entries": entries, "requirements": states}


def _of_provider(mine: Finding) -> str:
    if mine.approved:
        return "approved"
    return "approval_ended" if mine.ended else "provider_other_level" if mine.other_level else "provider_other_kind"


def _just_before(on: str, starts: list[dict[str, str]]) -> list[str]:
    place = bisect_right([one["on"] for one in starts], on)
    if place == len(starts):
        return []
    days = (date.fromisoformat(starts[place]["on"]) - date.fromisoformat(on)).days
    return ["just_before_level"] if days <= 7 else []


def _fill(one: dict[str, Any], mine: Finding, left: dict[str, int], counted: dict[str, int], reasons: list[str]) -> str:
    """Every requirement the entry feeds takes what it needs; the first of them says what is too much."""
    kind = one["kind"]
    amount = {"personal_session": HOUR, "consultation_individual": 3 * one["minutes"]}.get(kind, one["minutes"])
    codes = ["personal_sessions"] if kind == "personal_session" else ["consultation_credits"]
    codes += ["individual_credits"] if kind == "consultation_individual" else []
    codes += ["faculty_credits"] if mine.faculty and kind != "personal_session" else []
    useful = [min(amount, left[code]) for code in codes]
    for code, part in zip(codes, useful, strict=True):
        counted[code] += amount
        left[code] -= part
    if useful[0] < amount:
        reasons.append("partly_above" if useful[0] else "above_what_is_asked")
    return "counts" if any(useful) else "above"
