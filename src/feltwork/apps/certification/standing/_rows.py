"""Reads for standing: each answers for any number of enrolments with one query."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models import F, FilteredRelation, JSONField, Max, Q, QuerySet, Value
from django.db.models.functions import Cast, JSONObject
from django_scopes import scopes_disabled

from feltwork.apps.certification.models import ExceptionRequest, GateRecord, LogEntry, Waiver
from feltwork.apps.schools.models import Enrolment, EnrolmentEvent, TrainingDay
from feltwork.apps.schools.queries import standing_credits


@dataclass(frozen=True, slots=True)
class LogRow:
    """One entry of a log as it was entered; `evidence_at` is the moment of its latest paper."""

    pk: int
    uuid: UUID
    enrolment_id: int
    kind: str
    provider_id: int
    provider_uuid: UUID
    provider_name: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    is_time_known: bool
    mode: str
    group_size: int | None
    state: str
    origin: str
    created_at: datetime
    evidence_at: datetime | None

    @property
    def hours(self) -> Fraction:
        return Fraction(round((self.ends_at - self.starts_at).total_seconds()), 3600)


@dataclass(frozen=True, slots=True)
class DayRow:
    """A training day of some cohort, and how one enrolment took it (empty where nobody has said)."""

    uuid: UUID
    cohort_id: int
    module: str
    module_title: str
    position: int
    level: str
    on: date
    mode: str
    seconds: int
    enrolment_id: int | None
    state: str
    own_mode: str
    made_up_on: date | None


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """A request for an exception. `entry_uuid` is None when it is about no single entry."""

    entry_uuid: UUID | None
    question: str
    state: str
    words: str
    answer: str


def log_rows(enrolment_ids: Collection[int]) -> dict[int, list[LogRow]]:
    """What was logged and not taken out, newest first."""
    fields = {
        "provider_uuid": F("provider__uuid"),
        "provider_name": F("provider__name"),
        "evidence_at": Max("evidence__uploaded_at"),
    }
    plain = [name for name in LogRow.__slots__ if name not in fields]
    rows = LogEntry.objects.filter(enrolment_id__in=enrolment_ids).exclude(state=LogEntry.State.REMOVED)
    values = rows.order_by("-starts_at", "-pk").values(*plain, **fields)
    return _grouped((row["enrolment_id"], LogRow(**row)) for row in values)


def day_rows(enrolments: Collection[Enrolment]) -> tuple[dict[int, list[DayRow]], dict[int, list[DayRow]]]:
    """Days by cohort without marks, and marked days by enrolment (also those of other cohorts)."""
    ids = [enrolment.pk for enrolment in enrolments]
    marks = FilteredRelation("attendance", condition=Q(attendance__enrolment__in=ids))
    cohorts = {enrolment.cohort_id for enrolment in enrolments}
    days = TrainingDay.objects.annotate(mine=marks).filter(Q(module_date__cohort__in=cohorts) | Q(mine__isnull=False))
    by_cohort: dict[int, dict[UUID, DayRow]] = defaultdict(dict)
    marked: dict[int, list[DayRow]] = defaultdict(list)
    for values in days.order_by("on", "pk").values_list(*_DAY_FIELDS.values()):
        row = _day_row(*values)
        by_cohort[row.cohort_id].setdefault(row.uuid, row)
        if row.enrolment_id is not None:
            marked[row.enrolment_id].append(row)
    return {cohort: list(days.values()) for cohort, days in by_cohort.items()}, marked


def _day_row(*values: Any) -> DayRow:
    row = dict(zip(_DAY_FIELDS, values, strict=True))
    return DayRow(**{**row, "state": row["state"] or "", "own_mode": row["own_mode"] or ""})


_DAY_FIELDS = {
    "uuid": F("uuid"),
    "cohort_id": F("module_date__cohort_id"),
    "module": F("module_date__module__code"),
    "module_title": F("module_date__module__name"),
    "position": F("module_date__module__position"),
    "level": F("module_date__module__level__code"),
    "on": F("on"),
    "mode": F("mode"),
    "seconds": F("seconds"),
    "enrolment_id": F("mine__enrolment_id"),
    "state": F("mine__state"),
    "own_mode": F("mine__mode"),
    "made_up_on": F("mine__made_up_on"),
}


@dataclass(slots=True)
class SmallRow:
    """One row of the five small tables about an enrolment, in a common shape; `what` says which."""

    what: str
    enrolment_id: int
    code: str
    level: str
    amount: str
    words: str
    on: date | None
    until: date | None
    who: str
    data: Any


def small_rows(enrolment_ids: Collection[int]) -> dict[int, list[SmallRow]]:
    """Gates, waivers, recognised credit, events and exceptions: five small tables in one round trip."""
    ids = list(enrolment_ids)
    if not ids:
        return {}
    sql, parameters = _small_sql(len(ids))
    with connection.cursor() as cursor:
        cursor.execute(sql, [ids[one] if isinstance(one, int) and one < 0 else one for one in parameters])
        in_order = sorted(cursor.fetchall(), key=lambda row: row[0])
    rows = (SmallRow(*row[1:]) for row in in_order)
    return _grouped((row.enrolment_id, row) for row in map(_read, rows))


@lru_cache(maxsize=32)
def _small_sql(number: int) -> tuple[str, tuple[Any, ...]]:
    """The union for so many enrolments, which stand in it as -number … -1. Building it costs ten times what it does."""
    with scopes_disabled():  # enrolments are asked for by key, and no key leads from one school into another
        first, *rest = (_part(what, range(-number, 0)) for what in _PARTS)
        sql, parameters = first.union(*rest, all=True).query.sql_with_params()
        return sql, tuple(parameters)


def _read(row: SmallRow) -> SmallRow:
    row.on, row.until, row.data = _day(row.on), _day(row.until), json.loads(row.data)
    return row


def _day(value: Any) -> date | None:
    """SQLite gives days as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _part(what: str, enrolment_ids: Collection[int]) -> QuerySet[Any, Any]:
    """The same columns of the same types from each table: PostgreSQL asks for that in a union."""
    rows, own = _PARTS[what]
    given = {"order": F("pk"), "what": Value(what), "enrolment": F("enrolment_id"), **own}
    columns = [Cast(given.get(name, empty), kind) for name, (kind, empty) in _COLUMNS.items()]
    found: QuerySet[Any, Any] = rows().filter(enrolment_id__in=enrolment_ids)
    return found.order_by().values_list(*columns)


_NUMBER, _TEXT, _DAY = models.BigIntegerField(), models.TextField(), models.DateField()
_COLUMNS: dict[str, tuple[models.Field[Any, Any], Any]] = {
    "order": (_NUMBER, Value(0)),
    "what": (_TEXT, Value("")),
    "enrolment": (_NUMBER, Value(0)),
    "code": (_TEXT, Value("")),
    "level": (_TEXT, Value("")),
    "amount": (_TEXT, Value("")),
    "words": (_TEXT, Value("")),
    "on": (_DAY, Value(None)),
    "until": (_DAY, Value(None)),
    "who": (_TEXT, Value("")),
    "data": (JSONField(), Value({}, JSONField())),
}
# functions give the querysets: managers work only inside a scope
_PARTS: dict[str, tuple[Callable[[], Any], dict[str, Any]]] = {
    "gate": (
        lambda: GateRecord.objects.filter(retracted_at=None),
        {"code": F("code"), "words": F("note"), "on": F("valid_from"), "until": F("valid_to")},
    ),
    "waiver": (
        lambda: Waiver.objects.all(),
        {
            "code": F("requirement"),
            "level": F("level"),
            "amount": F("amount"),
            "words": F("reason"),
            "on": F("on"),
            "until": F("until"),
            "who": F("author__name"),
            "data": JSONObject(ended_at=Cast("ended_at", _TEXT)),
        },
    ),
    "recognised": (
        standing_credits,
        {
            "code": F("kind"),
            "level": F("level"),
            "amount": F("amount"),
            "words": F("source"),
            "on": F("on"),
            "data": F("modes"),
        },
    ),
    "event": (
        lambda: EnrolmentEvent.objects.all(),
        {"code": F("kind"), "words": F("reason"), "on": F("on"), "until": F("until"), "data": F("data")},
    ),
    "exception": (
        lambda: ExceptionRequest.objects.all(),
        {
            "code": F("state"),
            "level": F("question"),
            "words": F("words"),
            "who": F("answer"),
            "data": JSONObject(entry=Cast("entry__uuid", _TEXT)),
        },
    ),
}


def _grouped(pairs: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = defaultdict(list)
    for key, row in pairs:
        groups[key].append(row)
    return groups
