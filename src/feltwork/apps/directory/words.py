"""Codes of the directory in the words of the reader's language."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from feltwork.apps.directory.models import Profile
from feltwork.apps.directory.places import towns
from feltwork.apps.directory.queries.replies import Figures
from feltwork.apps.directory.queries.shown import Shown
from feltwork.core.directory import vocabulary

SIGNS = {
    "GBP": "£",
    "EUR": "€",
    "USD": "$",
    "CHF": "CHF ",
    "AUD": "A$",
    "CAD": "C$",
    "NZD": "NZ$",
    "ILS": "₪",
    "JPY": "¥",
}
CURRENCIES = (
    *("EUR", "GBP", "CHF", "USD", "AUD", "BRL", "CAD", "CZK", "DKK", "HKD", "HUF", "ILS", "INR", "ISK", "JPY", "MXN"),
    *("NOK", "NZD", "PLN", "RON", "SEK", "SGD", "TRY", "ZAR"),
)


def label(facet: str, code: str) -> str:
    """What a code is called; an unknown one stands as it is."""
    value = vocabulary().facets[facet].values.get(code)
    return value.name(get_language() or "en") if value else code


def labels(facet: str, codes: Iterable[str]) -> list[str]:
    """The names of codes in the order of the vocabulary."""
    chosen = set(codes)
    return [
        value.name(get_language() or "en")
        for code, value in vocabulary().facets[facet].values.items()
        if code in chosen
    ]


def choices(facet: str, *, by_name: bool = False) -> list[tuple[str, str]]:
    """All codes with their names, for forms; *by_name* sorts long lists for reading."""
    rows = [(code, value.name(get_language() or "en")) for code, value in vocabulary().facets[facet].values.items()]
    return sorted(rows, key=lambda row: row[1].casefold()) if by_name else rows


def fee_words(profile: Profile | Shown) -> str:
    """ "£70 to £95 for 60 minutes"; empty where no fee is named."""
    low, high = profile.fee_low, profile.fee_high
    if low is None:
        return ""
    facts = {
        "low": money(low, profile.currency),
        "high": money(high or 0, profile.currency),
        "minutes": profile.fee_minutes,
    }
    if high and high > low:
        return _("%(low)s to %(high)s for %(minutes)s minutes") % facts
    return _("%(low)s for %(minutes)s minutes") % facts


def money(amount: int, currency: str) -> str:
    """An amount in whole units with the sign of its currency, or its code."""
    return f"{SIGNS[currency]}{amount}" if currency in SIGNS else f"{amount} {currency}"


def how_words(profile: Profile | Shown) -> str:
    """In person, online, or both."""
    if profile.how_in_person and profile.how_online:
        return _("In person and online")
    return _("Online") if profile.how_online else _("In person")


def place_words(profile: Profile) -> str:
    """Town and country."""
    return f"{town_words(profile)}, {label('country', profile.country)}" if profile.town_name else ""


def town_words(profile: Profile | Shown) -> str:
    """The town as the reader's language calls it."""
    town = towns().get(profile.town) if profile.town else None
    return town.called(get_language() or "en") if town else profile.town_name


def answering_words(figures: Figures) -> str:
    """ "Answers 9 in 10, half of them within 2 days": from real first messages."""
    if figures.share is None:
        return ""
    tenth = round(figures.share * 10)
    if not tenth or figures.median_hours is None:
        return _("Has answered few first messages so far.")
    days = max(1, round(figures.median_hours / 24))
    within = ngettext("within a day", "within %(days)s days", days) % {"days": days}
    share = _("Answers all") if tenth == 10 else _("Answers %(tenth)s in 10") % {"tenth": tenth}
    return _("%(share)s, half of them %(within)s.") % {"share": share, "within": within}
