"""What people do about an alert: see it, assess, act, close; and what happens when nobody does."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.accounts.tenancy import roles_in_scope
from feltwork.apps.audit.actions import record as note
from feltwork.apps.measures import notices
from feltwork.apps.measures.actions.raising import add_step
from feltwork.apps.measures.hands import hands_of_job
from feltwork.apps.measures.models import Alert, AlertStep
from feltwork.apps.measures.permissions import can_handle
from feltwork.apps.measures.risk import look_by, next_in_line, policy_of, works_here

State, Kind = Alert.State, AlertStep.Kind
ORDER = (State.NEW, State.ACKNOWLEDGED, State.ASSESSED, State.ACTIONED, State.CLOSED)
WAITING = (State.NEW, State.ACKNOWLEDGED)  # a person still has to look, or to say what they found


def acknowledge(*, alert: Alert, seen: int, reason: str = "", by: User, at: datetime) -> Alert:
    """Somebody has seen it and takes it on."""
    return _move(alert, State.ACKNOWLEDGED, reason, seen, by, at)


def assess(*, alert: Alert, reason: str, seen: int, by: User, at: datetime) -> Alert:
    """What talking with the person showed: passing thoughts, wishes, intent. Never worked out by the site."""
    return _move(alert, State.ASSESSED, _said(reason), seen, by, at)


def act_on(*, alert: Alert, reason: str, seen: int, by: User, at: datetime) -> Alert:
    """What was done; that nothing was needed is an answer, too."""
    return _move(alert, State.ACTIONED, _said(reason), seen, by, at)


def close(*, alert: Alert, reason: str, seen: int, by: User, at: datetime) -> Alert:
    """Nothing is left to do. Only a person does this, whatever is answered later."""
    return _move(alert, State.CLOSED, _said(reason), seen, by, at)


@transaction.atomic
def hand_over(*, alert: Alert, to: User, seen: int, by: User, at: datetime) -> Alert:
    """Give it to somebody else who works here; they are told."""
    row = _held(alert, seen, by, at)
    if row.state == State.CLOSED:
        raise ValidationError(_("This is closed."), code="closed")
    if not works_here(to, row.school):
        raise ValidationError({"to": _("%(name)s does not work here.") % {"name": to.name}})
    row.responder, row.version = to, row.version + 1
    row.save(update_fields=["responder", "version"])
    add_step(row, Kind.HANDED_OVER, None, None, by=by, at=at, to=to)
    note("measures.hand_over", by=by, at=at, subject=row)
    transaction.on_commit(partial(notices.tell_alert, row, to, at))
    return row


@transaction.atomic
def escalate(*, alert: Alert, at: datetime) -> bool:
    """Pass it on where nobody has looked, or said what they found, by its time; and again after as long, until
    somebody does."""
    rows = Alert.objects.select_for_update(of=("self",))
    row = rows.select_related("school", "asking__school", "asking__client__clinician", "responder").get(pk=alert.pk)
    if row.state not in WAITING or row.due_at is None or row.due_at > at:
        return False
    policy = policy_of(row.school)
    to = next_in_line(row.asking, policy, row.responder)
    row.responder, row.due_at, row.version = to, look_by(policy, at), row.version + 1
    row.escalated_at = row.escalated_at or at
    row.save(update_fields=["responder", "due_at", "version", "escalated_at"])
    add_step(row, Kind.ESCALATED, None, None, by=None, at=at, to=to)
    note("measures.escalate", by=None, at=at, subject=row)
    if to is not None:
        transaction.on_commit(partial(notices.tell_alert, row, to, at, passed_on=True))
    return True


@transaction.atomic
def _move(alert: Alert, to: str, reason: str, seen: int, by: User, at: datetime) -> Alert:
    row = _held(alert, seen, by, at)
    if ORDER.index(State(row.state)) + 1 != ORDER.index(State(to)):
        raise ValidationError(_("Somebody else moved this on meanwhile. Please look at it again."), code="changed")
    row.state, row.version = to, row.version + 1
    if to == State.ACKNOWLEDGED:
        row.responder, row.due_at = by, look_by(policy_of(row.school), at)
    if to == State.CLOSED:
        row.closed_at = at
    row.save(update_fields=["state", "version", "responder", "due_at", "closed_at"])
    words = {"reason": reason} if reason else None
    add_step(row, Kind(to), hands_of_job(row.asking, at=at) if words else None, words, by=by, at=at)
    note("measures.move_alert", by=by, at=at, subject=row, facts={"to": str(to)})
    return row


def _held(alert: Alert, seen: int, by: User, at: datetime) -> Alert:
    rows = Alert.objects.select_for_update(of=("self",))
    row = rows.select_related("school", "asking__client__school", "asking__enrolment__student").get(pk=alert.pk)
    if not can_handle(by, roles_in_scope(by), row, at):
        raise PermissionDenied
    if row.version != seen:
        raise ValidationError(_("Somebody else moved this on meanwhile. Please look at it again."), code="changed")
    return row


def _said(reason: str) -> str:
    if not reason.strip():
        raise ValidationError({"reason": _("Please write a few words.")})
    return reason.strip()[:2000]
