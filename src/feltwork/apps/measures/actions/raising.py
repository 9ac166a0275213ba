"""Looking at every answer as it is kept, and passing on what a person has to see."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import partial

from django.db import transaction

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record as note
from feltwork.apps.measures import notices
from feltwork.apps.measures.hands import Hands
from feltwork.apps.measures.models import Alert, AlertStep, Asking
from feltwork.apps.measures.risk import in_charge, look_by, policy_of
from feltwork.core.measures import Answer, instrument, risk_hits

Kind = AlertStep.Kind


def evaluate(
    *,
    asking: Asking,
    hands: Hands,
    answers: Mapping[str, Answer],
    changed: Collection[str],
    by: User | None,
    at: datetime,
) -> bool:
    """Raise an alert for each risk item among *changed* that is answered at its level; whether there was any.

    Half a sheet counts as a whole one, and so does an answer that was edited. An alert that stands is told the new
    answer, whatever it is, and stays; a lower one closes nothing.
    """
    whole = instrument(asking.instrument)
    if not whole.has_risk:
        return False
    hits = {hit.item: hit.value for hit in risk_hits(whole, answers) if hit.item in changed}
    for item in (one.id for one in whole.risk_items if one.id in changed):
        _look(asking, hands, item, answers.get(item), item in hits, by, at)
    return bool(hits)


def _look(asking: Asking, hands: Hands, item: str, value: Answer, is_hit: bool, by: User | None, at: datetime) -> None:
    mark = hands.cabinet.bind(["alert", str(asking.uuid), item])
    standing = Alert.objects.filter(asking=asking, mark=mark).exclude(state=Alert.State.CLOSED)
    alert = standing.select_for_update().first()
    if alert is not None:
        add_step(alert, Kind.CHANGED, hands, {"value": value}, by=by, at=at)
    elif is_hit:
        _raise(asking, hands, mark, {"item": item, "value": value}, by, at)


def _raise(asking: Asking, hands: Hands, mark: str, hit: Mapping[str, object], by: User | None, at: datetime) -> None:
    policy = policy_of(asking.school)
    alert = Alert(
        school_id=asking.school_id,
        asking=asking,
        mark=mark,
        responder=in_charge(asking, policy, at),
        raised_at=at,
        due_at=look_by(policy, at),
    )
    alert.hit = hands.seal(alert, "hit", dict(hit))
    alert.save(force_insert=True)
    add_step(alert, Kind.RAISED, hands, {"value": hit["value"]}, by=by, at=at, to=alert.responder)
    note("measures.raise_alert", by=by, at=at, subject=alert)
    if alert.responder is not None:
        transaction.on_commit(partial(notices.tell_alert, alert, alert.responder, at))


def add_step(
    alert: Alert,
    kind: str,
    hands: Hands | None,
    words: Mapping[str, object] | None,
    *,
    by: User | None,
    at: datetime,
    to: User | None = None,
) -> AlertStep:
    """One more row of what happened to *alert*."""
    step = AlertStep(school_id=alert.school_id, alert=alert, kind=kind, to=to, by=by, at=at)
    if hands is not None and words is not None:
        step.words = hands.seal(step, "words", dict(words))
    step.save(force_insert=True)
    return step
