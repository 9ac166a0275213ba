"""What the database itself refuses: changes to append-only rows, and rows that point into another school.

Both lists follow from the models (`APPEND_ONLY`, and foreign keys between models that have a `school`), so nothing can
be forgotten. They are laid down after every migration, because Django rebuilds tables on SQLite and triggers go with
the old table (decision record 0006).
"""

# ruff: noqa: S608  table and column names come from the models, never from a request

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connection, models


class Link(NamedTuple):
    """A foreign key from one school's row to another row of the same school."""

    table: str
    column: str
    target: str


def append_only_tables() -> list[str]:
    """Tables whose rows are only ever added."""
    return sorted(m._meta.db_table for m in apps.get_models() if getattr(m, "APPEND_ONLY", False))


def school_links() -> list[Link]:
    """Every foreign key between two tables that both carry a `school_id`, the school column itself left out."""
    links = []
    for model in apps.get_models():
        if not _belongs_to_school(model):
            continue
        for field in model._meta.local_fields:
            target = field.related_model
            if isinstance(field, models.ForeignKey) and isinstance(target, type) and _belongs_to_school(target):
                links.append(Link(model._meta.db_table, field.column, target._meta.db_table))
    return sorted(links)


def install(**kwargs: Any) -> None:
    """Lay down all guards; a signal handler for `post_migrate`, safe to run again."""
    if kwargs.get("using", "default") != "default":
        return
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for sql in _statements(present):
            cursor.execute(sql)


@contextmanager
def lifted() -> Iterator[None]:
    """Without the guards, for emptying a test database. Product code never calls this."""
    with connection.cursor() as cursor:
        for sql in _removals():
            cursor.execute(sql)
    try:
        yield
    finally:
        install()


def _belongs_to_school(model: type[models.Model]) -> bool:
    fields = {f.name: f for f in model._meta.local_fields}
    return "school" in fields and not fields["school"].null


def _statements(present: set[str]) -> Iterator[str]:
    dialect = _postgres if connection.vendor == "postgresql" else _sqlite
    tables = [t for t in append_only_tables() if t in present]
    links = [link for link in school_links() if {link.table, link.target} <= present]
    yield from dialect(tables, links)


def _removals() -> Iterator[str]:
    postgres = connection.vendor == "postgresql"
    for table in append_only_tables():
        for verb in ("update", "delete", "truncate") if postgres else ("update", "delete"):
            yield f'DROP TRIGGER IF EXISTS "fw_keep_{table}_{verb}"' + (f' ON "{table}"' if postgres else "")


def _sqlite(tables: list[str], links: list[Link]) -> Iterator[str]:
    for table in tables:
        for verb in ("update", "delete"):
            yield (
                f'CREATE TRIGGER IF NOT EXISTS "fw_keep_{table}_{verb}" BEFORE {verb.upper()} ON "{table}" '
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    for link in links:
        for verb in ("INSERT", f'UPDATE OF "{link.column}", "school_id"'):
            name = f"fw_link_{link.table}_{link.column}_{verb[:6].lower()}"
            yield (
                f'CREATE TRIGGER IF NOT EXISTS "{name}" BEFORE {verb} ON "{link.table}" '
                f'WHEN NEW."{link.column}" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "{link.target}" t '
                f'WHERE t.id = NEW."{link.column}" AND t.school_id = NEW.school_id) '
                f"BEGIN SELECT RAISE(ABORT, '{link.table}.{link.column} points into another school'); END"
            )


def _postgres(tables: list[str], links: list[Link]) -> Iterator[str]:
    yield (
        "CREATE OR REPLACE FUNCTION fw_keep() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; "
        "END $$"
    )
    for table in tables:
        for verb in ("update", "delete", "truncate"):
            each = "STATEMENT" if verb == "truncate" else "ROW"
            yield f'DROP TRIGGER IF EXISTS "fw_keep_{table}_{verb}" ON "{table}"'
            yield (
                f'CREATE TRIGGER "fw_keep_{table}_{verb}" BEFORE {verb.upper()} ON "{table}" '
                f"FOR EACH {each} EXECUTE FUNCTION fw_keep()"
            )
    for target in sorted({link.target for link in links}):
        yield _unless_constraint(f"fw_own_{target}", target, 'UNIQUE ("school_id", "id")')
    for link in links:
        yield _unless_constraint(
            f"fw_link_{link.table}_{link.column}",
            link.table,
            f'FOREIGN KEY ("school_id", "{link.column}") REFERENCES "{link.target}" ("school_id", "id") '
            "DEFERRABLE INITIALLY DEFERRED",
        )


def _unless_constraint(name: str, table: str, body: str) -> str:
    name = name[:63]
    return (
        f"DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = '{name}' "
        f"AND conrelid = '\"{table}\"'::regclass) THEN "
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {body}; END IF; END $$'
    )
