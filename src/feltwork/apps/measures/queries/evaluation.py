"""Who is in a group, what they were asked for, and what was shown of them before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from feltwork.apps.accounts.models import User
from feltwork.apps.measures.models import Asking, Evaluation, Folder
from feltwork.apps.measures.permissions import can_evaluate_clients, can_evaluate_trainees
from feltwork.apps.practice.models import Client
from feltwork.apps.practice.queries.grouped import agreeing
from feltwork.apps.schools.models import Cohort, Enrolment
from feltwork.core.measures import Instrument, instruments

Groups = list[list[str]]  # of people's uuids


@dataclass(frozen=True, slots=True)
class Group:
    """`code`: "clients", or the cohort's uuid."""

    code: str
    cohort: Cohort | None
    instruments: list[Instrument]


def visible_evaluations(user: User, roles: frozenset[str]) -> QuerySet[Evaluation]:
    """Of clients those that *user* asked for, for they are made of their clients' files; of trainees the school's."""
    rows = Evaluation.objects.filter(removed_at=None).select_related("run", "cohort__programme", "by")
    own = rows.filter(kind=Evaluation.Kind.CLIENTS, by=user)
    if not can_evaluate_clients(roles):
        own = own.none()
    if can_evaluate_trainees(roles):
        own = own | rows.filter(kind=Evaluation.Kind.TRAINEES)
    return own.order_by("-made_at", "-pk")


def clients_in(by: User, at: datetime, instrument_id: str) -> list[Client]:
    """Clients whom *by* treats, who agreed to research, and who were asked for this instrument."""
    asked = set(Asking.objects.filter(client__isnull=False, instrument=instrument_id).values_list("client", flat=True))
    return [client for client in agreeing(by, at) if client.pk in asked]


def trainees_in(cohort: Cohort, instrument_id: str) -> list[tuple[Enrolment, Folder]]:
    """Trainees of the cohort who agreed to be counted, and were asked for this instrument."""
    folders = {row.owner_id: row for row in Folder.objects.filter(agreed_at__isnull=False, erased_at=None)}
    asked = Asking.objects.filter(enrolment__cohort=cohort, instrument=instrument_id).values("enrolment")
    rows = Enrolment.objects.filter(cohort=cohort, pk__in=asked).select_related("student").order_by("pk")
    return [(row, folders[row.student_id]) for row in rows if row.student_id in folders]


def count_in(kind: str, cohort: Cohort | None, instrument_id: str, *, by: User, at: datetime) -> int:
    """How many are in the group, answers or not."""
    if kind == Evaluation.Kind.CLIENTS:
        return len(clients_in(by, at, instrument_id))
    return 0 if cohort is None else len(trainees_in(cohort, instrument_id))


def groups_here(user: User, roles: frozenset[str], at: datetime) -> list[Group]:
    """Groups that *user* may look at, each with what its people were asked for: two statements at most."""
    found = []
    if can_evaluate_clients(roles):
        asked = Asking.objects.filter(client__in=[client.pk for client in agreeing(user, at)])
        found.append(
            Group(
                Evaluation.Kind.CLIENTS.value,
                None,
                _known(asked.values_list("instrument", flat=True), Evaluation.Kind.CLIENTS),
            )
        )
    if can_evaluate_trainees(roles):
        pairs = Asking.objects.filter(enrolment__isnull=False).order_by().values_list("enrolment__cohort", "instrument")
        asked_of: dict[int, set[str]] = {}
        for cohort, name in pairs.distinct():
            asked_of.setdefault(cohort, set()).add(name)
        cohorts = Cohort.objects.filter(pk__in=asked_of).select_related("programme").order_by("-starts_on", "pk")
        found += [Group(str(row.uuid), row, _known(asked_of[row.pk], Evaluation.Kind.TRAINEES)) for row in cohorts]
    return found


def use_of(kind: str) -> str:
    """For what a licence has to allow it: adding up clients who agreed to research is research."""
    return "research" if kind == Evaluation.Kind.CLIENTS else "educational"


def _known(names: Iterable[str], kind: str) -> list[Instrument]:
    """Those that have a score, and whose licence allows it."""
    known = instruments()
    fitting = [known[name] for name in set(names) if name in known and known[name].scales]
    found = [one for one in fitting if use_of(kind) in one.licence.allows]
    return sorted(found, key=lambda one: one.short.lower())


def same_question(row: Evaluation) -> QuerySet[Evaluation]:
    """Every evaluation of the same answers, whoever asked, this one among them."""
    return Evaluation.objects.filter(
        kind=row.kind, instrument=row.instrument, version=row.version, scale=row.scale
    )  # fmt: skip


def earlier_groups(row: Evaluation) -> Groups:
    """Of whom others of them showed something, removed or not. Seen is seen."""
    ready = same_question(row).filter(ready_at__isnull=False).exclude(pk=row.pk).order_by("pk")
    return [group for groups in ready.values_list("groups", flat=True) for group in groups]
