"""Numbers, lengths, dates and names in words, in the language of the reader."""

from __future__ import annotations

import zlib
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

GLYPHS = {
    Fraction(1, 2): "½",
    Fraction(1, 3): "⅓",
    Fraction(2, 3): "⅔",
    Fraction(1, 4): "¼",
    Fraction(3, 4): "¾",
    Fraction(1, 5): "⅕",
    Fraction(2, 5): "⅖",
    Fraction(3, 5): "⅗",
    Fraction(4, 5): "⅘",
    Fraction(1, 6): "⅙",
    Fraction(5, 6): "⅚",
    Fraction(1, 8): "⅛",
    Fraction(3, 8): "⅜",
    Fraction(5, 8): "⅝",
    Fraction(7, 8): "⅞",
}
DYES = ("juniper", "heather", "weld", "woad", "moss")

Exact = Fraction | int | Decimal | str


def exact(value: Exact) -> Fraction:
    """*value* as a fraction. Floats are refused: they cannot hold a third."""
    if isinstance(value, float):
        raise TypeError("a float is not exact; pass a Fraction, an int, a Decimal or text like '20/3'")
    return Fraction(value)


@lru_cache(maxsize=4096, typed=True)
def fraction(value: Exact) -> str:
    """An exact number as people write it: 20/3 → 6⅔, 87/20 → 4 7/20, 1/2 → ½."""
    number = exact(value)
    sign, number = ("−", -number) if number < 0 else ("", number)
    whole, rest = divmod(number, 1)
    if not rest:
        return f"{sign}{whole}"
    glyph = GLYPHS.get(rest)
    if glyph:
        return f"{sign}{whole or ''}{glyph}"
    part = f"{rest.numerator}/{rest.denominator}"
    return f"{sign}{whole} {part}" if whole else f"{sign}{part}"


def hours(value: Exact) -> str:
    """A length in hours as hours and minutes: 3/2 → 1 hour 30 minutes."""
    whole, rest = divmod(exact(value), 1)
    minutes = rest * 60
    parts = []
    if whole:
        parts.append(ngettext("%(n)s hour", "%(n)s hours", whole) % {"n": whole})
    if minutes or not whole:
        number = int(minutes) if minutes.denominator == 1 else 2
        parts.append(ngettext("%(n)s minute", "%(n)s minutes", number) % {"n": fraction(minutes)})
    return " ".join(parts)


def date_words(value: date | datetime | None) -> str:
    """19 November 2026. A datetime is first moved into the reader's time zone; None gives nothing."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return _date(value, translation.get_language() or "")


@lru_cache(maxsize=4096)
def _date(day: date, language: str) -> str:
    # Translators: how a date is written out, in the letters of Django's date filter
    return formats.date_format(day, pgettext("date format", "j F Y"))


def short_date(value: date) -> str:
    """19 Nov, for a row of days whose year is known."""
    # Translators: how a day is written in short, in the letters of Django's date filter
    return formats.date_format(value, pgettext("short date format", "j M"))


def time_words(value: datetime | None) -> str:
    """10:31, on the reader's clock."""
    if value is None:
        return ""
    return (timezone.localtime(value) if timezone.is_aware(value) else value).strftime("%H:%M")


def moment_words(value: datetime | None) -> str:
    """19 November 2026 at 10:31, on the reader's clock."""
    if value is None:
        return ""
    return _("%(date)s at %(time)s") % {"date": date_words(value), "time": time_words(value)}


def initials(name: str) -> str:
    """Samira Daley → SD; the first and the last word that begin with a letter, else a dot."""
    words = [word for word in name.replace("-", " ").split() if word[0].isalpha()]
    if not words:
        return "·"
    ends = words[:1] + words[1:][-1:]
    return "".join(word[0].upper() for word in ends)


def dye(name: str) -> str:
    """A colour that stays the same for a name on every machine."""
    return DYES[zlib.crc32(name.encode()) % len(DYES)]
