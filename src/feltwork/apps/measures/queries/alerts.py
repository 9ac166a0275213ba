"""Answers that a person has to look at: what waits, and what became of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import Membership, User
from feltwork.apps.measures.hands import Hands, hands_of_alert
from feltwork.apps.measures.models import Alert, AlertStep
from feltwork.apps.measures.permissions import visible_alerts
from feltwork.apps.measures.wording import words_of
from feltwork.apps.practice.permissions import TREATING, sight
from feltwork.apps.schools.models import School
from feltwork.apps.ui.words import moment_words
from feltwork.core.measures import DECLINED, Instrument, instrument

State = Alert.State
NEXT = {
    State.NEW.value: State.ACKNOWLEDGED.value,
    State.ACKNOWLEDGED.value: State.ASSESSED.value,
    State.ASSESSED.value: State.ACTIONED.value,
    State.ACTIONED.value: State.CLOSED.value,
}
LATE_STATES = (State.NEW, State.ACKNOWLEDGED)  # a person still has to look, or to say what they found
CLOSED_SHOWN = 30
EARLIER_SHOWN = 20


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One alert in a list. Nothing sealed is opened for it, so it names nobody. `due`: "" once somebody looked."""

    alert: Alert
    of: Instrument
    whose: str
    due: str
    is_overdue: bool
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Step:
    kind: str
    label: str
    words: str
    who: str
    to: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OneAlert:
    """One alert, opened. `reach`: ways to the person as (name, words); `next`: what can be done now, "" once closed."""

    row: AlertRow
    who: str
    client: Any
    reach: tuple[tuple[str, str], ...]
    topic: str
    question: str
    answer: str
    steps: tuple[Step, ...]
    earlier: tuple[AlertRow, ...]
    next: str


def alert_lists(user: User, roles: frozenset[str], at: datetime) -> tuple[list[AlertRow], list[AlertRow]]:
    """(what is open, what was closed lately), the first due first."""
    mine = _with_people(visible_alerts(user, roles, at))
    waiting = mine.exclude(state=State.CLOSED).annotate(
        done=Case(When(state__in=LATE_STATES, then=Value(0)), default=Value(1))
    )
    waiting = waiting.order_by("done", F("due_at").asc(nulls_last=True), "pk")
    closed = mine.filter(state=State.CLOSED).order_by("-closed_at", "-pk")[:CLOSED_SHOWN]
    return [row_of(one, user, at) for one in waiting], [row_of(one, user, at) for one in closed]


def waiting_count(user: User, roles: frozenset[str], at: datetime) -> int:
    """How many wait for somebody to look, or to say what they found."""
    return visible_alerts(user, roles, at).filter(state__in=LATE_STATES).count()


def waiting_words(count: int) -> str:
    return ngettext("%(n)s waits", "%(n)s wait", count) % {"n": count}


def row_of(alert: Alert, user: User, at: datetime) -> AlertRow:
    waits = alert.state in LATE_STATES and alert.due_at is not None
    return AlertRow(
        alert=alert,
        of=instrument(alert.asking.instrument),
        whose=_whose(alert),
        due=moment_words(alert.due_at) if waits else "",
        is_overdue=bool(waits and alert.due_at and alert.due_at <= at),
        is_mine=alert.responder_id == user.pk,
    )


def opened_alert(alert: Alert, user: User, roles: frozenset[str], at: datetime) -> OneAlert:
    """For whoever may see it; that it was opened is noted."""
    hands = hands_of_alert(alert, by=user, at=at)
    hit = hands.open(alert, "hit")
    of = instrument(alert.asking.instrument)
    item = of.item(hit["item"])
    texts = words_of(alert.asking)
    said = dict(texts.pack.responses.get(item.id, ())) if texts else {}
    client = alert.asking.client
    identity = hands.open(client, "identity") if client is not None else {}
    return OneAlert(
        row=row_of(alert, user, at),
        who=_name(alert, identity),
        client=client if client is not None and _treats(client, user, roles, at) else None,
        reach=tuple(_reach(alert, identity)),
        topic=item.label(get_language() or "en"),
        question=texts.pack.items.get(item.id, "") if texts else "",
        answer=_answer(hit["value"], item.responses[-1], said),
        steps=tuple(_step(one, hands, item.responses[-1], said) for one in alert.steps.select_related("by", "to")),
        earlier=tuple(row_of(one, user, at) for one in _earlier(alert)),
        next=NEXT.get(alert.state, ""),
    )


def colleagues(school: School, but: User | None) -> QuerySet[User]:
    """To whom an alert can be given."""
    held = Membership.objects.filter(school=school, until=None).exclude(role__in=("client", "student"))
    people = User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("name", "pk")
    return people.exclude(pk=but.pk) if but is not None else people


def _with_people(rows: QuerySet[Alert]) -> QuerySet[Alert]:
    return rows.select_related("responder", "school", "asking__client__clinician", "asking__enrolment__cohort")


def alert_or_none(user: User, roles: frozenset[str], uuid: UUID, at: datetime) -> Alert | None:
    rows = visible_alerts(user, roles, at).select_related(
        "responder", "school", "asking__school", "asking__pack", "asking__client__school", "asking__client__clinician",
        "asking__enrolment__student", "asking__enrolment__cohort",
    )  # fmt: skip
    return rows.filter(uuid=uuid).first()


def _earlier(alert: Alert) -> Sequence[Alert]:
    """The same person's others, the newest first, also those from before somebody else looked after them."""
    asking = alert.asking
    same = Q(asking__client=asking.client) if asking.client_id else Q(asking__enrolment=asking.enrolment)
    rows = _with_people(Alert.objects.filter(same).exclude(pk=alert.pk)).order_by("-raised_at", "-pk")
    return list(rows[:EARLIER_SHOWN])


def _treats(client: Any, user: User, roles: frozenset[str], at: datetime) -> bool:
    return sight(user, roles, client, at) in TREATING


def _whose(alert: Alert) -> str:
    client = alert.asking.client
    if client is not None:
        return _("a client of %(name)s") % {"name": client.clinician.name}
    return _("somebody in training")


def _name(alert: Alert, identity: dict[str, Any]) -> str:
    if alert.asking.enrolment is not None:
        return str(alert.asking.enrolment.student.name)
    return str(identity.get("preferred_name") or identity.get("name") or "")


def _reach(alert: Alert, identity: dict[str, Any]) -> list[tuple[str, str]]:
    if alert.asking.enrolment is not None:
        return [(_("Mail"), str(alert.asking.enrolment.student.email))]
    known = (
        ("phone", _("Telephone")),
        ("email", _("Mail")),
        ("safe_hours", _("When it is safe")),
        ("safe_words", _("What to say")),
    )
    found = [(label, str(identity[name])) for name, label in known if identity.get(name)]
    for one in identity.get("emergency") or ():
        found.append((_("In an emergency"), ", ".join(str(one[key]) for key in ("name", "phone") if one.get(key))))
    return found


def _answer(value: Any, most: int, said: dict[int, str]) -> str:
    if value is None:
        return _("taken back")
    if value == DECLINED:
        return _("rather not")
    told = _("%(value)s of %(most)s") % {"value": value, "most": most}
    return f"{told}: {said[value]}" if value in said else told


def _step(step: AlertStep, hands: Hands, most: int, said: dict[int, str]) -> Step:
    body = hands.open(step, "words") or {}
    text = body.get("reason", "")
    if "value" in body:
        text = _("Answer: %(answer)s") % {"answer": _answer(body["value"], most, said)}
    return Step(
        kind=step.kind,
        label=step.get_kind_display(),
        words=text,
        who=step.by.name if step.by is not None else "",
        to=step.to.name if step.to is not None else "",
        at=step.at,
    )
