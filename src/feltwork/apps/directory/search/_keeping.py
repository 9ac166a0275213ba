"""Keeping the index in step with the profiles: in the same transaction, whatever engine is asked later."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import islice

from django.conf import settings
from django.db import transaction
from django.db.models import F

from feltwork.apps.directory.models.index import IndexChange, IndexRow, IndexState, IndexText, IndexWord
from feltwork.apps.directory.places import towns
from feltwork.core.directory import Listing, fold, written
from feltwork.core.directory.columns import layout, pack

from . import _words
from ._port import place_of

BATCH = 2_000
EVERYTHING = 0  # the number of no profile, in a note that all of them changed
Told = Callable[[int], None]


def made_from() -> str:
    """What the rows depend on besides the profiles: the vocabulary's shape and the table of towns."""
    return f"{layout().fingerprint} {towns().fingerprint}"


def is_current() -> bool:
    """Can the rows be read? An empty index can."""
    kept = IndexState.objects.values_list("made_from", flat=True).first()
    return kept == made_from() or (kept is None and not IndexRow.objects.exists())


@transaction.atomic
def put(listing: Listing, *, at: datetime) -> None:
    """Write, or write anew, the row of one profile."""
    if not IndexState.objects.exists():
        IndexState.objects.create(made_from=made_from(), made_at=at)
    before = _remove([listing.id])
    _insert([listing])
    _note([listing.id], more=1 - before)


@transaction.atomic
def drop(profile: int) -> None:
    """Take one profile out, if it is there."""
    if _remove([profile]):
        _note([profile], more=-1)


@transaction.atomic
def rebuild(listings: Iterable[Listing], *, at: datetime, told: Told = lambda done: None) -> int:
    """Make the whole index anew from *listings*; returns how many there are. All or nothing.

    *told* hears how many were written so far; what it raises stops everything and leaves the old index.
    """
    for model in (IndexText, IndexRow, IndexWord, IndexState):
        model.objects.all().delete()
    IndexState.objects.create(made_from=made_from(), made_at=at)
    IndexChange.objects.all().delete()
    rows, done = iter(listings), 0
    while batch := list(islice(rows, BATCH)):
        _insert(batch)
        done += len(batch)
        told(done)
    _note([EVERYTHING], more=done)
    return done


def _insert(listings: Sequence[Listing]) -> None:
    table = towns()
    ranks = [table.rank(one.town) for one in listings]
    places = [place_of(rank, one.id) for rank, one in zip(ranks, listings, strict=True)]
    strong, weak = ([fold(getattr(one, part)) for one in listings] for part in ("strong", "weak"))
    _words.keep(word for tokens in (*strong, *weak) for word in tokens)
    IndexRow.objects.bulk_create(
        IndexRow(place=place, profile=one.id, packed=pack(one, rank))
        for place, one, rank in zip(places, listings, ranks, strict=True)
    )
    IndexText.objects.bulk_create(
        IndexText(place=place, strong=_line(first), weak=_line(second))
        for place, first, second in zip(places, strong, weak, strict=True)
    )


def _line(tokens: tuple[str, ...]) -> str:
    return written(tuple(dict.fromkeys(tokens)))


def _remove(profiles: Sequence[int]) -> int:
    places = list(IndexRow.objects.filter(profile__in=profiles).values_list("place", flat=True))
    IndexText.objects.filter(place__in=places).delete()
    return IndexRow.objects.filter(place__in=places).delete()[0]


def _note(profiles: Sequence[int], *, more: int) -> None:
    """Mark that rows changed, *more* of them than before, and leave word for the engine that follows later."""
    IndexState.objects.update(stamp=secrets.token_hex(8), rows=F("rows") + more)
    if settings.DIRECTORY_ENGINE == "tantivy":
        from .tasks import follow_changes  # which imports us

        IndexChange.objects.bulk_create(IndexChange(profile=one) for one in profiles)
        transaction.on_commit(follow_changes.enqueue)
