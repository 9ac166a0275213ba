"""The engine for very large directories: tantivy's index, in files beside the database.

It follows the index tables by a task. What it has not followed yet is known (`IndexChange`), and those few rows are
taken from the tables themselves: its answers are never behind, only a little slower until it has followed. Where it has
nothing to go by, as before the first task ran, the embedded engine answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path

import numpy as np
import tantivy
from django.conf import settings
from numpy.typing import NDArray

from feltwork.apps.directory.models.index import IndexChange, IndexRow, IndexText
from feltwork.core.directory import plain
from feltwork.core.directory.columns import Rows, Search, layout, stretches, unpack

from ._embedded import embedded
from ._keeping import EVERYTHING
from ._port import SHIFT, Candidates, words_of

WIDTH = -(-layout().row.itemsize // 8)  # a row as that many numbers of 64 bits
COLUMNS = tuple(f"c{place}" for place in range(WIDTH))
FIRST_LOOK = 4096
MOST_TERMS = 2048
HEAP = 128_000_000
STAMP = "made-from"
Occur, Query = tantivy.Occur, tantivy.Query


class TantivyEngine:
    """One search in tantivy, and the rows that it has not followed yet."""

    def candidates(self, search: Search) -> Candidates:
        """See the port."""
        # first: what is followed after this look is in the files before it is gone from here
        behind = set(IndexChange.objects.values_list("profile", flat=True))
        index = opened(folder())
        if index is None or EVERYTHING in behind:
            return embedded().candidates(search)
        rows, strong = _found(index, search)
        if not behind:
            return rows, strong
        kept = ~np.isin(rows["id"], list(behind))
        live, live_strong = _live(behind, search)
        return np.concatenate([rows[kept], live]), np.concatenate([strong[kept], live_strong])


def folder() -> Path:
    """Where the files are."""
    return Path(settings.DIRECTORY_FOLDER) / "tantivy"


@cache
def schema() -> tantivy.Schema:
    """Words in all parts and in the strong one, the town, the profile's number, and the row as numbers."""
    builder = tantivy.SchemaBuilder()
    for name in ("words", "strong"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    builder.add_unsigned_field("rank", indexed=True, fast=True)
    builder.add_unsigned_field("profile", indexed=True)
    for name in COLUMNS:
        builder.add_unsigned_field(name, fast=True)
    return builder.build()


_open: dict[Path, tuple[tuple[int, int], tantivy.Index]] = {}


def opened(path: Path) -> tantivy.Index | None:
    """The index as it was last committed, by whichever process; None where there is none of our shape."""
    try:
        if (path / STAMP).read_text("utf-8") != stamp():
            return None
        meta = (path / "meta.json").stat()
    except FileNotFoundError:
        return None
    state = (meta.st_mtime_ns, meta.st_ino)
    kept = _open.get(path)
    if kept is None or kept[0] != state:
        index = kept[1] if kept else tantivy.Index.open(str(path))
        index.reload()
        _open[path] = kept = (state, index)
    return kept[1]


def stamp() -> str:
    """Files of another version or another shape cannot be read."""
    return f"{version('tantivy')} {layout().fingerprint}"


def follow() -> int:
    """Bring the files to what the tables say; returns how many profiles that were. One process at a time."""
    path = folder()
    changes = dict(IndexChange.objects.values_list("pk", "profile"))
    anew = opened(path) is None or EVERYTHING in changes.values()
    if not anew and not changes:
        return 0
    path.mkdir(parents=True, exist_ok=True)
    if anew:
        _open.pop(path, None)
        (path / STAMP).unlink(missing_ok=True)
    ours = not anew or not tantivy.Index.exists(str(path)) or tantivy.Index.is_compatible(str(path))
    index = tantivy.Index(schema(), path=str(path), reuse=not anew or ours)
    try:
        writer = index.writer(HEAP, 1)
    except ValueError:  # another process writes just now; what it misses is left in the notes
        return 0
    with writer:
        done = _write(writer, None if anew else sorted(set(changes.values())))
        writer.commit()
        writer.wait_merging_threads()
    (path / STAMP).write_text(stamp(), encoding="utf-8")
    IndexChange.objects.filter(pk__in=changes).delete()
    return done


def _write(writer: tantivy.IndexWriter, profiles: Sequence[int] | None) -> int:
    """All rows, or those of some profiles in place of what was there."""
    if profiles is None:
        writer.delete_all_documents()
    else:  # by query: by term, numbers are looked for as signed ones and never found (0.27)
        writer.delete_documents_by_query(Query.term_set_query(schema(), "profile", list(profiles)))
    done = 0
    for row, text in _rows(profiles):
        writer.add_document(_document(row, text))
        done += 1
    return done


def _rows(profiles: Sequence[int] | None) -> Iterator[tuple[IndexRow, IndexText]]:
    rows = IndexRow.objects.order_by("place")
    rows = rows if profiles is None else rows.filter(profile__in=profiles)
    texts = IndexText.objects.order_by("place")
    texts = texts if profiles is None else texts.filter(place__in=rows.values("place"))
    yield from zip(rows.iterator(chunk_size=5_000), texts.iterator(chunk_size=5_000), strict=True)


def _document(row: IndexRow, text: IndexText) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text("words", f"{text.strong} {text.weak}")
    document.add_text("strong", text.strong)
    document.add_unsigned("rank", row.place >> SHIFT)
    document.add_unsigned("profile", row.profile)
    for name, number in zip(COLUMNS, _numbers(bytes(row.packed)), strict=True):
        document.add_unsigned(name, number)
    return document


def _numbers(packed: bytes) -> list[int]:
    numbers: list[int] = np.frombuffer(packed.ljust(WIDTH * 8, b"\0"), dtype="<u8").tolist()
    return numbers


def _found(index: tantivy.Index, search: Search) -> tuple[Rows, NDArray[np.bool_]]:
    searcher, query = index.searcher(), _query(index.schema, search)
    hits = searcher.search(query, limit=FIRST_LOOK, count=False).hits
    if len(hits) == FIRST_LOOK:  # there may be more
        hits = searcher.search(query, limit=max(1, searcher.num_docs), count=False).hits
    addresses = [address for _score, address in hits]
    table = np.empty((len(hits), WIDTH), dtype="<u8")
    for place, name in enumerate(COLUMNS):
        table[:, place] = searcher.fast_field_values(name, addresses)
    size = layout().row.itemsize
    rows = unpack(np.ascontiguousarray(table.view(np.uint8)[:, :size]).tobytes())
    # words in the strong part are worth 1, all else 0
    strong = np.fromiter((score > 0.5 for score, _address in hits), dtype=bool, count=len(hits))
    return rows, strong if search.reading.words else np.ones(len(hits), dtype=bool)


def _query(shape: tantivy.Schema, search: Search) -> tantivy.Query:
    parts = []
    words = words_of(search)
    if words:
        parts.append((Occur.Must, Query.const_score_query(_words(shape, "words", words), 0.0)))
        parts.append((Occur.Should, Query.const_score_query(_words(shape, "strong", words), 1.0)))
    if search.ranks is not None:
        parts.append((Occur.Must, Query.const_score_query(_towns(shape, search.ranks), 0.0)))
    return Query.boolean_query(parts) if parts else Query.all_query()


def _words(shape: tantivy.Schema, field: str, words: Sequence[Sequence[str]]) -> tantivy.Query:
    return Query.boolean_query([(Occur.Must, Query.term_set_query(shape, field, list(meant))) for meant in words])


def _towns(shape: tantivy.Schema, ranks: NDArray[np.int64]) -> tantivy.Query:
    if len(ranks) <= MOST_TERMS:
        return Query.term_set_query(shape, "rank", ranks.tolist())
    kind = tantivy.FieldType.Unsigned
    spans = [Query.range_query(shape, "rank", kind, first, last) for first, last in stretches(ranks)]
    return Query.boolean_query([(Occur.Should, span) for span in spans])


def _live(profiles: Iterable[int], search: Search) -> tuple[Rows, NDArray[np.bool_]]:
    """The rows of profiles that the files do not have yet, or have as they were, with the words in them."""
    rows = IndexRow.objects.filter(profile__in=list(profiles)).order_by("place")
    texts = IndexText.objects.in_bulk(rows.values_list("place", flat=True))
    meant = [frozenset(map(plain, words)) for words in search.reading.words.values()]
    found, flags = [], []
    for row in rows:
        strong, weak = (frozenset(part.split()) for part in (texts[row.place].strong, texts[row.place].weak))
        if all(words & (strong | weak) for words in meant):
            found.append(bytes(row.packed))
            flags.append(all(words & strong for words in meant))
    return unpack(b"".join(found)), np.array(flags, dtype=bool)
