"""What measures do by themselves: opening what is due, letting lapse what is over, passing on what nobody looked at."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import TypeVar

from django.db.models import Model, QuerySet
from django_scopes import scope, scopes_disabled

from feltwork.apps.jobs.schedule import every
from feltwork.apps.keys import KeyStoreError
from feltwork.apps.measures.actions import escalate, lapse, open_sessions, open_turns
from feltwork.apps.measures.actions.alerts import WAITING
from feltwork.apps.measures.models import Alert, Asking, Plan
from feltwork.apps.measures.outbox import mail_link
from feltwork.apps.measures.works import evaluate_group
from feltwork.apps.schools.models import School

__all__ = ["evaluate_group", "mail_link"]  # registered by being imported
Row = TypeVar("Row", bound=Model)


@every("measures.open_turns", minutes=10)
def open_all(at: datetime) -> None:
    """Sheets of every plan that have become due."""

    def running() -> QuerySet[Plan]:
        plans = Plan.objects.filter(stopped_at=None).exclude(how=Plan.How.ONCE, askings__isnull=False)
        return plans.select_related("school", "client__school", "client__user", "enrolment__student").order_by("pk")

    def open_one(plan: Plan) -> None:
        by_session = plan.how == Plan.How.EVERY_SESSION
        (open_sessions if by_session else open_turns)(plan=plan, at=at)

    _in_each_school(running, open_one)


@every("measures.lapse", minutes=30)
def lapse_all(at: datetime) -> None:
    """Sheets whose time is over."""

    def over() -> QuerySet[Asking]:
        return Asking.objects.filter(closes_at__lte=at, state__in=(Asking.State.OPEN, Asking.State.STARTED))

    _in_each_school(over, lambda row: lapse(asking=row, at=at))


@every("measures.escalate", minutes=5)
def escalate_all(at: datetime) -> None:
    """Alerts that nobody looked at by their time."""

    def overdue() -> QuerySet[Alert]:
        return Alert.objects.filter(state__in=WAITING, due_at__lte=at).order_by("due_at")

    _in_each_school(overdue, lambda row: escalate(alert=row, at=at))


def _in_each_school(find: Callable[[], QuerySet[Row]], act: Callable[[Row], object]) -> None:
    """*act* on what *find* finds, in the scope of its school; without the key store, when its turn comes again."""
    with scopes_disabled():  # to find the schools
        schools = list(School.objects.filter(pk__in=find().order_by().values("school")))
    for school in schools:
        with scope(school=school):
            for row in find():
                with suppress(KeyStoreError):
                    act(row)
