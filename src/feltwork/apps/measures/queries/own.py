"""A person's own answers over time, in kind words. How they find working together is theirs to say, and not scored
back at them (domain handbook, instruments.md section 8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.keys import KeyStoreError
from feltwork.apps.measures.hands import Hands, hands_of_file, own_hands
from feltwork.apps.measures.models import Folder
from feltwork.apps.measures.queries import reading_words as words
from feltwork.apps.measures.queries.episodes import episode_of
from feltwork.apps.measures.queries.reading import Card, Panel, cards_of
from feltwork.apps.practice.actions.opening import open_file
from feltwork.apps.practice.permissions import Sight
from feltwork.apps.practice.queries.mine import own_clients
from feltwork.apps.schools.models import School
from feltwork.apps.ui.words import date_words
from feltwork.core.measures import ChangeRule

HIDDEN = frozenset({"alliance"})


@dataclass(frozen=True, slots=True)
class OwnPanel:
    label: str
    sentence: str
    panel: Panel
    data: Mapping[str, Any]
    data_id: str


@dataclass(frozen=True, slots=True)
class OwnCard:
    """`panels[0]` stands for the whole where there is such a scale, and then it is the only one."""

    title: str
    about: str
    panels: tuple[OwnPanel, ...]
    card: Card
    rule: ChangeRule | None


@dataclass(frozen=True, slots=True)
class Shelf:
    """What one file or one folder holds. `who`: who else reads it; "" for nobody."""

    who: str
    is_training: bool
    cards: tuple[OwnCard, ...]


def own_results(user: User, roles: frozenset[str], school: School, at: datetime) -> list[Shelf]:
    """Of *user* as a client and as a trainee. Every file that is opened is noted. A guardian reads no scores here."""
    shelves = []
    for client in own_clients(user, at):
        try:
            file = open_file(user, roles, client.uuid, what="own results", at=at, sights={Sight.CLIENT})
        except KeyStoreError:
            continue
        if file is not None:
            shelves.append(_shelf(hands_of_file(file), file.client.clinician.name))
    if Folder.objects.filter(owner=user, school=school, erased_at=None).exists():
        shelves.append(_shelf(own_hands(user, school=school, at=at), ""))
    return shelves


def _shelf(hands: Hands, who: str) -> Shelf:
    cards = [one for one in cards_of(hands, episode=episode_of(hands)) if not HIDDEN & set(one.of.for_what)]
    return Shelf(who, hands.client is None, tuple(_own_card(one) for one in cards))


def _own_card(card: Card) -> OwnCard:
    shown = card.panels[:1] if card.has_main else card.panels
    return OwnCard(
        title=words.own_title(card.of.for_what),
        about=card.about,
        panels=tuple(_own_panel(card, one) for one in shown),
        card=card,
        rule=shown[0].basis.rule if shown else None,
    )


def _own_panel(card: Card, panel: Panel) -> OwnPanel:
    start = panel.trajectory.baseline
    count = sum(1 for _day, value in panel.trajectory.points if value is not None)
    cut = panel.data["cut"]
    return OwnPanel(
        label="" if card.has_main else panel.label,
        sentence=words.own_sentence(panel.change, panel.scale.higher_is, date_words(start[0]) if start else "", count),
        panel=panel,
        data={**panel.data, "cut": cut and {**cut, "words": _("a common line, %(n)s") % {"n": words.number(cut["y"])}}},
        data_id=f"own-{panel.data_id}",
    )
