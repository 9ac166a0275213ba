"""People as a list of results shows them: everything in words, so that the template only lays it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feltwork.apps.directory import queries, words
from feltwork.apps.directory.models import Profile
from feltwork.core.directory import Hit, order
from feltwork.core.directory.order import FRESH, MATCH, NEAR, REPLY

SHOWN = 5  # languages on a card


@dataclass(frozen=True, slots=True)
class Card:
    """One person. `room_look` is the badge's: met, look or line. `parts`: (what, points, of how many)."""

    name: str
    url: str
    photo_url: str
    headline: str
    language: str
    profession: str
    badge: str  # certified, training
    year: int
    place: str
    km: str  # for the scale of distances: "2", or "" for who meets online
    how: str
    is_online: bool
    languages: str
    room: str
    room_look: str
    notes: tuple[str, ...]
    points: int
    parts: tuple[tuple[str, float, int], ...]


def cards(hits: Sequence[Hit], at: datetime) -> list[Card]:
    """Cards in the order of *hits*, without anybody who fell since: each gate is asked of the living rows."""
    by_number = {hit.id: hit for hit in hits}
    people = queries.in_order(queries.listed(at), by_number)
    badges = queries.badges_of(people, at)
    figures = queries.figures_of_many(people, at)
    return [
        _card(person, by_number[person.pk], badges[person.pk], figures.get(person.pk, queries.Figures()))
        for person in people
        if person.pk in badges
    ]


def _card(person: Profile, hit: Hit, badge: queries.Badge, figures: queries.Figures) -> Card:
    return Card(
        name=person.name,
        url=reverse("directory:profile", kwargs={"slug": person.slug}),
        photo_url=reverse("directory:photo", kwargs={"slug": person.slug}) if person.photo else "",
        headline=person.headline,
        language=person.words_language,
        profession=words.label("profession", person.profession),
        badge=badge.kind,
        year=badge.year,
        place=_place(person, hit),
        km="" if hit.km is None else _km(hit.km),
        how=words.how_words(person),
        is_online=person.how_online,
        languages=_languages(person),
        room=_room(person),
        room_look={"now": "met", "month": "look", "waiting": "line"}.get(person.room, "line"),
        notes=tuple(filter(None, (words.answering_words(figures), _fee(person)))),
        points=hit.points,
        parts=_parts(hit),
    )


def _place(person: Profile, hit: Hit) -> str:
    town = words.town_words(person)
    if hit.km is None:
        return f"{town}, {words.label('country', person.country)}"
    return _("%(town)s, %(km)s km") % {"town": town, "km": _km(hit.km)} if hit.km >= 0.5 else town


def _km(km: float) -> str:
    return str(round(km))


def _languages(person: Profile) -> str:
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


def _room(person: Profile) -> str:
    if person.room == "now":
        return _("Has room")
    if person.room == "month":
        return _("Within a month")
    if person.room == "closed":
        return _("No room just now")
    weeks = person.waiting_weeks
    return ngettext("About %(n)s week", "About %(n)s weeks", weeks) % {"n": weeks} if weeks else _("Waiting list")


def _fee(person: Profile) -> str:
    fee = words.fee_words(person)
    return _("%(fee)s, sliding") % {"fee": fee} if fee and person.is_sliding else fee


def _parts(hit: Hit) -> tuple[tuple[str, float, int], ...]:
    points = order.parts(hit)
    return (
        (_("What you asked for"), points["match"], MATCH),
        (_("Lately confirmed"), points["fresh"], FRESH),
        (_("Answers first messages"), points["reply"], REPLY),
        (_("Near"), points["near"], NEAR),
    )
