"""Certificates to renew, the job that does it, and a look at what came of it; run inside a site's settings.

python -m bench._renewals make 2000      people, certificates that end soon, each signed once
python -m bench._renewals start 1        hand the worker a job that renews all of them; also watch, cancel_at, go_on
python -m bench._renewals look 2         what is wrong after two jobs
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import django

django.setup()

from django.db import transaction  # noqa: E402 settings come first
from django.db.models import Count, Max  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_scopes import scope  # noqa: E402

from bench._world import _students  # noqa: E402
from feltwork.apps.accounts.models import User  # noqa: E402
from feltwork.apps.credentials import actions, documents  # noqa: E402
from feltwork.apps.credentials.actions import many  # noqa: E402
from feltwork.apps.credentials.codes import new_check_code  # noqa: E402
from feltwork.apps.credentials.models import Certificate, CredentialVersion, Issuer, StatusBit  # noqa: E402
from feltwork.apps.credentials.signing import desk_of  # noqa: E402
from feltwork.apps.jobs.actions import ask_cancel, go_on, start_run  # noqa: E402
from feltwork.apps.jobs.models import Run  # noqa: E402
from feltwork.apps.schools.models import Enrolment, Programme, School  # noqa: E402
from feltwork.apps.schools.tests.factories import build_school  # noqa: E402
from feltwork.core.credentials import Outcome, verify  # noqa: E402

MONTHS = 24
FIRST_END = date(2027, 1, 31)
BATCH = 500


def make(number: int) -> dict[str, Any]:
    """A school that signs, and *number* certificates that end on one day, each with its first signed version."""
    school, at = build_school(), timezone.now()
    staff = User.objects.create(name="Ruth Pellow", email="ruth.pellow@example.org", password="!")
    codes: list[str] = []
    with scope(school=school):
        Programme.objects.update(certificate_months=MONTHS)
        actions.set_up_issuer(school=school, domain="", by=staff, at=at)
        for first in range(0, number, BATCH):
            with transaction.atomic():
                codes += _certificates(school, first, min(BATCH, number - first), staff, at)
    return {"codes": codes[:200]}


def _certificates(school: School, first: int, number: int, staff: User, at: datetime) -> list[str]:
    places = _students(school, number, first)
    for place in places:
        place.state = Enrolment.State.COMPLETED  # whoever holds a certificate is judged no longer, day by day
    Enrolment.objects.bulk_update(places, ["state"])
    rows = [
        Certificate(
            school=school,
            enrolment=place,
            number=f"AH-{n:07d}",
            check_code=new_check_code(),
            holder_name=place.student.name,
            title="Somatic Experiencing Practitioner",
            edition_code="2024-2",
            levels=["Beginning", "Intermediate", "Advanced"],
            signer="Ruth Pellow",
            issued_on=date(2025, 1, 31),
            valid_until=FIRST_END,
            state="in_force",
            proposed_by=staff,
            proposed_at=at,
        )
        for n, place in enumerate(places, first)
    ]
    made = Certificate.objects.bulk_create(rows)
    if desk_of(school.pk) is None:
        raise RuntimeError("the school does not sign")
    many.sign_all(pks=[row.pk for row in made], at=at)
    return [row.check_code for row in made]


def start(turn: int) -> dict[str, Any]:
    """One job for everything that ends before the day after the end of the turn."""
    school, staff = School.objects.get(), User.objects.get(email="ruth.pellow@example.org")
    before = FIRST_END.replace(year=FIRST_END.year + 2 * (turn - 1)) + timedelta(days=1)
    run = start_run(
        kind="credentials.renew_many",
        title=f"Renewals, job {turn}",
        school=school,
        params={"before": before.isoformat()},
        by=staff,
        at=timezone.now(),
    )
    return {"run": run.pk}


def watch(run: int, percent: int) -> dict[str, Any]:
    """Wait until so much of a job is done, or it is over."""
    while True:
        row = Run.objects.get(pk=run)
        over = not row.is_open
        if over or (percent < 100 and row.done * 100 >= row.total * percent > 0):
            return {"state": row.state, "done": row.done, "total": row.total, "problem": row.problem}
        time.sleep(0.1)


def cancel_at(run: int, percent: int) -> dict[str, Any]:
    """Ask a job to stop when so much of it is done; wait until it has."""
    if watch(run, percent)["state"] == Run.State.RUNNING:
        ask_cancel(run=Run.objects.get(pk=run), by=None, at=timezone.now())
    return watch(run, 100)


def take_up(run: int) -> dict[str, Any]:
    """Only what was stopped has to be taken up; what was killed is found again by the worker itself."""
    return {"state": go_on(run=Run.objects.get(pk=run), by=None, at=timezone.now()).state}


def look(jobs: int) -> dict[str, Any]:
    """What there is after *jobs* renewals of everything, and every fault in it."""
    school = School.objects.get()
    with scope(school=school):
        certificates, faults = Certificate.objects.count(), []
        kinds = Counter(dict(CredentialVersion.objects.values_list("kind").annotate(Count("pk")).order_by()))
        if kinds != {"issue": certificates, "renewal": jobs * certificates}:
            faults.append(f"versions: {dict(kinds)} of {certificates}")
        wrong = Certificate.objects.annotate(n=Count("versions"), newest=Max("versions__version")).exclude(
            n=1 + jobs, newest=1 + jobs
        )
        faults += [f"{row.number} has {row.n} versions" for row in wrong[:10]]
        ends = set(Certificate.objects.values_list("valid_until", flat=True).distinct())
        if len(ends) != 1:
            faults.append(f"ends: {sorted(ends)[:5]}")
        indices = CredentialVersion.objects.values("status_list", "status_index").distinct().count()
        if indices != (1 + jobs) * certificates:
            faults.append(f"{indices} places in lists for {(1 + jobs) * certificates} versions")
        bits = StatusBit.objects.filter(why="superseded").count()
        if bits != jobs * certificates:
            faults.append(f"{bits} bits for {jobs * certificates} old versions")
        return {"certificates": certificates, "versions": sum(kinds.values()), "bits": bits, "faults": faults + _read()}


def _read() -> list[str]:
    """Verify a hundred of the newest and the first versions with what the school publishes."""
    pages = documents.own_documents(Issuer.objects.get())
    some = list(Certificate.objects.order_by("?").values_list("pk", flat=True)[:100])
    newest = CredentialVersion.objects.filter(certificate__in=some)
    last = {row.certificate_id: row for row in newest.order_by("version")}
    faults, soon = [], datetime.now(UTC) + timedelta(minutes=1)
    for row in newest:
        wanted = Outcome.VALID if last[row.certificate_id].pk == row.pk else Outcome.REVOKED
        for document in (row.document, row.jwt):
            report = verify(document, now=soon, fetch=pages.__getitem__)
            if report.outcome is not wanted:
                faults.append(f"version {row.version}: {report.outcome} ({report.reason}) instead of {wanted}")
    return faults[:10]


def main() -> None:
    verb, *words = sys.argv[1:]
    numbers = [int(word) for word in words]
    verbs = {"make": make, "start": start, "watch": watch, "cancel_at": cancel_at, "go_on": take_up, "look": look}
    print(json.dumps(verbs[verb](*numbers)))


if __name__ == "__main__":
    main()
