"""What a plan says of itself: how each kind of rule is compiled, and for whom and why something is explained."""

from __future__ import annotations

from collections.abc import Mapping

HOW: Mapping[str, str] = {
    "SumRule": "summed over entries that stand, wait or are undecided, by level where a level has a minimum",
    "TotalRule": "summed or counted over filtered entries in their span",
    "DaysRule": "counted over training days, by level where a level has a number",
    "GateRule": "looked up among documents in force",
    "ElapsedRule": "reckoned from the last training day",
    "TimeRule": "reckoned between two days",
    "EvaluationRule": "counted over attempts",
    "RatioRule": "compared between two sums",
    "WaysRule": "combined from the requirements that its ways name",
}

# code → who is explained, why
DOUBTS: Mapping[str, tuple[str, str]] = {
    "set_aside": ("whoever was set aside when the tables were made", "their facts do not fit the tables"),
    "amount_uneven": (
        "whoever has a waiver, credit or ruling whose amount does not come out even",
        "amounts are whole parts of a unit, and a fraction must never be rounded",
    ),
    "entry_uneven": (
        "whoever has an entry whose length does not come out even, or that was signed in a later approval",
        "amounts are whole parts of a unit, and a signature is judged beside several approvals",
    ),
    "renewed_often": ("whoever has renewed more than eight times", "each renewal is reckoned from the one before"),
    "carried": ("whoever has renewed", "what the cycle before leaves over is the least that it can do without"),
    "pools": ("everybody", "entries are divided among requirements so that most is filled"),
    "parts": ("whoever has such an entry", "one entry is counted as several kinds"),
    "company": ("whoever has such an entry", "it counts only beside others in the same period"),
    "approvals_of_own_days": (
        "whoever has such an entry",
        "which approvals are needed depends on a day of the candidate",
    ),
    "conversion_decided": (
        "those about whom a person has decided it",
        "what an entry is worth was decided for the candidate",
    ),
    "fact_no_day": ("whoever has a fact that is written in another way than 2026-11-24", "it has to be read as a day"),
    "fact_no_number": ("whoever has a fact that is not a plain whole number", "it has to be read as a number"),
    "recordings_under_limits": (
        "whoever watched a recording",
        "which days and modules were recorded, and in what order, decides what counts",
    ),
    "levels_under_caps": ("whoever has more days of a mode than are allowed", "the cut falls where it hurts least"),
    "modes_brought_along": ("whoever brought training days along by mode", "the modes are cut like days of one’s own"),
    "document_since_long": (
        "whoever has several such documents in a row",
        "how long it has been in force without a gap is followed day by day",
    ),
    "caps": ("whoever exceeds a cap", "under several caps the best allocation is looked for and proven"),
    "weights": ("whoever has such an entry", "what weighs more is allotted together with the caps"),
    "exempt": ("whoever has more than is exempt from the span", "what is exempt is allotted together with the caps"),
    "once": ("whoever has several entries of the same word", "the first of them counts, once all are known"),
    "groups": ("whoever has such an entry", "it is asked for in each of several groups"),
    "people": ("whoever has such an entry", "who may give it depends on who gave the others"),
    "periods": ("whoever has such an entry", "one sum is compared with another in each period"),
    "attempts": ("whoever failed an attempt", "a failure locks the next attempt out for a time"),
    "days under two readings": (
        "everybody",
        "days are read in two ways, and what they add to others depends on which is better",
    ),
    "moments that lean on each other": ("everybody", "two days are each reckoned from the other"),
    "a level that the rules do not have": ("everybody", "a day is reckoned from it"),
}
