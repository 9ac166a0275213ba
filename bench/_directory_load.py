"""Put invented people into the tables that the search reads, and into a plain table for those it is measured against.

As an operator's rebuild does it, but with the database's quickest way in: COPY, or one statement for many rows.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from django.db import connection, transaction
from django.utils import timezone

from bench._directory_people import ONE, People
from feltwork.apps.directory.models.index import IndexChange, IndexRow, IndexState, IndexText, IndexWord
from feltwork.apps.directory.places import towns
from feltwork.apps.directory.search import made_from
from feltwork.apps.directory.search._keeping import EVERYTHING
from feltwork.apps.directory.search._port import place_of
from feltwork.core.directory import vocabulary

BATCH = 20_000
PLAIN = """CREATE TABLE bench_person (
    id bigint PRIMARY KEY, text text NOT NULL, lat float8 NOT NULL, lon float8 NOT NULL, confirmed int NOT NULL,
    reply int NOT NULL, room text NOT NULL, touch text NOT NULL, level text NOT NULL, profession text NOT NULL,
    tokens tsvector GENERATED ALWAYS AS (to_tsvector('simple', text)) STORED
)"""
PLAIN_COLUMNS = "id, text, lat, lon, confirmed, reply, room, touch, level, profession"
PLAIN_INDEXES = [
    "CREATE INDEX bench_person_tokens ON bench_person USING gin (tokens)",
    "CREATE INDEX bench_person_box ON bench_person (lat, lon)",
]


@transaction.atomic
def load(people: People) -> None:
    """The index tables of these people in place of what was there."""
    for model in (IndexText, IndexRow, IndexWord, IndexState, IndexChange):
        model.objects.all().delete()
    stamp = secrets.token_hex(8)
    IndexState.objects.create(made_from=made_from(), made_at=timezone.now(), rows=people.number, stamp=stamp)
    IndexChange.objects.create(profile=EVERYTHING)
    (_into_sqlite if connection.vendor == "sqlite" else _into_postgres)(people)


def settle() -> None:
    """What a database does by itself in the hours after."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def _places(people: People) -> list[int]:
    return [place_of(rank, n + 1) for n, rank in enumerate(people.ranks.tolist())]


def _into_sqlite(people: People) -> None:
    rows, places = people.rows, _places(people)
    with connection.cursor() as cursor:
        for start in range(0, people.number, BATCH):
            some = range(start, min(start + BATCH, people.number))
            cursor.executemany(
                "INSERT INTO directory_index (place, profile, packed) VALUES (%s, %s, %s)",
                [(places[n], n + 1, rows[n].tobytes()) for n in some],
            )
            cursor.executemany(
                "INSERT INTO directory_text (place, strong, weak) VALUES (%s, %s, %s)",
                [(places[n], people.strong(n), people.weak(n)) for n in some],
            )
        words = [(word,) for word in sorted(people.words())]
        cursor.executemany("INSERT INTO directory_word (word) VALUES (%s)", words)
        cursor.execute("INSERT INTO directory_fts (directory_fts) VALUES ('optimize')")


def _into_postgres(people: People) -> None:
    rows, places = people.rows, _places(people)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'directory_text_tokens'")
        again = cursor.fetchone()[0]
        cursor.execute("DROP INDEX directory_text_tokens")
        every = range(people.number)
        packed = ((places[n], n + 1, rows[n].tobytes()) for n in every)
        _copy(cursor, "directory_index (place, profile, packed)", packed)
        texts = ((places[n], people.strong(n), people.weak(n)) for n in every)
        _copy(cursor, "directory_text (place, strong, weak)", texts)
        _copy(cursor, "directory_word (word)", ((word,) for word in sorted(people.words())))
        cursor.execute(again)


def load_plain(people: People) -> None:
    """The same people as a plain table, with the indexes that a careful hand would give it."""
    table = towns()
    professions = list(vocabulary().facets["profession"].values)
    parts = {facet: list(codes) for facet, codes in ONE.items()}

    def rows() -> Iterator[tuple[object, ...]]:
        for n in range(people.number):
            rank = int(people.ranks[n])
            ones = [parts[facet][int(people.one[facet][n])] for facet in ("room", "touch", "level")]
            where = (float(table.lats[rank]), float(table.lons[rank]))
            numbers = (int(people.confirmed[n]), int(people.replies[n]))
            text = f"{people.strong(n)} {people.weak(n)}"
            yield (n + 1, text, *where, *numbers, *ones, professions[int(people.profession[n])])

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        cursor.execute("DROP TABLE IF EXISTS bench_person")
        cursor.execute(PLAIN)
        _copy(cursor, f"bench_person ({PLAIN_COLUMNS})", rows())
        for statement in PLAIN_INDEXES:
            cursor.execute(statement)


def _copy(cursor: object, target: str, rows: Iterator[tuple[object, ...]]) -> None:
    with cursor.copy(f"COPY {target} FROM STDIN") as copy:  # type: ignore[attr-defined]
        for row in rows:
            copy.write_row(row)
