"""Keeping the index in step with the profiles: in the same transaction, whatever engine is asked later."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from feltwork.apps.directory.models.index import IndexChange, IndexRow, IndexState, IndexText, IndexWord
from feltwork.apps.directory.places import towns
from feltwork.core.directory import Listing, fold, written
from feltwork.core.directory.columns import layout, pack

from . import _words
from ._port import place_of

BATCH = 2_000
WORTH_SORTING = 20_000  # rows, on PostgreSQL; fewer are read quickly in any order
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
    learn()
    for model in (IndexText, IndexRow, IndexWord, IndexState):
        model.objects.all().delete()
    IndexState.objects.create(made_from=made_from(), made_at=at)
    IndexChange.objects.all().delete()
    rows, done = iter(listings), 0
    while batch := list(islice(rows, BATCH)):
        _insert(batch)
        done += len(batch)
        told(done)
    if connection.vendor == "postgresql" and done >= WORTH_SORTING:
        with connection.cursor() as cursor:  # neighbours side by side, as SQLite has them by itself
            cursor.execute("CLUSTER directory_index USING directory_index_pkey")
            cursor.execute("CLUSTER directory_text USING directory_text_pkey")
    _note([EVERYTHING], more=done)
    return done


@dataclass(frozen=True, slots=True)
class Differences:
    """What an index has not as it should: listings to write, numbers of profiles to take out."""

    to_put: Sequence[Listing]
    to_drop: Sequence[int]

    def __bool__(self) -> bool:
        return bool(self.to_put or self.to_drop)


def differences(listings: Iterable[Listing]) -> Differences:
    """How the index differs from *listings*, which are all that should be found."""
    to_put, seen, rows = [], set(), iter(listings)
    while batch := list(islice(rows, BATCH)):
        ids = [one.id for one in batch]
        seen.update(ids)
        kept = {row.profile: (row.place, bytes(row.packed)) for row in IndexRow.objects.filter(profile__in=ids)}
        texts = IndexText.objects.in_bulk([place for place, _packed in kept.values()])
        to_put += [one for one in batch if not _is_kept(one, kept.get(one.id), texts)]
    profiles = IndexRow.objects.values_list("profile", flat=True)
    return Differences(to_put, [one for one in profiles.iterator(chunk_size=10_000) if one not in seen])


def mend(found: Differences, *, at: datetime) -> None:
    """Write what differs, each in a transaction of its own."""
    for profile in found.to_drop:
        drop(profile)
    for listing in found.to_put:
        put(listing, at=at)


def _is_kept(listing: Listing, kept: tuple[int, bytes] | None, texts: Mapping[int, IndexText]) -> bool:
    rank = towns().rank(listing.town)
    if kept != (place_of(rank, listing.id), pack(listing, rank)):
        return False
    text = texts.get(kept[0])
    words = (_line(fold(listing.strong)), _line(fold(listing.weak)))
    return text is not None and (text.strong, text.weak) == words


def learn() -> None:
    """Have SQLite look at how its tables are filled, as PostgreSQL does by itself.

    Without that it looks for each person among all certificates of their school: hours, where 50,000 are listed.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit = 1000")  # rows of each index: a moment, however large it is
            cursor.execute("ANALYZE")


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
