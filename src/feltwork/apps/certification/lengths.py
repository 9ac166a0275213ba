"""Lengths of time as people write them, read exactly: 1.5, 1,5, 1:30, 45 min, 2/3, 1 h 30, 1½."""

from __future__ import annotations

import re
from fractions import Fraction

LONGEST = Fraction(12)  # hours in one day that can be logged
NEARLY = Fraction(3, 10)  # minutes: how far two decimals of an hour can lie from the minute that was meant
GLYPHS = {"¼": "1/4", "½": "1/2", "¾": "3/4", "⅓": "1/3", "⅔": "2/3"}

_NUMBER = r"\d{1,4}(?:[.,]\d{1,6})?"
_HOUR = r"(?:hours|hour|hrs|hr|h|stunden|stunde|std)\.?"
_MINUTE = r"(?:minutes|minute|minuten|mins|min|m|')\.?"
_CLOCK = re.compile(rf"(\d{{1,2}}):([0-5]\d)\s*(?:{_HOUR})?")
_MIXED = re.compile(rf"(?:(\d{{1,2}})\s+)?(\d{{1,4}})/([1-9]\d{{0,3}})\s*(?:{_HOUR})?")
_UNITS = re.compile(rf"(?:({_NUMBER})\s*{_HOUR})?\s*(?:and|und|,)?\s*(?:({_NUMBER})\s*{_MINUTE})?")
_HOURS_MINUTES = re.compile(rf"(\d{{1,2}})\s*{_HOUR}\s*([0-5]?\d)")


class UnreadableLength(ValueError):
    """Words in which no length can be recognised."""


def read_hours(text: str) -> Fraction:
    """The length in hours, exact, to the second. Raises `UnreadableLength`."""
    words = _plain(text)
    hours = _read(words)
    if hours is None or (hours * 3600).denominator != 1:
        raise UnreadableLength(text)
    return hours


def write_hours(hours: Fraction) -> str:
    """The shortest way to write it that `read_hours` reads back: 1, 1.5, 0.25, 1:10."""
    if (hours * 4).denominator == 1:
        return f"{float(hours):g}"
    minutes = hours * 60
    if minutes.denominator == 1:
        whole, rest = divmod(int(minutes), 60)
        return f"{whole}:{rest:02d}"
    return f"{hours.numerator}/{hours.denominator}"


def _plain(text: str) -> str:
    words = text.strip().lower().replace("\u00a0", " ")
    for glyph, spelled in GLYPHS.items():
        words = words.replace(glyph, f" {spelled}")
    return words.strip()


def _read(words: str) -> Fraction | None:
    if found := _CLOCK.fullmatch(words):
        return Fraction(int(found[1]) * 60 + int(found[2]), 60)
    if found := _MIXED.fullmatch(words):
        return int(found[1] or 0) + Fraction(int(found[2]), int(found[3]))
    if re.fullmatch(_NUMBER, words):
        return _number(words)
    if found := _HOURS_MINUTES.fullmatch(words):
        return Fraction(int(found[1]) * 60 + int(found[2]), 60)
    found = _UNITS.fullmatch(words)
    if found and (found[1] or found[2]):
        return _number(found[1] or "0") + _number(found[2] or "0") / 60
    return None


def _number(text: str) -> Fraction:
    """A decimal. 0.33 hours are meant as 20 minutes: what is nearly a whole minute is that minute."""
    exact = Fraction(text.replace(",", "."))
    minutes = round(exact * 60)
    return Fraction(minutes, 60) if minutes and abs(exact * 60 - minutes) <= NEARLY else exact
