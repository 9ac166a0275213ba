"""Who may be looked at together with others, and one person's picture."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np
from django.db.models import OuterRef, Subquery

from feltwork.apps.accounts.models import User
from feltwork.apps.practice.models import Client, Consent
from feltwork.apps.practice.models.consents import Topic
from feltwork.apps.practice.permissions import visible_clients, visible_items
from feltwork.apps.practice.queries.drawing import family_of
from feltwork.apps.practice.queries.file import COLUMNS, items_of, opened
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.core.practice.maps import person


def agreeing(by: User, at: datetime) -> list[Client]:
    """The clients whom *by* treats and whose latest answer about research is yes."""
    answers = Consent.objects.filter(client=OuterRef("pk"), topic=Topic.RESEARCH, record=None)
    latest = Subquery(answers.order_by("-at", "-pk").values("decision")[:1])
    treated = visible_clients(by, frozenset({"practitioner"}), at).filter(restricted_at=None)
    return list(treated.annotate(research=latest).filter(research=Consent.Decision.GIVEN).order_by("pk"))


def person_pictures(file: OpenFile, params: Mapping[str, Any]) -> Any:
    """The mean over the person's sessions, so that everybody counts once; None where nothing of it was marked.

    Test "more_less": what is felt, less counted below nothing. "two_families": the first family minus the second.
    """
    items = visible_items(file.user, file.sight, file.client, file.at).filter(
        record__removed_at=None, record__isnull=False, kind__in=("mark", "stroke"), beside=None
    )
    if params.get("from"):
        items = items.filter(record__starts_at__date__gte=params["from"])
    if params.get("until"):
        items = items.filter(record__starts_at__date__lte=params["until"])
    rows = opened(file, items.values_list(*COLUMNS))
    sessions = {one.record_id for one in rows}
    pictures = [_session(params, [one for one in rows if one.record_id == session]) for session in sessions]
    seen = [one for one in pictures if one is not None]
    return np.mean(seen, axis=0) if seen else None


def has_headline(file: OpenFile, category: str) -> bool:
    """Whether this headline from before stands in the file."""
    return any(one.body.get("category") == category for one in items_of(file, kinds=("history",)))


def _session(params: Mapping[str, Any], rows: list[Any]) -> Any:
    families = params.get("families", [])
    if params.get("test") == "two_families":
        one, other = (_drawn(params, rows, [family]) for family in families[:2])
        if one is None and other is None:
            return None
        return (0 if one is None else one) - (0 if other is None else other)
    return _drawn(params, rows, families)


def _drawn(params: Mapping[str, Any], rows: list[Any], families: list[str]) -> Any:
    name, view = params["figure"], params["view"]
    marks = {
        str(one.uuid): {**one.body, "uuid": str(one.uuid)}
        for one in rows
        if one.kind == "mark" and one.body.get("template", name) == name
    }
    wanted = {uuid: body for uuid, body in marks.items() if not families or family_of(body) in families}
    strokes = [
        one.body
        for one in rows
        if one.kind == "stroke" and one.body["template"] == name and one.body["view"] == view
        and (str(one.body.get("mark", "")) in wanted or (not one.body.get("mark") and family_of(one.body) in families))
    ]  # fmt: skip
    return person(name, view, wanted.values(), strokes) if wanted or strokes else None
