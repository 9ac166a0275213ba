"""Whether a database is whole and holds what was acknowledged; run inside a site's settings, while nobody writes.

    python -m bench._sound ACKNOWLEDGED.json      {"entries": [uuid …], "signatures": [idempotency key …]}

Prints {"counts": {…}, "faults": [sentence …]} as JSON.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db import connection, transaction  # noqa: E402 settings come first
from django.utils import timezone  # noqa: E402
from django_scopes import scopes_disabled  # noqa: E402
from django_tasks_db.models import DBTaskResult  # noqa: E402

from feltwork.apps.audit.models import AuditRecord  # noqa: E402
from feltwork.apps.certification.models import LogEntry, Standing  # noqa: E402
from feltwork.apps.certification.standing import refresh_standings  # noqa: E402
from feltwork.apps.notices.models import Notice  # noqa: E402
from feltwork.apps.schools.models import Enrolment  # noqa: E402
from feltwork.apps.signoffs.models import LedgerEntry, SignOffRequest  # noqa: E402

MOST_NAMED = 5
Faults = Iterable[str]


def storage() -> Faults:
    """What the database says of its own pages and keys."""
    return _sqlite_storage() if connection.vendor == "sqlite" else _postgres_storage()


def _sqlite_storage() -> Faults:
    with connection.cursor() as cursor:
        for (line,) in cursor.execute("PRAGMA integrity_check").fetchall():
            if line != "ok":
                yield f"integrity_check: {line}"
        for row in cursor.execute("PRAGMA foreign_key_check").fetchall():
            yield f"foreign_key_check: {row}"


def _postgres_storage() -> Faults:
    """Every row of every table read to its end; with amcheck also the pages of tables and indexes."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(md5(t::text)) FROM "{table}" t')  # a name that the database gave
        cursor.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'amcheck'")
        if cursor.fetchone() is None:
            return
        cursor.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
        cursor.execute(
            "SELECT c.oid::regclass::text, r.msg FROM pg_class c, LATERAL verify_heapam(c.oid) r"
            " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
        )
        yield from (f"verify_heapam: {table}: {words}" for table, words in cursor.fetchall())
        cursor.execute(
            "SELECT bt_index_check(i.indexrelid, true) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
            " JOIN pg_am a ON a.oid = c.relam WHERE a.amname = 'btree' AND i.indisvalid"
            " AND c.relnamespace = 'public'::regnamespace"
        )  # raises where an index does not fit its table


def lost(acknowledged: Mapping[str, list[str]]) -> Faults:
    """What was acknowledged and is not there."""
    entries = {str(uuid) for uuid in LogEntry.objects.values_list("uuid", flat=True)}
    keys = set(LedgerEntry.objects.values_list("idempotency_key", flat=True))
    yield from _named("acknowledged entry lost", set(acknowledged["entries"]) - entries)
    yield from _named("acknowledged signature lost", set(acknowledged["signatures"]) - keys)


def halves() -> Faults:
    """Transactions of which a part is missing, or there twice. Each thing has its companions exactly once."""
    entries = LogEntry.objects.values_list("uuid", flat=True)
    sent = LogEntry.objects.filter(state=LogEntry.State.SENT).values_list("uuid", flat=True)
    asked = SignOffRequest.objects.values_list("uuid", flat=True)
    subjects = list(SignOffRequest.objects.values_list("subject_uuid", flat=True))
    confirmed = SignOffRequest.objects.filter(outcome="confirmed").values_list("subject_uuid", flat=True)
    sealed = LedgerEntry.objects.values_list("uuid", flat=True)
    signed = LedgerEntry.objects.values_list("subject_uuid", flat=True)
    told = [key.partition(":")[2] for key in _keys("signoffs.asked:")]
    yield from _once("entry without its audit row", entries, _audited("certification.log_entry"))
    yield from _once("sent entry without its request", sent, subjects)
    yield from _once("request without its entry", subjects, entries)
    yield from _once("request without its audit row", asked, _audited("signoffs.request_sign_off"))
    yield from _once("request without its notice", map(str, asked), told)
    yield from _once("seal without its audit row", sealed, _audited("signoffs.append"))
    yield from _once("closed request without its seal", confirmed, signed)
    yield from _once("seal without its closed request", signed, confirmed)


def untold() -> Faults:
    """Signatures whose students were not told, or told twice: one notice for all that were signed at one press."""
    presses: dict[tuple[str, int], set[str]] = defaultdict(set)
    for key, student, seal in LedgerEntry.objects.values_list("idempotency_key", "student_id", "seal"):
        presses[key.partition(":")[0], student].add(seal)
    told = {key.partition(":")[2] for key in _keys("signoffs.answered:")}
    wrong = [f"{key} {student}" for (key, student), seals in presses.items() if len(seals & told) != 1]
    yield from _named("signature without its one notice", wrong)


def standings() -> Faults:
    """Kept summaries that differ from judging anew. Nothing is kept of the new judgement."""
    with transaction.atomic():
        before = _summaries()
        places = Enrolment.objects.select_related("school", "student", "cohort", "edition")
        refresh_standings(enrolments=places.filter(standing__isnull=False), at=timezone.now())
        after = _summaries()
        transaction.set_rollback(True)
    yield from _named("standing that is out of date", [str(key) for key in after if before.get(key) != after[key]])


def counts() -> dict[str, int]:
    """How much there is."""
    queued = set(Notice.objects.filter(mail="queued").values_list("pk", flat=True))
    tasks = {task["kwargs"].get("notice_id") for task in DBTaskResult.objects.values_list("args_kwargs", flat=True)}
    return {
        "entries": LogEntry.objects.count(),
        "signatures": LedgerEntry.objects.count(),
        # the mail is queued after the transaction; a kill between the two is made good by notices.queue_forgotten
        "mails for queue_forgotten": len(queued - tasks),
    }


def _summaries() -> dict[Any, Any]:
    return {row.pop("id"): row for row in Standing.objects.values() if row.pop("judged_at")}


def _keys(prefix: str) -> Iterable[str]:
    return Notice.objects.filter(key__startswith=prefix).values_list("key", flat=True)


def _audited(code: str) -> Iterable[Any]:
    return AuditRecord.objects.filter(code=code).values_list("subject_uuid", flat=True)


def _once(fault: str, things: Iterable[Any], companions: Iterable[Any]) -> Faults:
    found = Counter(companions)
    yield from _named(f"{fault} (or with two)", [str(thing) for thing in things if found[thing] != 1])


def _named(fault: str, things: Iterable[str]) -> Faults:
    some = sorted(things)
    if some:
        yield f"{len(some)} × {fault}: {', '.join(some[:MOST_NAMED])}"


CHECKS: tuple[Callable[[], Faults], ...] = (storage, halves, untold, standings)


def main() -> None:
    acknowledged = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    with scopes_disabled():  # all schools
        faults = [*lost(acknowledged), *(fault for check in CHECKS for fault in check())]
        print(json.dumps({"counts": counts(), "faults": faults}))


if __name__ == "__main__":
    main()
