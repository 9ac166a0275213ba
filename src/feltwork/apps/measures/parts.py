"""Measures in a client's file: taken out with it, brought in with it, erased with it (`practice.parts`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet

from feltwork.apps.measures.fhir import resources
from feltwork.apps.measures.models import Alert, AlertStep, Asking, Episode, Plan, Result
from feltwork.apps.practice.models import Client
from feltwork.apps.practice.parts import Bringing, Part
from feltwork.apps.practice.permissions import Sight, can_write
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.core.measures import instrument, risk_hits

Row = dict[str, Any]
EMPTY = b""
PLAN = (
    "instrument", "language", "how", "moments", "place", "starts_on", "ends_on", "basis", "by", "made_at", "stopped_at",
)  # fmt: skip
SHEET = (
    "plan", "instrument", "version", "language", "order_id", "place", "record", "moment", "period", "opens_at",
    "due_at", "closes_at", "state", "changes", "entered_by", "by", "made_at", "started_at", "saved_at", "ended_at",
    "told_at",
)  # fmt: skip
RESULT = ("asking", "corrects", "is_late", "answered_at", "by", "made_at")
ALERT = (
    "asking", "mark", "state", "responder", "raised_at", "due_at", "escalated_at", "closed_at", "version",
)  # fmt: skip
STEP = ("alert", "kind", "to", "by", "at")
EPISODE = ("starts_on", "takes_back", "by", "at")
PEOPLE = ("by", "to", "responder")
NAMES = (
    "measure_plans", "measure_sheets", "measure_results", "measure_episodes", "measure_alerts", "measure_alert_steps",
)  # fmt: skip


def tables(file: OpenFile) -> dict[str, Sequence[Mapping[str, Any]]]:
    """Whoever treats the client gets all of it; the client what they answered, a guardian what guardians answered."""
    sheets = _sheets(file)
    results = Result.objects.filter(asking__in=sheets).select_related("asking", "corrects", "by")
    made: dict[str, Sequence[Mapping[str, Any]]] = {
        "measure_sheets": [_row(file, one, SHEET, "sheet") for one in sheets],
        "measure_results": [
            _row(file, one, RESULT, "answers", "scores", "reason") for one in results.order_by("made_at", "pk")
        ],
    }
    if can_write(file.sight):
        plans = Plan.objects.filter(client=file.client).select_related("by").order_by("made_at", "pk")
        alerts = Alert.objects.filter(asking__in=sheets).select_related("asking", "responder")
        steps = AlertStep.objects.filter(alert__in=alerts).select_related("alert", "to", "by")
        episodes = Episode.objects.filter(client=file.client).select_related("takes_back", "by").order_by("at", "pk")
        made |= {
            "measure_episodes": [_row(file, one, EPISODE, "reason") for one in episodes],
            "measure_plans": [_row(file, one, PLAN) for one in plans],
            "measure_alerts": [_row(file, one, ALERT, "hit") for one in alerts.order_by("raised_at", "pk")],
            "measure_alert_steps": [_row(file, one, STEP, "words") for one in steps.order_by("at", "pk")],
        }
    return made


def _sheets(file: OpenFile) -> list[Asking]:
    rows = Asking.objects.filter(client=file.client).select_related("plan", "record", "by").order_by("made_at", "pk")
    if can_write(file.sight):
        return list(rows)
    kind = {Sight.CLIENT: "self", Sight.GUARDIAN: "caregiver"}.get(file.sight, "")
    return [row for row in rows if instrument(row.instrument).kind == kind]


def check(tables: Mapping[str, Any]) -> None:
    """Every answer is one of its instrument, every state and kind one that we know."""
    sheets = {row["uuid"]: row for row in tables.get("measure_sheets", ())}
    for row in sheets.values():
        _one_of(row["state"], Asking.State.values)
        _answers(row["instrument"], (row["sheet"] or {"answers": {}})["answers"])
    for row in tables.get("measure_results", ()):
        _answers(sheets[row["asking"]]["instrument"], row["answers"])
    for row in tables.get("measure_alerts", ()):
        _one_of(row["state"], Alert.State.values)
    for row in tables.get("measure_alert_steps", ()):
        _one_of(row["kind"], AlertStep.Kind.values)
    for row in tables.get("measure_episodes", ()):
        date.fromisoformat(row["starts_on"])
    for row in tables.get("measure_plans", ()):
        instrument(row["instrument"])
        _one_of(row["how"], Plan.How.values)


def _answers(name: str, answers: Mapping[str, Any]) -> None:
    risk_hits(instrument(name), answers)  # raises for an item or a value that the instrument does not have


def _one_of(value: Any, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise ValueError(value)


def bring(file: Bringing) -> None:
    """The same rows under the same ids, sealed with the new key. Links are not brought along; wording neither."""
    rows = dict(file.rows)
    for name, model, columns, sealed in (
        ("measure_plans", Plan, PLAN, ()),
        ("measure_sheets", Asking, SHEET, ("sheet",)),
        ("measure_results", Result, RESULT, ("answers", "scores", "reason")),
        ("measure_episodes", Episode, EPISODE, ("reason",)),
        ("measure_alerts", Alert, ALERT, ("hit",)),
        ("measure_alert_steps", AlertStep, STEP, ("words",)),
    ):
        for given in file.tables.get(name, ()):
            rows[given["uuid"]] = _bring(file, rows, model, columns, sealed, given)


def _bring(
    file: Bringing,
    rows: Mapping[str, Any],
    model: type[Model],
    columns: Sequence[str],
    sealed: Sequence[str],
    given: Mapping[str, Any],
) -> Model:
    own: Row = {"client": file.client} if model in (Plan, Asking, Episode) else {}
    values = {name: _read(file, rows, name, given[name]) for name in columns}
    made: Any = model(uuid=UUID(given["uuid"]), school=file.client.school, **own, **values)
    for column in sealed:
        if given[column] is not None:
            setattr(made, column, file.cabinet.seal(made, column, given[column]))
    made.save(force_insert=True)
    return made  # type: ignore[no-any-return]  # a row of *model*


def _read(file: Bringing, rows: Mapping[str, Any], name: str, value: Any) -> Any:
    if value is None or not isinstance(value, str):
        return value
    if name in PEOPLE:
        return file.people[value]
    if name in {"plan", "record", "asking", "corrects", "alert", "takes_back"}:
        return rows[value]
    if name == "at" or name.endswith("_at"):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if name.endswith("_on") else value


def boxes(client: Client) -> tuple[int, int]:
    """Results, words of steps and reasons of new starts stay; none can be opened; sheets and alerts are emptied."""
    results = Result.objects.filter(asking__client=client).count()
    steps = AlertStep.objects.filter(alert__asking__client=client, words__isnull=False).count()
    episodes = Episode.objects.filter(client=client, reason__isnull=False).count()
    sheets = Asking.objects.filter(client=client, sheet__isnull=False).count()
    return results + steps + episodes, sheets + Alert.objects.filter(asking__client=client).count()


def empty(client: Client, at: datetime) -> None:
    """Nothing is asked any more, links open nothing, and alerts go with what they were about."""
    sheets = Asking.objects.filter(client=client)
    sheets.filter(state__in=(Asking.State.OPEN, Asking.State.STARTED)).update(state=Asking.State.STOPPED, ended_at=at)
    sheets.update(sheet=None, token_hash="", token_until=None)
    Plan.objects.filter(client=client, stopped_at=None).update(stopped_at=at)
    Plan.objects.filter(client=client).update(basis={})
    alerts = Alert.objects.filter(asking__client=client)
    alerts.exclude(state=Alert.State.CLOSED).update(state=Alert.State.CLOSED, closed_at=at)
    alerts.update(hit=EMPTY)


def changeable(client: Client) -> Iterator[tuple[QuerySet[Any], str]]:
    yield Asking.objects.filter(client=client, sheet__isnull=False), "sheet"
    yield Alert.objects.filter(asking__client=client), "hit"


def _row(file: OpenFile, row: Any, columns: Sequence[str], *sealed: str) -> Row:
    made = {"uuid": str(row.uuid)} | {name: _text(getattr(row, name)) for name in columns}
    return made | {name: file.cabinet.open(row, name) for name in sealed}


def _text(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value.uuid) if isinstance(value, Model) else value  # type: ignore[attr-defined]  # each has one


PART = Part("measures", tables, check, bring, boxes, empty, changeable, resources)
