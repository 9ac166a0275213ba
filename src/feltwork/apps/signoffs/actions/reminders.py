"""Polite and limited: two reminders in all, then silence; and a word to the student when the time is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.links import hash_of
from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.schools.queries import date_at
from feltwork.apps.signoffs import notices
from feltwork.apps.signoffs.actions.answering import Asked, lock
from feltwork.apps.signoffs.actions.requests import close
from feltwork.apps.signoffs.models import SignOffRequest
from feltwork.apps.signoffs.tokens import token_for
from feltwork.apps.ui.words import date_words

Outcome = SignOffRequest.Outcome
FIRST, SECOND = timedelta(days=7), timedelta(days=14)
PAUSE = timedelta(days=5)
MOST = 2


@transaction.atomic
def remind(*, request: Asked, by: User | None, at: datetime) -> SignOffRequest:
    """Remind the provider; *by* is the student, or None for the machine.

    Raises PermissionDenied for others and ValidationError, saying why, where a reminder would be one too many.
    """
    asked = lock([request])[0]
    if by is not None and by.pk != asked.student_id:
        raise PermissionDenied
    why_not = reason_against_reminding(asked, at)
    if why_not:
        raise ValidationError(why_not, code="limit")
    asked.reminders, asked.reminded_at = asked.reminders + 1, at
    # the token follows from the installation's secret: after a change of that, the new mail's link must work
    asked.token_hash = hash_of(token_for(asked.uuid))
    asked.save(update_fields=["reminders", "reminded_at", "token_hash"])
    record("signoffs.remind", by=by, at=at, subject=asked, facts={"reminders": asked.reminders})
    notices.tell_reminded(asked, at=at)
    return asked


def reason_against_reminding(request: SignOffRequest, at: datetime) -> str:
    """Why no reminder can be sent now, in words; empty where one can."""
    if request.outcome != Outcome.OPEN:
        return _("This no longer waits for an answer.")
    if request.reminders >= MOST:
        return _("Two reminders have been sent; there will be no more.")
    earliest = request.asked_at + FIRST
    if request.reminded_at is not None:
        earliest = max(earliest, request.reminded_at + PAUSE)
    if at < earliest:
        return _("A reminder can be sent from %(day)s.") % {"day": date_words(earliest)}
    return ""


def is_reminder_due(request: SignOffRequest, at: datetime) -> bool:
    """Whether the machine should remind: the first after seven days, the second after fourteen."""
    after = FIRST if request.reminders == 0 else SECOND
    return request.asked_at + after <= at and not reason_against_reminding(request, at)


@transaction.atomic
def expire(*, request: Asked, at: datetime) -> SignOffRequest:
    """End a request whose last day is over and tell the student. The provider may still answer it."""
    asked = lock([request])[0]
    if asked.outcome == Outcome.OPEN and asked.due_on < date_at(asked.school, at):
        close(asked, Outcome.EXPIRED, by=None, at=at)
        notices.tell_expired(asked, at=at)
    return asked
