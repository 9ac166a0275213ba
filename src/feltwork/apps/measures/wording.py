"""The words of an instrument here: our own, or those that the school brought in."""

from __future__ import annotations

from typing import NamedTuple

from feltwork.apps.measures.models import Asking, Pack
from feltwork.apps.schools.models import School
from feltwork.core.measures import Instrument, instrument
from feltwork.core.measures.wording import OWN, WordingPack, own_pack


class Words(NamedTuple):
    """A wording, and the row it came from where the school brought it in."""

    pack: WordingPack
    row: Pack | None


def words_for(school: School, whole: Instrument, language: str) -> Words | None:
    """In *language*, else in another one that is here; None where no wording is here at all."""
    if whole.id in OWN:
        return Words(own_pack(whole.id, language if language in whole.languages else "en"), None)
    packs = Pack.objects.filter(school=school, instrument=whole.id, version=whole.version, removed_at=None)
    found = sorted(packs, key=lambda pack: (pack.language != language, pack.language != "en", pack.language))
    return _of_row(found[0]) if found else None


def words_of(asking: Asking) -> Words | None:
    """Those that this sheet was begun with; else those that are here now."""
    if asking.pack is not None:
        return _of_row(asking.pack)
    return words_for(asking.school, instrument(asking.instrument), asking.language)


def _of_row(row: Pack) -> Words:
    return Words(WordingPack.from_json(row.body), row)
