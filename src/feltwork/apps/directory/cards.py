"""People as a list of results shows them: each card written once, and filled in with where it is seen from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from feltwork.apps.directory import queries, words
from feltwork.apps.directory.queries import Shown
from feltwork.apps.ui.patterns import Pattern, gap
from feltwork.apps.ui.rows import render_rows
from feltwork.core.directory import Hit, order
from feltwork.core.directory.order import FRESH, MATCH, NEAR, REPLY

SHOWN = 5  # languages on a card
KEPT = 8_192  # cards in each process, some 10 kB each


@dataclass(frozen=True, slots=True)
class Card:
    """One person, apart from where they are seen from. `room_look` is the badge's: met, look or line."""

    name: str
    url: str
    photo_url: str
    headline: str
    language: str
    profession: str
    badge: str  # certified, training
    year: int
    how: str
    is_online: bool
    languages: str
    room: str
    room_look: str
    notes: tuple[str, ...]


def cards(hits: Sequence[Hit], at: datetime, *, by_distance: bool = False) -> list[SafeString]:
    """The markup of cards in the order of *hits*, without anybody who fell since: gates are asked of the living rows.

    What is written of a person stays for as long as what it was made from; where they are seen from is filled in.
    """
    people = queries.shown([hit.id for hit in hits], at)
    figures = queries.figures_of_many(people, at)
    language, nothing = get_language() or "en", queries.Figures()
    return [
        _filled(_pattern(one, figures.get(hit.id, nothing), language, by_distance, hit.km is not None), one, hit)
        for hit in hits
        if (one := people.get(hit.id))
    ]


def _filled(pattern: Pattern, person: Shown, hit: Hit) -> SafeString:
    got = {name: round(points) for name, points in order.parts(hit).items()}
    km = "" if hit.km is None else round(hit.km)
    return pattern.filled(place=_place(person, hit), km=km, points=hit.points, **got)


@lru_cache(maxsize=KEPT)
def _pattern(person: Shown, figures: queries.Figures, language: str, by_distance: bool, is_placed: bool) -> Pattern:
    """A card in this language, which is the one that is active."""
    labels = _labels(language)
    markup = render_rows(
        "directory/card.html", [_card(person, figures)], by_distance=by_distance, is_placed=is_placed, **labels
    )
    return Pattern(markup)


@cache
def _labels(language: str) -> dict[str, Any]:
    return {
        "page_language": language,
        "verified": _("SE certificate verified"),
        "training": _("In training, year %s"),
        "online": _("online"),
        "why": _("Why here?"),
        "of": _("of"),
        "sum": _("Points"),
        "parts": (
            (_("What you asked for"), gap("match"), MATCH),
            (_("Lately confirmed"), gap("fresh"), FRESH),
            (_("Answers first messages"), gap("reply"), REPLY),
            (_("Near"), gap("near"), NEAR),
        ),
    } | {name: gap(name) for name in ("place", "km", "points")}


def _card(person: Shown, figures: queries.Figures) -> Card:
    return Card(
        name=person.name,
        url=reverse("directory:profile", kwargs={"slug": person.slug}),
        photo_url=reverse("directory:photo", kwargs={"slug": person.slug}) if person.photo else "",
        headline=person.headline,
        language=person.words_language,
        profession=words.label("profession", person.profession),
        badge="training" if person.year else "certified",
        year=person.year,
        how=words.how_words(person),
        is_online=person.how_online,
        languages=_languages(person),
        room=_room(person),
        room_look={"now": "met", "month": "look", "waiting": "line"}.get(person.room, "line"),
        notes=tuple(filter(None, (words.answering_words(figures), _fee(person)))),
    )


def _place(person: Shown, hit: Hit) -> str:
    town = words.town_words(person)
    if hit.km is None:
        return f"{town}, {words.label('country', person.country)}"
    return _("%(town)s, %(km)s km") % {"town": town, "km": round(hit.km)} if hit.km >= 0.5 else town


def _languages(person: Shown) -> str:
    names = words.labels("language", person.languages)
    more = len(names) - SHOWN
    shown = ", ".join(names[:SHOWN])
    return (
        shown
        if more <= 0
        else ngettext("%(shown)s and %(n)s more", "%(shown)s and %(n)s more", more)
        % {
            "shown": shown,
            "n": more,
        }
    )


def _room(person: Shown) -> str:
    if person.room == "now":
        return _("Has room")
    if person.room == "month":
        return _("Within a month")
    if person.room == "closed":
        return _("No room just now")
    weeks = person.waiting_weeks
    return ngettext("About %(n)s week", "About %(n)s weeks", weeks) % {"n": weeks} if weeks else _("Waiting list")


def _fee(person: Shown) -> str:
    fee = words.fee_words(person)
    return _("%(fee)s, sliding") % {"fee": fee} if fee and person.is_sliding else fee
