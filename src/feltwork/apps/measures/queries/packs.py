"""Instruments as office and practice see them: what each is for, what its licence allows, which words are here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import QuerySet

from feltwork.apps.measures import names
from feltwork.apps.measures.models import Pack, Policy
from feltwork.apps.schools.models import School
from feltwork.core.measures import Instrument, instruments
from feltwork.core.measures.wording import OWN, WordingPack, own_pack

# the order of the list
GROUPS = (
    "state",
    "ptsd",
    "depression",
    "anxiety",
    "distress",
    "wellbeing",
    "resilience",
    "body",
    "interoception",
    "emotion_regulation",
    "alliance",
)


@dataclass(frozen=True, slots=True)
class InstrumentRow:
    """One line of the list. *packs*: those here, our own words first as `None`."""

    of: Instrument
    packs: tuple[Pack, ...]
    languages: tuple[str, ...]
    is_own: bool
    is_allowed: bool

    @property
    def spoken(self) -> str:
        """The languages of the words that are here."""
        return ", ".join(names.language_name(one) for one in self.languages)

    @property
    def tier(self) -> str:
        return names.word(names.TIERS, self.of.licence.tier)

    @property
    def topics(self) -> str:
        return ", ".join(names.word(names.TOPICS, one) for one in self.of.for_what)

    @property
    def ages(self) -> str:
        return names.ages_words(*self.of.ages)

    @property
    def recall(self) -> str:
        return names.recall_words(self.of.recall)

    @property
    def kind(self) -> str:
        return names.word(names.KINDS, self.of.kind)

    @property
    def uses(self) -> str:
        return uses_of(self.of)


def packs_here(school: School, instrument: Instrument | None = None) -> QuerySet[Pack]:
    """Packs that are in use, one a language."""
    rows = Pack.objects.filter(school=school, removed_at=None)
    if instrument is not None:
        rows = rows.filter(instrument=instrument.id, version=instrument.version)
    return rows.select_related("by").order_by("instrument", "language")


def rows(school: School) -> list[InstrumentRow]:
    """Every instrument with its words here; one statement for the packs and one for the policy."""
    by_instrument: dict[tuple[str, str], list[Pack]] = {}
    for pack in packs_here(school):
        by_instrument.setdefault((pack.instrument, pack.version), []).append(pack)
    use = use_of(school)
    found = [_row(one, by_instrument.get((one.id, one.version), ()), use) for one in instruments().values()]
    return sorted(found, key=lambda row: (_group(row.of), row.of.short.casefold()))


def _row(of: Instrument, packs: Sequence[Pack], use: str) -> InstrumentRow:
    is_own = of.id in OWN
    languages = of.languages if is_own else tuple(pack.language for pack in packs)
    return InstrumentRow(of, tuple(packs), languages, is_own, use in of.licence.allows)


def _group(of: Instrument) -> int:
    return min((GROUPS.index(one) for one in of.for_what if one in GROUPS), default=len(GROUPS))


def use_of(school: School) -> str:
    """What the school uses measures for, as its policy says; treatment where nothing is said."""
    use = Policy.objects.filter(school=school).values_list("use", flat=True).first()
    return use or Policy.Use.CLINICAL.value


def uses_of(instrument: Instrument) -> str:
    order = [one for one in names.USES if one in instrument.licence.allows]
    return ", ".join(str(names.USES[one]) for one in order)


class Line(NamedTuple):
    """A question and its answers, as somebody reads them. *topic*: our word for what it is about."""

    number: int
    topic: str
    text: str
    answers: tuple[tuple[int, str], ...]
    id: str


def lines(instrument: Instrument, pack: WordingPack, language: str) -> list[Line]:
    """In the order in which they are asked."""
    return [
        Line(place, instrument.item(item).label(language), text, pack.responses[item], item)
        for place, (item, text) in enumerate(pack.items.items(), 1)
    ]


def wording(pack: Pack) -> WordingPack:
    return WordingPack.from_json(pack.body)


def own_words(instrument: Instrument, language: str) -> WordingPack | None:
    return own_pack(instrument.id, language) if instrument.id in OWN else None
