"""Clients of a candidate who agreed to the use in an examination."""

from __future__ import annotations

from datetime import datetime

from django.db.models import OuterRef, Subquery

from feltwork.apps.accounts.models import User
from feltwork.apps.practice.models import Client, Consent
from feltwork.apps.practice.models.consents import Topic
from feltwork.apps.practice.permissions import TREATING, sight, visible_clients
from feltwork.apps.practice.queries.clients import clients_of


def agreeing_clients(user: User, roles: frozenset[str], at: datetime) -> list[tuple[str, str]]:
    """Pairs of uuid and what they are called, for the files that *user* treats; read by them only."""
    if not roles & {"practitioner"}:
        return []
    answers = Consent.objects.filter(client=OuterRef("pk"), topic=Topic.TRAINING_EXAM_USE, record=None)
    latest = Subquery(answers.order_by("-at", "-pk").values("decision")[:1])
    files = visible_clients(user, roles, at).exclude(state=Client.State.ERASED).annotate(answer=latest)
    wanted = set(files.filter(answer=Consent.Decision.GIVEN).values_list("pk", flat=True))
    rows = [row for row in clients_of(user, roles, at) if row.client.pk in wanted] if wanted else []
    return [(str(row.client.uuid), row.name) for row in rows if sight(user, roles, row.client, at) in TREATING]
