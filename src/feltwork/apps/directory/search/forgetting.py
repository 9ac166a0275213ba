"""Forgetting words for good: what only an erased page said is kept nowhere beside it, either.

Taking a row out (`drop`) leaves three things behind that nobody finds and that still are there: words in the list to
which slips are mended, tokens in the full-text table of SQLite until its parts are merged, documents in the files of
tantivy until its parts are. The first goes at once, the others are left to the worker.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from feltwork.apps.directory.models.index import IndexChange, IndexRow, IndexState, IndexText, IndexWord
from feltwork.core.directory import fold, plain

from ._keeping import EVERYTHING, learn

BATCH = 500
PAGES = 400  # some 1.6 MB: a few hundredths of a second
STANDS = {
    "sqlite": "SELECT 1 FROM directory_fts WHERE directory_fts MATCH %s LIMIT 1",
    "postgresql": "SELECT 1 FROM directory_text WHERE tokens @@ %s::tsquery LIMIT 1",
}


def words_in_index(profile: int) -> set[str]:
    """The words of a profile's row as it is now; none where it has no row."""
    places = IndexRow.objects.filter(profile=profile).values("place")
    rows = IndexText.objects.filter(place__in=places).values_list("strong", "weak")
    return {_word(token) for row in rows for part in row for token in part.split()}


@transaction.atomic
def forget(words: Iterable[str]) -> int:
    """Take *words* off the list to which slips are mended, but for those that stand in somebody's row; returns how many
    went. Otherwise the list would tell who was there once."""
    known = [word for batch in _batches(sorted(set(words))) for word in _known(batch)]
    return _delete([word for word in known if not _stands(word)])


def forget_texts(texts: Iterable[str]) -> int:
    """The same for all words of *texts*."""
    return forget(word for text in texts for word in fold(text))


def forget_stale() -> int:
    """The same for every word on the list: what was written and changed again. Reads all rows once."""
    standing: set[str] = set()
    for row in IndexText.objects.values_list("strong", "weak").iterator(chunk_size=5_000):
        standing.update(token for part in row for token in part.split())
    listed = IndexWord.objects.values_list("word", flat=True).iterator(chunk_size=10_000)
    gone = [word for word in listed if plain(word) not in standing]
    with transaction.atomic():
        return _delete([word for word in gone if not _stands(word)])  # one may have come meanwhile


def forget_all() -> int:
    """`forget_stale`, and whatever engines keep of rows that are no more; for the worker, as it may take a minute."""
    done = forget_stale()
    if settings.DIRECTORY_ENGINE == "tantivy":
        IndexChange.objects.create(profile=EVERYTHING)  # its files are made anew
    if connection.vendor == "sqlite":
        _merge()
    learn()
    return done


def _merge() -> None:
    """Merge all parts of the full-text table into one, some pages at a time, so that nobody who writes waits long."""
    with connection.cursor() as cursor:
        pages, changed = -PAGES, 2  # the minus begins it
        while changed >= 2:  # fewer: there was nothing left to do
            before = _changes(cursor)
            cursor.execute("INSERT INTO directory_fts(directory_fts, rank) VALUES ('merge', %s)", [pages])
            pages, changed = PAGES, _changes(cursor) - before


def _changes(cursor: CursorWrapper) -> int:
    cursor.execute("SELECT total_changes()")
    return int(cursor.fetchone()[0])


def _word(token: str) -> str:
    """The word that `plain` wrote as *token*."""
    if not token.startswith("0u"):
        return token
    try:
        return bytes.fromhex(token[2:]).decode()
    except ValueError:  # somebody wrote just that
        return token


def _known(words: Sequence[str]) -> list[str]:
    return list(IndexWord.objects.filter(word__in=words).values_list("word", flat=True))


def _stands(word: str) -> bool:
    with connection.cursor() as cursor:
        token = plain(word)
        cursor.execute(STANDS[connection.vendor], [f'"{token}"' if connection.vendor == "sqlite" else f"'{token}'"])
        return cursor.fetchone() is not None


def _delete(words: Sequence[str]) -> int:
    done = sum(IndexWord.objects.filter(word__in=batch).delete()[0] for batch in _batches(words))
    if done:  # processes that hold the list read it anew
        IndexState.objects.update(stamp=secrets.token_hex(8))
    return done


def _batches(words: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(words), BATCH):
        yield words[start : start + BATCH]
