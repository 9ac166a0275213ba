"""A federation's register made by arithmetic: the same numbers give the same candidates on any machine.

Everything is written as Parquet by DuckDB, a hundred thousand candidates a file, so that any size fits any memory.
Candidates differ as real ones do: some have not begun their last level, some providers are approved for one level
only, or with a gap; some entries wait, lie ahead, came too late or were signed when the approval had ended; one in
fifty candidates watched a recording, one in a hundred has rulings, waivers, or credit from elsewhere; one in two
thousand is set aside to be explained, so that the pool of evaluators has work.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb

AS_OF = date(2024, 12, 15)
A_FILE = 100_000
PROVIDERS_PER = 50  # candidates to a provider
TABLES = ("candidates", "level_starts", "entries", "days", "waivers", "recognised", "rulings", "holds", "facts")

# chance(salt, n): a whole number from 0 to n - 1 that depends on the row alone
MACROS = """
CREATE OR REPLACE MACRO chance(c, i, salt, n) AS (hash(c, i, salt) % n)::BIGINT;
CREATE OR REPLACE MACRO begun(c) AS DATE '2018-01-01' + chance(c, 0, 'begun', 1900)::INTEGER;
CREATE OR REPLACE MACRO level_on(c, l) AS begun(c) + (l * 365 + chance(c, l, 'start', 40))::INTEGER;
CREATE OR REPLACE MACRO level_name(l) AS CASE l WHEN 0 THEN 'beginning' WHEN 1 THEN 'intermediate' ELSE 'advanced' END;
"""

QUERIES = {
    "candidates": """
        SELECT c AS candidate, begun(c) AS anchor_on, 'cohort-' || c // 24 AS cohort,
            CASE WHEN c % 2000 = 77 THEN 'by_hand' ELSE '' END AS set_aside FROM own""",
    "level_starts": """
        SELECT c AS candidate, level_name(l) AS level, level_on(c, l) AS "on" FROM own, range(3) t(l)
        WHERE l < 2 OR chance(c, 0, 'last level', 4) > 0""",
    "entries": """
        SELECT c AS candidate, 'e' || i AS entry,
            CASE WHEN i < 16 THEN 'personal_session' WHEN i < 26 THEN 'consultation_individual'
                 ELSE 'consultation_group' END AS kind,
            begun(c) + day AS "on",
            CASE WHEN i < 16 THEN CASE WHEN chance(c, i, 'short', 60) = 0 THEN 45 ELSE 60 END
                 WHEN i < 26 THEN 30 * (1 + chance(c, i, 'hours', 4)) ELSE 45 * (1 + chance(c, i, 'hours', 4)) END
                AS hours_num,
            60::BIGINT AS hours_den,
            'p' || CASE WHEN chance(c, i, 'whom', 4) > 0 THEN chance(c, i % 3, 'own provider', providers)
                        ELSE chance(c, i, 'provider', providers) END AS provider,
            CASE WHEN chance(c, i, 'mode', 4) = 0 THEN 'online' ELSE 'in_person' END AS mode,
            CASE WHEN i >= 26 THEN 3 + chance(c, i, 'size', 6) + (chance(c, i, 'large', 200) = 0)::BIGINT * 6 END
                AS group_size,
            CASE WHEN kind_of < 92 THEN 'signed' WHEN kind_of < 94 THEN 'waiting' WHEN kind_of < 95 THEN 'draft'
                 WHEN kind_of < 97 THEN 'accepted' WHEN kind_of < 98 THEN 'evidence' WHEN kind_of < 99 THEN 'declined'
                 ELSE 'none' END AS proof,
            CASE WHEN kind_of < 92 THEN begun(c) + day + chance(c, i, 'signed', 12)::INTEGER END AS signed_on
        FROM (SELECT c, i, providers, chance(c, i, 'proof', 100) AS kind_of, chance(c, i, 'day', 1150)::INTEGER AS day
              FROM own, range({entries}) t(i))""",
    "days": """
        SELECT c AS candidate, 'd' || i AS day, level_name(i // 12) AS level,
            level_name(i // 12) || ' ' || (i % 12) // 6 AS module, (i % 12) // 6 AS module_position,
            level_on(c, i // 12) + (i % 6 + (i % 12) // 6 * 160)::INTEGER AS "on",
            CASE WHEN chance(c, i // 6, 'online', 8) = 0 THEN 'online' ELSE 'in_person' END AS mode,
            CASE WHEN chance(c, 0, 'recordings', 50) = 0 AND i // 6 = 2 THEN 'recording'
                 WHEN chance(c, i, 'missed', 150) = 0 THEN 'missed' ELSE 'attended' END AS attended,
            'p' || chance(c // 24, i // 6, 'trainer', providers) AS trainer
        FROM own, range(36) t(i) WHERE i < 24 OR chance(c, 0, 'last level', 4) > 0""",
    "waivers": """
        SELECT c AS candidate, CASE WHEN k = 0 THEN 'personal_sessions' ELSE 'training_days' END AS requirement,
            NULL::VARCHAR AS level, CASE WHEN k = 2 THEN NULL ELSE 1 + k END AS amount_num, 1::BIGINT AS amount_den,
            DATE '2024-01-10' AS "on", CASE WHEN k = 1 THEN DATE '2024-06-30' END AS until,
            'illness' AS reason, 'office' AS "by"
        FROM (SELECT c, chance(c, 0, 'which waiver', 3) AS k FROM own WHERE chance(c, 0, 'waiver', 100) = 0)""",
    "recognised": """
        SELECT c AS candidate, 'personal_session' AS kind, 'beginning' AS level, 4::BIGINT AS amount_num,
            1::BIGINT AS amount_den, DATE '2020-01-10' AS "on", 'elsewhere' AS source, '' AS days_by_mode
        FROM own WHERE chance(c, 0, 'recognised', 100) = 0""",
    "rulings": """
        SELECT c AS candidate, 'evidence' AS about, 'e' || i AS subject,
            CASE WHEN chance(c, i, 'outcome', 3) > 0 THEN 'count' ELSE 'do_not_count' END AS outcome,
            NULL::BIGINT AS amount_num, NULL::BIGINT AS amount_den, DATE '2024-03-01' AS "on",
            'seen' AS reason, 'office' AS "by"
        FROM own, range({entries}) t(i) WHERE chance(c, 0, 'rulings', 50) = 0 AND chance(c, i, 'proof', 100) = 97
        UNION ALL
        SELECT c, 'window', 'consultation_credits', 'count', NULL, NULL, DATE '2024-03-01', 'agreed', 'office'
        FROM own WHERE chance(c, 0, 'window', 200) = 0""",
    "holds": """
        SELECT c AS candidate, 'invoice' AS code, 'open' AS reason, DATE '2024-11-01' AS since
        FROM own WHERE chance(c, 0, 'hold', 50) = 0""",
    "facts": """
        SELECT c AS candidate, 'training_ended_on' AS fact, strftime(level_on(c, 2) + 200, '%Y-%m-%d') AS value
        FROM own WHERE chance(c, 0, 'told', 200) = 0""",
}

APPROVALS = """
    SELECT 'p' || p AS provider, kind, CASE WHEN chance(p, 0, 'issuer', 20) = 0 THEN 'Nobody' ELSE 'SEI' END AS issuer,
        CASE WHEN part = 0 THEN DATE '2012-01-01' ELSE DATE '2022-03-01' END AS valid_from,
        CASE WHEN part = 0 AND gap THEN DATE '2021-06-30' WHEN chance(p, 0, 'ended', 12) = 0 THEN DATE '2023-06-30' END
            AS valid_to,
        CASE WHEN kind <> 'faculty' AND chance(p, 0, 'level', 8) = 0 THEN 'beginning' ELSE '' END AS levels,
        NULL::VARCHAR AS cohort
    FROM (SELECT p, kind, part, chance(p, 0, 'gap', 10) = 0 AS gap
          FROM range({providers}) a(p), range(2) b(part),
            (VALUES ('personal_session'), ('consultation_individual'), ('consultation_group'), ('faculty')) v(kind))
    WHERE (part = 0 OR gap) AND (kind <> 'faculty' OR chance(p, 0, 'faculty', 4) = 0)
        AND chance(p, length(kind), 'kind', 12) > 0"""


def make(folder: Path, candidates: int, entries: int = 60, told: Callable[[int], None] | None = None) -> None:
    """Write the register of so many candidates, each with so many entries, into *folder*: one folder a table."""
    connection = duckdb.connect()
    connection.execute("SET memory_limit = '2GB'; SET preserve_insertion_order = true;")
    connection.execute(MACROS)
    providers = max(candidates // PROVIDERS_PER, 10)
    _write(connection, folder / "approvals" / "all.parquet", APPROVALS.format(providers=providers))
    for first in range(0, candidates, A_FILE):
        number = min(A_FILE, candidates - first)
        connection.execute(
            f"CREATE OR REPLACE VIEW own AS SELECT {first} + range AS c, {providers} AS providers FROM range({number})"
        )
        for name in TABLES:
            _write(connection, folder / name / f"{first:09}.parquet", QUERIES[name].format(entries=entries))
        if told:
            told(first + number)
    connection.close()


def _write(connection: duckdb.DuckDBPyConnection, file: Path, query: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    connection.execute(f"COPY ({query}) TO '{file}' (FORMAT parquet)")


def view_all(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Each table of *folder* as a view."""
    for name in (*TABLES, "approvals"):
        connection.execute(f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM read_parquet('{folder / name}/*.parquet')")
