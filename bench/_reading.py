"""Inside the site of bench/reading.py: a client with five years of weekly answers, and the page that shows them.

python -m bench._reading world
python -m bench._reading page /at/…
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402 settings come first
from django.test import Client as Asker  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_scopes import scope  # noqa: E402

from feltwork.apps.accounts.models import Membership, User  # noqa: E402
from feltwork.apps.measures.actions.results import keep_result  # noqa: E402
from feltwork.apps.measures.hands import hands_of_file  # noqa: E402
from feltwork.apps.measures.models import Asking  # noqa: E402
from feltwork.apps.practice import actions  # noqa: E402
from feltwork.apps.practice.actions.opening import open_file  # noqa: E402
from feltwork.apps.schools.tests.factories import build_school  # noqa: E402
from feltwork.core.measures import instrument  # noqa: E402

WEEKS, MEASURES, RUNS = 260, ("phq-8", "gad-7"), 21


def world() -> dict[str, Any]:
    """One practitioner, one client, each measure once a week for five years."""
    school, at = build_school(), timezone.now()
    with scope(school=school):
        actions.begin_practice(school=school, by=None, at=at)
        user = User.objects.create(name="Hanne Vosper", email="hanne@example.org", password="!")
        Membership.objects.create(school=school, user=user, role="practitioner", since=at)
        identity = {"name": "Somebody", "born_on": "1980-01-01"}
        client = actions.open_client(school=school, identity=identity, clinician=user, by=user, at=at)
        file = open_file(user, frozenset({"practitioner"}), client.uuid, what="results", at=at)
        assert file is not None
        hands = hands_of_file(file)
        for name in MEASURES:
            whole = instrument(name)
            for week in range(WEEKS):
                when = at - timedelta(weeks=week)
                asking = Asking.objects.create(
                    school=school, client=client, instrument=name, version=whole.version, language="en", state="done",
                    opens_at=when, due_at=when, closes_at=when, made_at=when,
                )  # fmt: skip
                answers = {item.id: (week + place) % 4 for place, item in enumerate(whole.items) if not item.optional}
                keep_result(
                    asking=asking, hands=hands, answers=answers, answered_at=when, is_late=week % 9 == 0, by=None, at=at
                )
    return {"page": f"/at/{school.slug}/measures/clients/{client.uuid}/results/"}


def page(path: str) -> dict[str, Any]:
    """Statements, and processor milliseconds in one process, without the server around it."""
    asker = Asker(SERVER_NAME="127.0.0.1")
    asker.force_login(User.objects.get(email="hanne@example.org"))
    asker.get(path)
    with CaptureQueriesContext(connection) as statements:
        answer = asker.get(path)
    assert answer.status_code == 200, answer.status_code
    count = len(statements)  # the next request empties the log
    took = []
    for _run in range(RUNS):
        began = time.process_time()
        asker.get(path)
        took.append((time.process_time() - began) * 1000)
    rows = answer.content.count(b"<tr>") - len(MEASURES)
    assert rows == WEEKS * len(MEASURES), rows
    return {
        "statements": count,
        "median_ms": statistics.median(took),
        "least_ms": min(took),
        "rows": rows,
        "bytes": len(answer.content),
    }


if __name__ == "__main__":
    part, *given = sys.argv[1:]
    print(json.dumps({"world": world, "page": page}[part](*given)))
