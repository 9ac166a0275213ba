"""What the database itself refuses: changes to rows that are only added or that are signed, and rows that point into
another school or another client's file.

All lists follow from the models (`APPEND_ONLY`, `GOES_WITH`, `LOCKED_BY`, and foreign keys between models that have a
`school` or a `client`), so nothing can be forgotten. They are taken down before a migration and laid down after it,
because Django rebuilds tables on SQLite, and triggers go with the old table or hinder the new one (decision record
0006).
"""

# ruff: noqa: S608  table and column names come from the models, never from a request

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connection, models

OWNERS = ("school", "client")


class Link(NamedTuple):
    """A foreign key from one owner's row to another row of the same owner."""

    table: str
    column: str
    target: str
    owner: str = "school_id"


class Lock(NamedTuple):
    """Rows of `table` stay as they are once a row of `by` names, in `column`, what their own column `own` holds.

    A model says `LOCKED_BY = Lock(...)` without the table; `spares` are columns that may still change.
    """

    by: str
    column: str
    own: str
    spares: tuple[str, ...] = ()
    table: str = ""
    others: tuple[str, ...] = ()  # the columns that may not


class Erasable(NamedTuple):
    """Rows of `table`, which are only added, may be deleted once a row of `by` names, in `column`, what their own
    column `own` holds: `by` says that something was erased, and is only added itself (decision 0032).

    `through` is a table and its column, where `own` points at a row that holds the value in place of them. A model says
    `GOES_WITH = Erasable(...)` without the table. Changing a row stays refused.
    """

    by: str
    column: str
    own: str
    through: tuple[str, ...] = ()
    table: str = ""


def append_only_tables() -> list[str]:
    """Tables whose rows are only ever added."""
    return sorted(m._meta.db_table for m in apps.get_models() if getattr(m, "APPEND_ONLY", False))


def erasables() -> list[Erasable]:
    """Those of them whose rows go with what they are about. Raises ValueError where a deletion would leave no trace."""
    found, kept = [], set(append_only_tables())
    for model in apps.get_models():
        goes: Erasable | None = getattr(model, "GOES_WITH", None)
        if goes:
            if goes.by not in kept or model._meta.db_table not in kept:
                raise ValueError(f"{model._meta.label}: GOES_WITH is between tables whose rows are only added")
            found.append(goes._replace(table=model._meta.db_table))
    return sorted(found)


def locks() -> list[Lock]:
    """Tables whose rows a signature freezes."""
    found = []
    for model in apps.get_models():
        lock: Lock | None = getattr(model, "LOCKED_BY", None)
        if lock:
            columns = tuple(str(f.column) for f in model._meta.local_fields if f.column not in {"id", *lock.spares})
            found.append(lock._replace(table=model._meta.db_table, others=columns))
    return sorted(found)


def school_links() -> list[Link]:
    """Every foreign key between two tables that both carry a `school_id`, the school column itself left out; and the
    same for `client_id`."""
    links = []
    for owner in OWNERS:
        for model in apps.get_models():
            if not _belongs_to(model, owner):
                continue
            for field in model._meta.local_fields:
                target = field.related_model
                if isinstance(field, models.ForeignKey) and isinstance(target, type) and _belongs_to(target, owner):
                    links.append(Link(model._meta.db_table, field.column, target._meta.db_table, f"{owner}_id"))
    return sorted(links)


def install(**kwargs: Any) -> None:
    """Lay down all guards; a signal handler for `post_migrate`, safe to run again, also on half a migration."""
    if kwargs.get("using", "default") == "default":
        _run(_statements(_present()))


def take_down(**kwargs: Any) -> None:
    """Before the schema changes; a signal handler for `pre_migrate`. Where nothing is to be done they stay."""
    if kwargs.get("using", "default") == "default" and kwargs.get("plan"):
        _run(_removals())


def missing() -> list[str]:
    """Names of the triggers that should stand and do not."""
    made = (re.match(r'CREATE TRIGGER (?:IF NOT EXISTS )?"([^"]+)"', sql) for sql in _statements(_present()))
    return sorted({one[1] for one in made if one} - {name for name, _table in _standing()})


@contextmanager
def lifted() -> Iterator[None]:
    """Without the guards, for emptying a test database. Product code never calls this."""
    _run(_removals())
    try:
        yield
    finally:
        install()


def _run(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)


def _present() -> Mapping[str, set[str]]:
    """The tables that are there, with their columns: after a migration that failed, fewer than the models have."""
    tables: dict[str, set[str]] = {}
    for table, column in _rows(_COLUMNS):
        tables.setdefault(table, set()).add(column)
    return tables


def _standing() -> list[tuple[str, str]]:
    """Our triggers, each with its table."""
    return [(name, table) for name, table in _rows(_TRIGGERS) if name.startswith("fw_")]


def _rows(queries: Mapping[str, str]) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(queries[connection.vendor])
        return list(cursor.fetchall())


_COLUMNS = {
    "sqlite": "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'",
    "postgresql": (
        "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
        "WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND pg_table_is_visible(c.oid)"
    ),
}
_TRIGGERS = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
    # 'D' means switched off
    "postgresql": (
        "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND pg_table_is_visible(c.oid)"
    ),
}


def _belongs_to(model: type[models.Model], owner: str) -> bool:
    fields = {f.name: f for f in model._meta.local_fields}
    return owner in fields and not fields[owner].null


def _statements(present: Mapping[str, set[str]]) -> Iterator[str]:
    dialect = _postgres if connection.vendor == "postgresql" else _sqlite
    tables = [table for table in append_only_tables() if table in present]
    links = [link for link in school_links() if _is_there(link, present)]
    frozen = [
        lock._replace(others=tuple(one for one in lock.others if one in present[lock.table]))
        for lock in locks()
        if lock.own in present.get(lock.table, ()) and lock.column in present.get(lock.by, ())
    ]
    going = {
        one.table: one
        for one in erasables()
        if one.own in present.get(one.table, ())
        and one.column in present.get(one.by, ())
        and (not one.through or one.through[1] in present.get(one.through[0], ()))
    }
    yield from dialect(tables, links, frozen, going)


def _is_there(link: Link, present: Mapping[str, set[str]]) -> bool:
    own, target = present.get(link.table, set()), present.get(link.target, set())
    return {link.column, link.owner} <= own and link.owner in target


def _removals() -> list[str]:
    on = ' ON "{}"' if connection.vendor == "postgresql" else ""
    return [f'DROP TRIGGER IF EXISTS "{name}"' + on.format(table) for name, table in _standing()]


def _lock_verbs(lock: Lock) -> dict[str, tuple[str, ...]]:
    """What is refused, and which state of the row is looked at. A row that locks itself cannot be locked when new."""
    verbs = {"update": ("OLD", "NEW"), "delete": ("OLD",)}
    return verbs if lock.own == "id" else verbs | {"insert": ("NEW",)}


def _unless_erased(one: Erasable) -> str:
    """When SQLite refuses to delete a row of `one.table`."""
    own = f'OLD."{one.own}"'
    if one.through:
        own = f'(SELECT "{one.through[1]}" FROM "{one.through[0]}" WHERE id = {own})'
    return f'WHEN NOT EXISTS (SELECT 1 FROM "{one.by}" WHERE "{one.column}" = {own}) '


def _sqlite(tables: list[str], links: list[Link], frozen: list[Lock], going: Mapping[str, Erasable]) -> Iterator[str]:
    for table in tables:
        for verb in ("update", "delete"):
            when = _unless_erased(going[table]) if verb == "delete" and table in going else ""
            yield (
                f'CREATE TRIGGER IF NOT EXISTS "fw_keep_{table}_{verb}" BEFORE {verb.upper()} ON "{table}" {when}'
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    for link in links:
        for verb in ("INSERT", f'UPDATE OF "{link.column}", "{link.owner}"'):
            whose = link.owner.removesuffix("_id")
            yield (
                f'CREATE TRIGGER IF NOT EXISTS "{_link_name(link)}_{verb[:6].lower()}" BEFORE {verb} ON "{link.table}" '
                f'WHEN NEW."{link.column}" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "{link.target}" t '
                f'WHERE t.id = NEW."{link.column}" AND t."{link.owner}" = NEW."{link.owner}") '
                f"BEGIN SELECT RAISE(ABORT, '{link.table}.{link.column} points into another {whose}'); END"
            )
    for lock in frozen:
        for verb, sides in _lock_verbs(lock).items():
            signed = " OR ".join(
                f'EXISTS (SELECT 1 FROM "{lock.by}" WHERE "{lock.column}" = {side}."{lock.own}")' for side in sides
            )
            yield (
                f'CREATE TRIGGER IF NOT EXISTS "fw_lock_{lock.table}_{verb}" BEFORE {_lock_event(verb, lock)} '
                f'ON "{lock.table}" WHEN {signed} '
                f"BEGIN SELECT RAISE(ABORT, '{lock.table} is signed'); END"
            )


def _lock_event(verb: str, lock: Lock) -> str:
    columns = ", ".join(f'"{column}"' for column in lock.others)
    return f"UPDATE OF {columns}" if verb == "update" else verb.upper()


def _link_name(link: Link) -> str:
    # the names of the first kind of link were given before there was a second
    own = "" if link.owner == "school_id" else f"{link.owner.removesuffix('_id')}_"
    return f"fw_link_{own}{link.table}_{link.column}"


def _postgres(tables: list[str], links: list[Link], frozen: list[Lock], going: Mapping[str, Erasable]) -> Iterator[str]:
    yield (
        "CREATE OR REPLACE FUNCTION fw_keep() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; "
        "END $$"
    )
    yield (
        "CREATE OR REPLACE FUNCTION fw_keep_unless_erased() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "DECLARE own bigint; erased boolean; BEGIN own := (to_jsonb(OLD) ->> TG_ARGV[2])::bigint; "
        "IF TG_NARGS > 3 THEN EXECUTE format('SELECT %I FROM %I WHERE id = $1', TG_ARGV[4], TG_ARGV[3]) INTO own "
        "USING own; END IF; "
        "EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I WHERE %I = $1)', TG_ARGV[0], TG_ARGV[1]) INTO erased "
        "USING own; "
        "IF NOT erased THEN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME "
        "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$"
    )
    for table in tables:
        for verb in ("update", "delete", "truncate"):
            each = "STATEMENT" if verb == "truncate" else "ROW"
            act = "fw_keep()"
            if verb == "delete" and table in going:
                one = going[table]
                named = ", ".join(f"'{name}'" for name in (one.by, one.column, one.own, *one.through))
                act = f"fw_keep_unless_erased({named})"
            yield f'DROP TRIGGER IF EXISTS "fw_keep_{table}_{verb}" ON "{table}"'
            yield (
                f'CREATE TRIGGER "fw_keep_{table}_{verb}" BEFORE {verb.upper()} ON "{table}" '
                f"FOR EACH {each} EXECUTE FUNCTION {act}"
            )
    for target, owner in sorted({(link.target, link.owner) for link in links}):
        own = "" if owner == "school_id" else f"{owner.removesuffix('_id')}_"
        yield _unless_constraint(f"fw_own_{own}{target}", target, f'UNIQUE ("{owner}", "id")')
    for link in links:
        yield _unless_constraint(
            _link_name(link),
            link.table,
            f'FOREIGN KEY ("{link.owner}", "{link.column}") REFERENCES "{link.target}" ("{link.owner}", "id") '
            "DEFERRABLE INITIALLY DEFERRED",
        )
    yield from _postgres_locks(frozen)


def _postgres_locks(frozen: list[Lock]) -> Iterator[str]:
    yield (
        "CREATE OR REPLACE FUNCTION fw_lock() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "DECLARE signed boolean; before jsonb; after jsonb; BEGIN "
        "IF TG_OP <> 'INSERT' THEN before := to_jsonb(OLD); END IF; "
        "IF TG_OP <> 'DELETE' THEN after := to_jsonb(NEW); END IF; "
        "EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I WHERE %I IN ($1, $2))', TG_ARGV[0], TG_ARGV[1]) "
        "USING (before ->> TG_ARGV[2])::bigint, (after ->> TG_ARGV[2])::bigint INTO signed; "
        "IF signed THEN RAISE EXCEPTION '% is signed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; "
        "END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    for lock in frozen:
        for verb in _lock_verbs(lock):
            yield f'DROP TRIGGER IF EXISTS "fw_lock_{lock.table}_{verb}" ON "{lock.table}"'
            yield (
                f'CREATE TRIGGER "fw_lock_{lock.table}_{verb}" BEFORE {_lock_event(verb, lock)} ON "{lock.table}" '
                f"FOR EACH ROW EXECUTE FUNCTION fw_lock('{lock.by}', '{lock.column}', '{lock.own}')"
            )
        yield f'DROP TRIGGER IF EXISTS "fw_lock_{lock.table}_truncate" ON "{lock.table}"'
        yield (
            f'CREATE TRIGGER "fw_lock_{lock.table}_truncate" BEFORE TRUNCATE ON "{lock.table}" '
            "FOR EACH STATEMENT EXECUTE FUNCTION fw_keep()"
        )


def _unless_constraint(name: str, table: str, body: str) -> str:
    name = name[:63]
    return (
        f"DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = '{name}' "
        f"AND conrelid = '\"{table}\"'::regclass) THEN "
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {body}; END IF; END $$'
    )
