"""Who may see and who may do, side by side. School and roles come from the request; scopes keep schools apart."""

from __future__ import annotations

from django.db.models import QuerySet

from feltwork.apps.accounts.models import User
from feltwork.apps.certification.models import Evidence, ImportedLog, LogEntry
from feltwork.apps.certification.permissions_staff import QUEUE
from feltwork.apps.schools.models import Enrolment

OPEN = (Enrolment.State.ACTIVE, Enrolment.State.DEFERRED)


def own_enrolments(user: User) -> QuerySet[Enrolment]:
    """A student's places in the school of the scope, also ended ones, the newest first."""
    return Enrolment.objects.filter(student=user).order_by("-enrolled_at", "-pk")


def own_entries(user: User) -> QuerySet[LogEntry]:
    """What a student logged, also what was taken out."""
    return LogEntry.objects.filter(enrolment__student=user)


def own_evidence(user: User) -> QuerySet[Evidence]:
    """Papers of a student's own entries."""
    return Evidence.objects.filter(entry__enrolment__student=user)


def can_log(user: User, enrolment: Enrolment) -> bool:
    """A student logs for a place of their own as long as it goes on; while it is paused, too."""
    return enrolment.student_id == user.pk and enrolment.state in OPEN


def can_change(user: User, entry: LogEntry) -> bool:
    """A draft may be changed; what was sent is first taken back."""
    return can_log(user, entry.enrolment) and entry.state == LogEntry.State.DRAFT


def visible_imports(user: User, roles: frozenset[str]) -> QuerySet[ImportedLog]:
    """Files that a student brought in, for themselves and for the staff who register and decide."""
    own = ImportedLog.objects.filter(enrolment__student=user)
    return ImportedLog.objects.all() if roles & set(QUEUE) else own


def can_bring_in(user: User, roles: frozenset[str], enrolment: Enrolment) -> bool:
    """A student for a place that goes on, and staff for everybody but themselves."""
    if enrolment.student_id == user.pk:
        return can_log(user, enrolment)
    return bool(roles & set(QUEUE)) and enrolment.state in OPEN
