"""Inside the site of bench/practice.py: its practice, what is measured in one process, and the look for what was lost.

python -m bench._practice world --writers 4
python -m bench._practice page|find|open
python -m bench._practice sound acknowledged.json
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import django

django.setup()

from django.conf import settings  # noqa: E402 settings come first
from django.db import connection  # noqa: E402
from django.test import Client as Asker  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_scopes import scope  # noqa: E402

from bench._world import _link  # noqa: E402
from feltwork.apps.accounts.models import Membership, User  # noqa: E402
from feltwork.apps.practice import actions  # noqa: E402
from feltwork.apps.practice.actions import Change  # noqa: E402
from feltwork.apps.practice.actions.opening import open_file  # noqa: E402
from feltwork.apps.practice.models import Client, Item, ItemChange, SessionRecord  # noqa: E402
from feltwork.apps.practice.queries.opening import OpenFile  # noqa: E402
from feltwork.apps.practice.queries.search import find  # noqa: E402
from feltwork.apps.schools.models import School  # noqa: E402
from feltwork.apps.schools.tests.factories import build_school  # noqa: E402

ROLES = frozenset({"practitioner"})
MARKS, STROKES, POINTS, MOMENTS, READINGS = 200, 60, 80, 20, 30
NOTES, SESSIONS, RUNS = 5_000, 500, 15
REGIONS = ("front-throat", "front-belly", "front-chest-left", "front-chest-right", "front-jaw")
WORDS = "Feet, chair, the tree outside. Colour a little pale, breath high. " * 4


def world(writers: int, *, small: bool = False) -> dict[str, Any]:
    """A practice with one practitioner, a session for each of *writers*, and unless *small* those to be measured."""
    school, at = build_school(), timezone.now()
    with scope(school=school):
        actions.begin_practice(school=school, by=None, at=at)
        user = User.objects.create(name="Hanne Vosper", email="hanne@example.org", password="!")
        Membership.objects.create(school=school, user=user, role="practitioner", since=at)
        clients = [_client(school, user, at, number) for number in range(writers + 2)]
        records = [_record(_file(user, client, at), at) for client in clients[:writers]]
        big = None if small else _fill(_file(user, clients[-2], at), at).uuid
        if not small:
            _long(_file(user, clients[-1], at), at)
        link = _link(user)
    return {
        "link": link,
        "records": [f"/at/{school.slug}/practice/records/{one.uuid}/items/" for one in records],
        "page": f"/at/{school.slug}/practice/records/{big}/",
        "many": f"/at/{school.slug}/practice/clients/{clients[-1].uuid}/",
    }


def _client(school: School, user: User, at: datetime, number: int) -> Client:
    identity = {"name": f"Client {number}", "born_on": "1980-01-01"}
    return actions.open_client(school=school, identity=identity, clinician=user, by=user, at=at)


def _file(user: User, client: Client, at: datetime) -> OpenFile:
    file = open_file(user, ROLES, client.uuid, what="record", at=at)
    assert file is not None
    return file


def _record(file: OpenFile, starts_at: datetime) -> SessionRecord:
    return actions.start_record(
        file=file, starts_at=starts_at, zone="Europe/London", mode="in_person", by=file.user, at=file.at
    )


def _fill(file: OpenFile, at: datetime) -> SessionRecord:
    """A session with as much in it as the figure of the issue asks for."""
    chance, record = random.Random(2026), _record(file, at)
    rows: list[tuple[str, dict[str, Any]]] = [("mark", _mark(chance, number)) for number in range(MARKS)]
    rows += [("stroke", _stroke(chance)) for _number in range(STROKES)]
    channels = [{"channel": "image", "words": "Blue tiles"}, {"channel": "sensation", "words": "cold", "intensity": 4}]
    rows += [
        ("segment", {"phase": "safety", "at": n * 150, "words": WORDS[:200], "signs": ["yawn"], "channels": channels})
        for n in range(MOMENTS)
    ]
    rows += [("reading", {"at": n * 100, "activation": n % 10}) for n in range(READINGS)]
    _save(file, record, rows)
    return record


def _mark(chance: random.Random, number: int) -> dict[str, Any]:
    return {
        "template": "fw-adult-1", "view": "front", "regions": [{"region": chance.choice(REGIONS)}],
        "family": chance.choice(("warmth", "tension", "ease")), "intensity": number % 11, "order": number + 1,
        "at": number * 15, "depth": "muscle",
    }  # fmt: skip


def _stroke(chance: random.Random) -> dict[str, Any]:
    points = [[chance.random(), chance.random(), 0.5, n * 12] for n in range(POINTS)]
    return {"template": "fw-adult-1", "view": "front", "family": "warmth", "radius": 0.01, "points": points}


def _long(file: OpenFile, at: datetime) -> None:
    """Five hundred sessions with ten moments each: the client to open, and the notes to read through."""
    for number in range(SESSIONS):
        record = _record(file, at - timedelta(days=number))
        rows: list[tuple[str, dict[str, Any]]] = [("arrival", {"activation": 5}), ("departure", {"activation": 2})]
        rows += [
            ("segment", {"phase": "safety", "at": n * 60, "words": f"{WORDS} {'needle' if number == n == 7 else ''}"})
            for n in range(NOTES // SESSIONS)
        ]
        _save(file, record, rows)


def _save(file: OpenFile, record: SessionRecord, rows: list[tuple[str, dict[str, Any]]]) -> None:
    changes = [Change(uuid4(), uuid4(), kind, 0, body) for kind, body in rows]
    saved = actions.save_items(file=file, record=record, changes=changes, by=file.user, at=file.at)
    assert {one.state for one in saved} == {"saved"}


def page(path: str) -> dict[str, Any]:
    """Processor milliseconds of one session's page, in one process, without the server around it."""
    asker = _asker()
    took = []
    for _run in range(RUNS):
        began = time.process_time()
        answer = asker.get(path)
        took.append((time.process_time() - began) * 1000)
        assert answer.status_code == 200, answer.status_code
    return {"median_ms": statistics.median(took), "least_ms": min(took), "bytes": len(answer.content)}


def opened(path: str) -> dict[str, Any]:
    """How many statements it takes to open a client with many sessions."""
    asker = _asker()
    asker.get(path)
    with CaptureQueriesContext(connection) as statements:
        answer = asker.get(path)
    assert answer.status_code == 200, answer.status_code
    return {"statements": len(statements), "sessions": SESSIONS}


def found(path: str) -> dict[str, Any]:
    """Processor seconds of reading all notes of a client through."""
    user, school = User.objects.get(email="hanne@example.org"), School.objects.get()
    with scope(school=school):
        client = Client.objects.get(uuid=path.rstrip("/").rpartition("/")[2])
        file, took = _file(user, client, timezone.now()), []
        for _run in range(7):
            began = time.process_time()
            hits = find(file, "needle")
            took.append(time.process_time() - began)
        assert len(hits) == 1
    return {"median_s": statistics.median(took), "notes": NOTES}


def _asker() -> Asker:
    settings.ALLOWED_HOSTS = ["*"]
    asker = Asker()
    asker.force_login(User.objects.get(email="hanne@example.org"))
    return asker


def sound(path: str) -> dict[str, Any]:
    """Whether every acknowledged change is there, once, and nothing is there that nobody sent."""
    told: dict[str, str] = json.loads(Path(path).read_text())  # change → item
    with scope(school=School.objects.get()):
        rows = {str(row.change): str(row.item.uuid) for row in ItemChange.objects.select_related("item")}
        counts = {"changes": len(rows), "items": Item.objects.count()}
    faults = [f"acknowledged change lost: {change}" for change in told if change not in rows]
    faults += [f"change of another item: {change}" for change, item in told.items() if rows.get(change, item) != item]
    return {"faults": faults, "counts": counts}


def main() -> None:
    what, *words = sys.argv[1:]
    answer = {
        "world": lambda: world(int(words[0])),
        "small": lambda: world(int(words[0]), small=True),
        "page": lambda: page(words[0]),
        "open": lambda: opened(words[0]),
        "find": lambda: found(words[0]),
        "sound": lambda: sound(words[0]),
    }[what]()
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
