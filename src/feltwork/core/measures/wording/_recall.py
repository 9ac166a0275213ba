"""The time a form asks about, as far as its instruction says so, in English and German."""

from __future__ import annotations

import re
from collections.abc import Iterable

NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "six": 6, "seven": 7, "fourteen": 14, "thirty": 30} | {
    "ein": 1,
    "eine": 1,
    "einen": 1,
    "zwei": 2,
    "drei": 3,
    "vier": 4,
    "sechs": 6,
    "sieben": 7,
    "vierzehn": 14,
    "dreißig": 30,
}
UNITS = {"day": 1, "tag": 1, "week": 7, "woche": 7, "month": 30, "monat": 30}
WINDOW = re.compile(
    r"\b(?:past|last|previous|letzten?|letzter|vergangenen?|vergangener)\s+"
    r"(?:(\d{1,2}|" + "|".join(NUMBERS) + r")\s+)?(day|week|month|tag|woche|monat)(?:s|e|en|n)?\b",
    re.IGNORECASE,
)
# 28 to 31 days are one window: "four weeks", "the past month", "30 days"
SLUGS = {1: "today", 7: "past_week", 14: "past_2_weeks", 28: "past_4_weeks", 30: "past_month"}
SAME = ({"past_4_weeks", "past_month", "past_30_days"}, {"past_week", "past_7_days"}, {"past_2_weeks", "past_14_days"})


def windows(texts: Iterable[str]) -> tuple[str, ...]:
    """The windows named, each once, as slugs of the definitions ("past_month") or, where there is none, in days."""
    found = [_slug(one) for text in texts for one in WINDOW.finditer(text)]
    return tuple(dict.fromkeys(found))


def is_same(one: str, other: str) -> bool:
    return one == other or any({one, other} <= group for group in SAME)


def _slug(found: re.Match[str]) -> str:
    count = found[1]
    number = 1 if count is None else NUMBERS.get(count.lower()) or int(count)
    days = number * UNITS[found[2].lower()]
    return SLUGS.get(days, f"{days}_days")
