"""Single cells: dates, lengths, kinds. What can be read two ways is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from fractions import Fraction

from django.utils.translation import gettext as _

from feltwork.apps.certification.importing._files import FORMULA
from feltwork.apps.certification.importing._words import plain, vocabulary, without_brackets
from feltwork.apps.certification.lengths import UnreadableLength, read_hours

GROUP = "consultation_group"
ALONE = "consultation_individual"


class DayOrder(StrEnum):
    """How 03/05/2024 is meant."""

    UNKNOWN = "unknown"
    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


class Refused(Exception):
    """A row cannot be taken; the text says why."""


@dataclass(frozen=True, slots=True)
class When:
    on: date
    start: time | None = None


_ISO = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})")
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{2}|\d{4})")  # with dots the day comes first everywhere
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{2}|\d{4})")
_NAMED = re.compile(r"(?:[a-z]{2,10} )?(\d{1,2}) ?(?:st|nd|rd|th)? ([a-z]{3,9}) (\d{4})")
_NAMED_FIRST = re.compile(r"(?:[a-z]{2,10} )?([a-z]{3,9}) (\d{1,2})(?:st|nd|rd|th)? (\d{4})")
_CLOCK = re.compile(r"(\d{1,2})[:.h](\d{2})(?::\d{2})?\s*(am|pm)?", re.IGNORECASE)
_TRAILING_CLOCK = re.compile(r"^(.*?)[ T](\d{1,2}:\d{2}(?::\d{2})?)$")


def refuse_formula(text: str, column: str) -> str:
    """The text, unless it is a formula."""
    if text.startswith(FORMULA):
        raise Refused(_("The column “%(column)s” holds a formula. Please put the value there.") % {"column": column})
    return text


def read_when(text: str, order: DayOrder, *, today: date) -> When:
    """A day, perhaps with the time it began."""
    refuse_formula(text, _("date"))
    if not text.strip():
        raise Refused(_("There is no date."))
    found = _TRAILING_CLOCK.match(text.strip())
    words, start = (found[1], read_clock(found[2])) if found else (text, None)
    return When(_day(words.strip(), order, today), start)


def read_clock(text: str) -> time | None:
    """A time of day; None if nothing stands there or it is no time."""
    found = _CLOCK.fullmatch(text.strip())
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2])
    if found[3]:
        hour = hour % 12 + (12 if found[3].lower() == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _day(text: str, order: DayOrder, today: date) -> date:
    if found := _ISO.fullmatch(text):
        return _date(int(found[1]), int(found[2]), int(found[3]), text)
    if found := _DOTTED.fullmatch(text):
        return _date(_year(found[3], today), int(found[2]), int(found[1]), text)
    if found := _SLASHED.fullmatch(text):
        return _slashed(int(found[1]), int(found[2]), _year(found[3], today), order, text)
    words = plain(text)
    if (found := _NAMED.fullmatch(words)) and found[2] in vocabulary().months:
        return _date(int(found[3]), vocabulary().months[found[2]], int(found[1]), text)
    if (found := _NAMED_FIRST.fullmatch(words)) and found[1] in vocabulary().months:
        return _date(int(found[3]), vocabulary().months[found[1]], int(found[2]), text)
    raise Refused(_("The date “%(text)s” cannot be read. Please write it like 2024-05-03.") % {"text": text[:40]})


def _slashed(first: int, second: int, year: int, order: DayOrder, text: str) -> date:
    if first > 12 or (first == second and second <= 12):
        return _date(year, second, first, text)
    if second > 12:
        return _date(year, first, second, text)
    if order is DayOrder.DAY_FIRST:
        return _date(year, second, first, text)
    if order is DayOrder.MONTH_FIRST:
        return _date(year, first, second, text)
    raise Refused(
        _("The date “%(text)s” can be read two ways. Say whether days or months come first, or write 2024-05-03.")
        % {"text": text}
    )


def _date(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Refused(_("There is no such day: “%(text)s”.") % {"text": text[:40]}) from None


def _year(text: str, today: date) -> int:
    """Two digits mean the latest year that is not in the future."""
    if len(text) == 4:
        return int(text)
    year = today.year // 100 * 100 + int(text)
    return year if year <= today.year else year - 100


def read_length(hours: str, minutes: str) -> Fraction:
    """The length in hours."""
    refuse_formula(hours or minutes, _("length in hours"))
    text = hours or (f"{minutes} min" if minutes.replace(".", "").replace(",", "").isdigit() else minutes)
    if not text:
        raise Refused(_("There is no length."))
    try:
        return read_hours(text)
    except UnreadableLength:
        raise Refused(
            _("The length “%(text)s” cannot be read. Please write it like 1, 1.5 or 1:30.") % {"text": text[:40]}
        ) from None


def read_kind(text: str, group_size: int | None) -> str:
    """The kind of entry, by the table of words."""
    refuse_formula(text, _("session type"))
    if not text:
        raise Refused(_("There is no session type."))
    known = vocabulary()
    for words in (plain(text), plain(without_brackets(text))):
        if words in known.kinds:
            return known.kinds[words]
        if words in known.not_logged:
            raise Refused(_("Training days are recorded by the school, so they are not part of this log."))
        if words in known.either_kind:
            if group_size is None:
                raise Refused(_("“%(text)s” may be alone or in a group. Please say which.") % {"text": text[:60]})
            return ALONE if group_size == 1 else GROUP
    raise Refused(_("The session type “%(text)s” is not known here.") % {"text": text[:60]})


def read_group_size(text: str) -> int | None:
    """How many people; None where nothing, or nothing like a number, stands there."""
    found = re.fullmatch(r"(\d{1,3})(?:\.0+)?(?: .*)?", text.strip())
    return int(found[1]) if found and int(found[1]) > 0 else None


def read_mode(text: str) -> str:
    """How they met; in person unless something else is said."""
    return vocabulary().modes.get(plain(text), "in_person")


class Claim(StrEnum):
    """What the signature column says. A typed word is never itself a signature."""

    SIGNED = "signed"
    EVIDENCE = "evidence"
    NOTHING = "nothing"


def read_claim(text: str) -> Claim:
    """A name, a date or “signed” claim a signature; “see email” claims other evidence; nothing claims nothing."""
    words = plain(text)
    known = vocabulary()
    if not words or words in known.unsigned or text.startswith(FORMULA):
        return Claim.NOTHING
    if words in known.evidence or any(f" {word} " in f" {words} " for word in known.evidence if len(word) > 4):
        return Claim.EVIDENCE
    return Claim.SIGNED


def read_credit(text: str) -> Fraction | None:
    """The credit somebody computed, only to compare; None where there is none or it cannot be read."""
    try:
        return Fraction(text.replace(",", ".")) if text and not text.startswith(FORMULA) else None
    except (ValueError, ZeroDivisionError):
        return None
