"""Words for pages of written examinations."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feltwork.apps.exams.languages import language_word
from feltwork.apps.exams.models import SittingEvent
from feltwork.apps.exams.queries.attempts import Agreed
from feltwork.apps.exams.queries.sitting import Asked, Sitting
from feltwork.apps.exams.retakes import Way
from feltwork.apps.exams.showing import Question
from feltwork.apps.ui.words import date_words, hours

register = template.Library()
Kind = SittingEvent.Kind


@register.simple_tag
def part_words(sitting: Sitting, asked: Asked) -> str:
    """{% part_words sitting one %}: "Foundations, part 1 of 2: Anatomy"."""
    number, count, title = sitting.part_of(asked)
    name = sitting.attempt.examination.name
    if count == 1:
        return str(name)
    said = _("%(name)s, part %(n)d of %(of)d") % {"name": name, "n": number, "of": count}
    return f"{said}: {title}" if title else said


@register.simple_tag
def time_words_of(sitting: Sitting) -> str:
    """{% time_words_of sitting %}: how much time there is, and that nobody will hurry."""
    told = _("You will be told once, ten minutes before the end.")
    return f"{_time(sitting.minutes, sitting.extra_minutes)} {told}"


@register.filter
def agreed_words(agreed: Agreed) -> str:
    """{{ offer.agreed|agreed_words }}: the time, and what may be paused."""
    pauses = ngettext(
        "You may pause for up to %(n)d minute in all; the time stops meanwhile.",
        "You may pause for up to %(n)d minutes in all; the time stops meanwhile.",
        agreed.pause_minutes,
    ) % {"n": agreed.pause_minutes}
    time = _time(agreed.minutes, agreed.extra_minutes)
    return f"{time} {pauses}" if agreed.pause_minutes else time


@register.filter
def languages_words(codes: Sequence[str]) -> str:
    """{{ examination.languages|languages_words }}: in which language the questions are."""
    names = [language_word(code) for code in codes]
    if len(names) == 1:
        return _("The questions are in %(language)s.") % {"language": names[0]}
    return _("You choose the language of the questions: %(languages)s.") % {"languages": ", ".join(names)}


@register.filter
def names_words(names: Sequence[str]) -> str:
    """{{ who|names_words }}: "Ruth Pellow, Dino Marchetti"; at most four of them."""
    return ", ".join(names[:4]) or _("Your school")


@register.filter
def language_name(code: str) -> str:
    """{{ attempt.language|language_name }}: "German"."""
    return language_word(code)


@register.filter
def way_words(way: Way) -> str:
    """{{ offer.way|way_words }}: why it cannot be begun now, and when it can; "" where it can."""
    day = date_words(way.from_on) if way.from_on else ""
    words = {
        "open": "",
        "not_open": _("It is not open."),
        "early": _("It opens on %(day)s."),
        "closed": _("Its time is over for now."),
        "passed": _("You have passed it."),
        "level": _("Before it your programme asks for something that is not there yet."),
        "waiting": _("Your attempt has not been decided yet. You will be told."),
        "retake": _("You can sit it again from %(day)s on."),
        "locked": _("All attempts are used for now. They begin anew on %(day)s; the school can allow one sooner."),
    }
    return words[way.code] % {"day": day} if "%(" in words[way.code] else words[way.code]


@register.filter
def answer_words(shown: Question) -> str:
    """{{ one.theirs|answer_words }}: an answer in the words of its question."""
    if shown.kind == "short":
        return shown.text or "–"
    if shown.kind == "ordering":
        placed = sorted((one for one in shown.choices if one.place), key=lambda one: one.place)
        return "; ".join(f"{one.place}. {one.plain}" for one in placed) or "–"
    if shown.kind == "matching":
        targets = {one.id: one.plain for one in shown.targets}
        return "; ".join(f"{one.plain}: {targets[one.target]}" for one in shown.choices if one.target) or "–"
    chosen = [one.plain for one in shown.choices if one.is_chosen] + [r.text for r in shown.regions if r.is_chosen]
    return "; ".join(chosen) or "–"


@register.filter
def event_words(event: SittingEvent) -> str:
    """{{ event|event_words }}: one line of the log."""
    facts: dict[str, Any] = event.facts
    said = str(event.get_kind_display())
    if "seconds" in facts:
        minutes, seconds = divmod(int(facts["seconds"]), 60)
        return f"{said} ({_length(minutes, seconds)})"
    if "count" in facts:
        more = ngettext("%(n)d answer", "%(n)d answers", facts["count"]) % {"n": facts["count"]}
        return f"{said} ({more})" + (f": {facts['reason']}" if facts.get("reason") else "")
    return said


@register.filter
def percent(share: Fraction) -> int:
    """{{ outcome.whole.share|percent }}: whole, and never rounded up over a cut."""
    return int(share * 100)


def _length(minutes: int, seconds: int) -> str:
    if not minutes:
        return ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


def _time(minutes: int, extra: int) -> str:
    time = hours(Fraction(minutes, 60))
    if not extra:
        return _("%(time)s in all.") % {"time": time}
    return _("%(time)s, and %(more)s more as agreed with you.") % {"time": time, "more": hours(Fraction(extra, 60))}
