"""Words of the directory in templates, and facts for search engines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils.dates import WEEKDAYS
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from feltwork.apps.directory import words
from feltwork.apps.directory.forms.contact import FEES, TIMES, WAYS
from feltwork.apps.directory.models import Profile
from feltwork.apps.directory.queries import touches
from feltwork.apps.directory.queries.replies import FEW, Figures
from feltwork.apps.ui.words import date_words, moment_words

register = template.Library()
STEP = 5  # in such steps it is said on how many first messages something was measured
# what could end the element or begin another one, inside of a text of JSON
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.filter
def facet_name(code: str, facet: str) -> str:
    """`profile.profession|facet_name:"profession"`"""
    return words.label(facet, code)


@register.filter
def facet_names(codes: Iterable[str], facet: str) -> list[str]:
    """`profile.languages|facet_names:"language"|join:", "`"""
    return words.labels(facet, codes)


@register.filter
def fee(profile: Profile) -> str:
    """`profile|fee`"""
    return words.fee_words(profile)


@register.filter
def meets(profile: Profile) -> str:
    """`profile|meets`: in person, online or both."""
    return words.how_words(profile)


@register.filter
def place(profile: Profile) -> str:
    """`profile|place`: town and country."""
    return words.place_words(profile)


@register.filter
def town(profile: Profile) -> str:
    """`profile|town`: as the reader's language calls it."""
    return words.town_words(profile)


@register.filter
def answering(figures: Figures) -> str:
    """`figures|answering`: how somebody answers first messages, in words."""
    return words.answering_words(figures)


@register.filter
def measured_on(figures: Figures) -> str:
    """`figures|measured_on`: on about how many first messages, in steps, so that nobody counts along."""
    if figures.asked < STEP:
        return _("Measured on fewer than %(n)s first messages.") % {"n": STEP}
    return _("Measured on %(n)s first messages or more.") % {"n": figures.asked // STEP * STEP}


@register.filter
def touch_code(profile: Profile) -> str:
    """`profile|touch_code`: never or asks, as the profession allows."""
    return touches(profile)


@register.filter
def usually(figures: Figures, profile: Profile) -> str:
    """`figures|usually:profile`: within how many days an answer comes; empty where that cannot be said yet."""
    if figures.asked < FEW or (figures.share or 0) < 0.5 or figures.median_hours is None:
        return ""
    days = max(1, ceil(figures.median_hours / 24))
    text = ngettext("%(name)s usually answers within a day.", "%(name)s usually answers within %(days)s days.", days)
    return text % {"name": profile.first_name(), "days": days}


@register.filter
def on_clock(moment: datetime, zone: str) -> str:
    """`booking.starts_at|on_clock:booking.zone`: day and time on the clock of a zone."""
    return moment_words(moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None))


@register.filter
def zone_place(zone: str) -> str:
    """`zone|zone_place`: the place whose clocks are meant."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


@register.filter
def iso_utc(moment: datetime) -> str:
    """`moment|iso_utc`: for a form, whatever the language."""
    return moment.astimezone(UTC).isoformat()


@register.filter
def weekday_words(day: date) -> str:
    """`day|weekday_words`: with its name."""
    return f"{WEEKDAYS[day.weekday()]}, {date_words(day)}"


@register.filter
def way_words(code: str) -> str:
    """`shown.how|way_words`: in person, online, or either."""
    return str(dict(WAYS)[code]) if code in dict(WAYS) else code


@register.filter
def fee_wish(code: str) -> str:
    """`shown.fee|fee_wish`: what somebody could pay."""
    return str(dict(FEES).get(code, code))


@register.filter
def times_words(codes: Iterable[str]) -> str:
    """`shown.times|times_words`: mornings, evenings …"""
    chosen = set(codes)
    return ", ".join(
        str(name).lower() if get_language() == "en" else str(name) for code, name in TIMES if code in chosen
    )


@register.filter
def in_language(texts: Mapping[str, str]) -> str:
    """`hint.why|in_language`: data files carry their own words in each language."""
    return texts.get((get_language() or "en").split("-")[0], texts["en"])


class _Data:
    """A text of JSON that may stand inside of a script element."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)

    def __html__(self) -> str:
        return self.text


@register.simple_tag
def linked_data(data: dict[str, Any]) -> SafeString:
    """Facts about the page in the words of schema.org; not a script, whatever the element is called."""
    return format_html('<script type="application/ld+json">{}</script>', _Data(data))
