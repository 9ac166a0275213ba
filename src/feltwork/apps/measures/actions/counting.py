"""Opening what the people of a group answered, one after another, to add it up. Every opening is noted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from feltwork.apps.audit.actions import record_view
from feltwork.apps.keys import KeyStoreError
from feltwork.apps.measures.hands import Hands, hands_of_file
from feltwork.apps.measures.models import Asking, Evaluation, Folder, Result
from feltwork.apps.measures.placing import Given
from feltwork.apps.measures.queries.episodes import episode_of
from feltwork.apps.measures.queries.evaluation import clients_in, trainees_in
from feltwork.apps.practice.actions.opening import open_file
from feltwork.apps.practice.cabinet import cabinet_of
from feltwork.apps.practice.models import Client
from feltwork.apps.practice.permissions import TREATING
from feltwork.apps.schools.models import Enrolment


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a group in the worker's hands. `born_on` is known of clients only. `answers`: a name for exactly
    the answers that count; it says nothing of what they are."""

    key: str
    answers: str
    given: tuple[Given, ...] = field(repr=False)
    born_on: date | None = field(default=None, repr=False)


def members_of(row: Evaluation, at: datetime, roles: frozenset[str]) -> Iterator[Member | None]:
    """Everybody in the group, one after another, each opened as *row.by* and noted; None for a file that cannot be
    opened any more."""
    if row.kind == Evaluation.Kind.CLIENTS:
        for client in clients_in(row.by, at, row.instrument):
            yield _client(row, client, at, roles)
    else:
        cohort: Any = row.cohort
        for enrolment, folder in trainees_in(cohort, row.instrument):
            yield _trainee(row, enrolment, folder, at)


def _client(row: Evaluation, client: Client, at: datetime, roles: frozenset[str]) -> Member | None:
    try:
        file = open_file(row.by, roles, client.uuid, what="evaluation", at=at, sights=TREATING)
    except KeyStoreError:
        return None
    if file is None:
        return None
    hands = hands_of_file(file)
    identity = file.cabinet.open(client, "identity") or {}
    born = identity.get("born_on")
    sheets = Asking.objects.filter(client=client)
    token, given = _given(row, hands, sheets, None, since=episode_of(hands))
    return Member(str(client.uuid), token, given, date.fromisoformat(born) if born else None)


def _trainee(row: Evaluation, enrolment: Enrolment, folder: Folder, at: datetime) -> Member | None:
    try:
        hands = Hands(row.school, cabinet_of(folder), owner=enrolment.student)
    except KeyStoreError:
        return None
    record_view("measures.count", by=row.by, at=at, subject=folder, what="evaluation")
    # the training has one first day for all: who first answers in its second year is no beginner
    token, given = _given(row, hands, Asking.objects.filter(enrolment=enrolment), enrolment.anchor_on)
    return Member(str(enrolment.uuid), token, given)


def _given(
    row: Evaluation, hands: Hands, sheets: QuerySet[Asking], start: date | None, *, since: date | None = None
) -> tuple[str, tuple[Given, ...]]:
    """Scored answers in force of one version, by day, with a name for just these. *since*: of a new start."""
    asked = sheets.filter(instrument=row.instrument, version=row.version)
    results = Result.objects.filter(asking__in=asked, corrected_by=None).select_related("asking")
    zone = ZoneInfo(hands.school.time_zone)
    rows = [
        one
        for one in results.order_by("answered_at", "pk")
        if since is None or one.answered_at.astimezone(zone).date() >= since
    ]
    first = start or (rows[0].answered_at.date() if rows else None)
    found = []
    for one in rows:
        value = hands.open(one, "scores")["scales"].get(row.scale, {}).get("value")
        if value is not None and first is not None:
            day = (one.answered_at.date() - first).days
            found.append(Given(day, one.asking.moment, float(Fraction(value))))
    # of ids only: a digest of days and points could be tried out
    token = sha256(" ".join(str(one.uuid) for one in rows).encode()).hexdigest()[:16]
    return token, tuple(found)
