"""Group consultations of which a list is kept in Feltwork: each participant's log has them, sent to be signed.

The consultant still signs for each: a list says who was there, a signature that it counts.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction

from feltwork.apps.accounts.models import User
from feltwork.apps.certification.actions.log import change_entry, log_entry, remove_entry, send_to_sign, take_back
from feltwork.apps.certification.models import LogEntry
from feltwork.apps.schools.models import Enrolment

ORIGIN = "seminar"


def entry_uuid(key: str) -> UUID:
    """The same *key* always means the same entry."""
    return uuid5(NAMESPACE_URL, key)


def log_consultation(*, key: str, enrolment: Enrolment, at: datetime, **facts: Any) -> LogEntry | None:
    """Enter what the list of a group says (*facts* as of `log_entry`: provider, starts_at, ends_at, zone, mode,
    group_size), or correct it while nobody has signed. None where the student's log cannot take it: an overlap, a
    training that has ended, an entry that is signed. The list stands either way."""
    try:
        with transaction.atomic():  # a refusal undoes its own part only
            return _entered(key, enrolment, at, facts)
    except ValidationError:
        return None


def drop_consultation(*, key: str, enrolment: Enrolment, by: User, at: datetime) -> LogEntry | None:
    """That person was not there after all. A signed entry stays: taking back a signature is the consultant's."""
    entry = LogEntry.objects.filter(uuid=entry_uuid(key), enrolment=enrolment).first()
    if entry is None or entry.state == LogEntry.State.REMOVED:
        return None
    try:
        with transaction.atomic():
            return remove_entry(entry=entry, by=by, at=at)
    except ValidationError:
        return None


def _entered(key: str, enrolment: Enrolment, at: datetime, facts: dict[str, Any]) -> LogEntry | None:
    student = enrolment.student
    entry = LogEntry.objects.filter(uuid=entry_uuid(key), enrolment=enrolment).first()
    if entry is None:
        words: dict[str, Any] = {"kind": LogEntry.Kind.GROUP, "is_time_known": True, "note": "", "send": True}
        words |= {"origin": ORIGIN, "uuid": entry_uuid(key)}
        return log_entry(enrolment=enrolment, by=student, at=at, **words, **facts)
    if entry.state == LogEntry.State.REMOVED or all(getattr(entry, name) == value for name, value in facts.items()):
        return entry
    if entry.state == LogEntry.State.SENT:
        entry = take_back(entry=entry, by=student, at=at)
    return send_to_sign(entry=change_entry(entry=entry, by=student, at=at, **facts), by=student, at=at)
