"""A search as its address says it: read, put in order, and written again without what says nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from feltwork.apps.directory.places import towns
from feltwork.core.directory import RADII_KM, Asked, Town, vocabulary

SIZE = 20
DEEPEST = 25  # pages: whoever has read five hundred people narrows the search, and nobody copies all of them
RADII = tuple(map(int, RADII_KM))
USUAL_KM = 50
ANY = "any"
NAMES = {"language": "speaks"}  # of facets in addresses: `language` is that of the page
LONGEST = 80  # letters of a place or of words


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asked. `town` None with `near` said: no such town. `others`: towns of the same name."""

    near: str = ""
    town: Town | None = None
    others: tuple[Town, ...] = ()
    km: int | None = USUAL_KM
    words: str = ""
    chosen: Mapping[str, frozenset[str]] = field(default_factory=dict)
    by_distance: bool = False
    page: int = 1

    @property
    def has_problem(self) -> bool:
        """A place was named that is not known."""
        return bool(self.near) and self.town is None

    @property
    def problem(self) -> str:
        """What is wrong with the place, to stand beside it."""
        if not self.has_problem:
            return ""
        return _("We know no town of this name. Try a larger one nearby, or add the country, as in “Freiburg, CH”.")

    @property
    def is_plain(self) -> bool:
        """Nothing was asked yet."""
        return not (self.near or self.words or self.chosen)

    def asked(self, on: date) -> Asked:
        """The same for an engine. Whoever may practise online where the place is can be found from any distance."""
        town = self.town
        return Asked(
            on=on,
            words=self.words,
            town=town.id if town else None,
            km=float(self.km) if town and self.km else None,
            online=town is not None,
            country=town.country if town else None,
            chosen=self.chosen,
            by_distance=self.by_distance and town is not None,
            page=self.page,
            size=SIZE,
        )

    def address(self, **changes: object) -> str:
        """The query of the same search, with *changes* to its fields; begins with "?"."""
        new = replace(self, **{"page": 1, **changes})  # type: ignore[arg-type]
        pairs = [("near", new.near), ("km", _km(new.km) if new.near and new.km != USUAL_KM else "")]
        pairs += [("what", new.words)]
        pairs += [(name_of(facet), code) for facet in vocabulary().facets for code in sorted(new.chosen.get(facet, ()))]
        pairs += [("by", "distance" if new.by_distance else ""), ("page", str(new.page) if new.page > 1 else "")]
        return "?" + urlencode([(name, value) for name, value in pairs if value])

    def without(self, facet: str, code: str) -> str:
        """The address with one choice fewer."""
        rest = {name: codes - {code} if name == facet else codes for name, codes in self.chosen.items()}
        return self.address(chosen={name: codes for name, codes in rest.items() if codes})


def read(query: QueryDict) -> Question:
    """The search of an address; what cannot be read is as if it had not been said."""
    near = " ".join(query.get("near", "").split())[:LONGEST]
    found = towns().find(near, limit=5) if near else []
    return Question(
        near=near,
        town=found[0] if found else None,
        others=tuple(one for one in found[1:] if _same_name(one, found[0])),
        km=_read_km(query.get("km", "")),
        words=" ".join(query.get("what", "").split())[:LONGEST],
        chosen=_chosen(query),
        by_distance=query.get("by") == "distance",
        page=_read_page(query.get("page", "")),
    )


def name_of(facet: str) -> str:
    """What a facet is called in an address."""
    return NAMES.get(facet, facet)


def said(town: Town) -> str:
    """A town so that reading it again finds the same one: "Freiburg, DE"."""
    return f"{town.called(get_language() or 'en')}, {town.country}"


def other_names(question: Question) -> list[str]:
    """Towns of the same name as the one that was read, each once: two in one country cannot be told apart by it."""
    names = dict.fromkeys(said(town) for town in question.others)
    return [name for name in names if question.town is None or name != said(question.town)]


def _same_name(one: Town, first: Town) -> bool:
    language = get_language() or "en"
    return one.called(language) == first.called(language) or one.name == first.name


def _chosen(query: QueryDict) -> dict[str, frozenset[str]]:
    known = vocabulary()
    found = {facet: known.known(facet, query.getlist(name_of(facet))) for facet in known.facets}
    return {facet: codes for facet, codes in found.items() if codes}


def _read_km(text: str) -> int | None:
    if text == ANY:
        return None
    return int(text) if text.isascii() and text.isdigit() and int(text) in RADII else USUAL_KM


def _km(km: int | None) -> str:
    return ANY if km is None else str(km)


def _read_page(text: str) -> int:
    return min(DEEPEST, max(1, int(text))) if text.isascii() and text.isdigit() and len(text) < 5 else 1
