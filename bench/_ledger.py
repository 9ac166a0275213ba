"""Appends, plain rows and a check, inside a site's settings; prints JSON.

python -m bench._ledger ENTRIES APPENDS THREADS
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

import django

django.setup()

from django.db import connection, models  # noqa: E402 settings come first
from django.utils import timezone  # noqa: E402
from django_scopes import scope  # noqa: E402

from feltwork.apps.schools.tests.factories import SchoolFactory, UserFactory  # noqa: E402
from feltwork.apps.signoffs import actions, checking  # noqa: E402
from feltwork.apps.signoffs.models import LedgerEntry, LedgerHead  # noqa: E402
from feltwork.core.signoffs import GENESIS, seal  # noqa: E402

STATEMENT = {
    "kind": "personal_session",
    "on": "2026-11-19",
    "hours": "3/2",
    "starts_at": "2026-11-19T10:00:00+00:00",
    "ends_at": "2026-11-19T11:30:00+00:00",
    "zone": "Europe/London",
    "mode": "in_person",
    "group_size": None,
    "level": "intermediate",
}


class Plain(models.Model):
    """The same columns without chain, lock, idempotency and audit."""

    seq = models.BigIntegerField()
    uuid = models.UUIDField(default=uuid4)
    kind = models.CharField(max_length=20)
    subject_uuid = models.UUIDField()
    student_id = models.BigIntegerField()
    by_id = models.BigIntegerField()
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()
    statement = models.JSONField()
    key = models.CharField(max_length=80)

    class Meta:
        app_label = "signoffs"
        managed = False

    def __str__(self) -> str:
        return str(self.seq)


def rate(times: int, act: Callable[[int], Any], threads: int = 1) -> float:
    """How often *act* is done in a second."""
    started = time.perf_counter()
    if threads == 1:
        for number in range(times):
            act(number)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(act, range(times)))
    return times / (time.perf_counter() - started)


def main(entries: int, appends: int, threads: int) -> dict[str, Any]:
    school, student, by = SchoolFactory(slug="bench"), UserFactory(), UserFactory(name="Ben Okafor")
    with connection.schema_editor() as editor:
        editor.create_model(Plain)

    def plain(number: int) -> None:
        Plain.objects.create(
            seq=number,
            kind="confirmed",
            subject_uuid=uuid4(),
            student_id=student.pk,
            by_id=by.pk,
            by_name=by.name,
            at=timezone.now(),
            statement=STATEMENT,
            key=uuid4().hex,
        )

    def append(_number: int) -> None:
        with scope(school=school):
            actions.append(
                school=school,
                kind="ruled",
                subject_uuid=uuid4(),
                student=student,
                by=by,
                by_name=by.name,
                statement=STATEMENT,
                idempotency_key=uuid4().hex,
                at=timezone.now(),
            )

    plain(0)
    append(0)
    found = {
        "plain_per_s": rate(appends, plain),
        "append_per_s": rate(appends, append),
        "append_many_per_s": rate(appends, append, threads),
    }
    with scope(school=school):
        fill(school, student, by, entries)
        return found | check(school)


def fill(school: Any, student: Any, by: Any, entries: int) -> None:
    """Make the ledger *entries* long, past the action: many rows at once, sealed as it would."""
    head = LedgerHead.objects.get(school=school)
    rows = _chain(school, student, by, head, entries - head.seq)
    while batch := list(islice(rows, 5000)):
        LedgerEntry.objects.bulk_create(batch)
        head.seq, head.seal = batch[-1].seq, batch[-1].seal
    head.save()


def _chain(school: Any, student: Any, by: Any, head: Any, number: int) -> Iterator[LedgerEntry]:
    previous, at = head.seal or GENESIS, timezone.now()
    for seq in range(head.seq + 1, head.seq + 1 + number):
        entry = LedgerEntry(
            school=school,
            seq=seq,
            kind="ruled",
            subject_uuid=uuid4(),
            student=student,
            by=by,
            by_name=by.name,
            at=at,
            statement=STATEMENT,
            idempotency_key=uuid4().hex,
            previous=previous,
        )
        previous = entry.seal = seal(entry.facts(), previous=previous)
        yield entry


def check(school: Any) -> dict[str, Any]:
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # the highest use of memory is counted anew
    memory, started = _memory_kb("VmRSS"), time.perf_counter()
    faults = sum(1 for _ in checking.faults_of(school))
    taken = time.perf_counter() - started
    entries = checking.head_of(school).seq
    return {
        "entries": entries,
        "faults": faults,
        "check_s": taken,
        "check_per_s": entries / taken,
        "check_kb_more": _memory_kb("VmHWM") - memory,
    }


def _memory_kb(what: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(what))


if __name__ == "__main__":
    print(json.dumps(main(*map(int, sys.argv[1:]))))
