"""Who on the staff sees and decides what. A person never finds their own matter on the list, nor decides about it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from feltwork.apps.accounts.models import User
from feltwork.apps.certification.models import Evidence
from feltwork.apps.schools.models import Enrolment, WorkItem

Kind = WorkItem.Kind
DECIDERS = ("credentialing", "admin")
QUEUE = ("registrar", *DECIDERS)
READERS = ("faculty", *QUEUE)
MEMBERS = ("student", "provider", *READERS)
KINDS = {
    "registrar": {Kind.APPLICATION, Kind.TRANSFER, Kind.REVIEW, Kind.MARKING, Kind.THIRD},
    "credentialing": set(Kind) - {Kind.APPLICATION, Kind.REVIEW},
    "admin": set(Kind),
}


def kinds_for(roles: frozenset[str]) -> list[str]:
    """The kinds of work that these roles see, in the order of the model."""
    seen: set[str] = set().union(*(KINDS.get(role, set()) for role in roles))
    return [kind.value for kind in Kind if kind in seen]


def visible_work(user: User, roles: frozenset[str]) -> QuerySet[WorkItem]:
    """Work of the school of the scope that this person may see, done or not; what is about themselves is left out."""
    others = Q(person=None) | ~Q(person=user)
    return WorkItem.objects.filter(others, kind__in=kinds_for(roles))


def visible_enrolments(user: User, roles: frozenset[str]) -> QuerySet[Enrolment]:
    """Every candidate of the school for staff and faculty."""
    return Enrolment.objects.all() if roles & set(READERS) else Enrolment.objects.none()


def visible_papers(user: User, roles: frozenset[str]) -> QuerySet[Evidence]:
    """Papers of others, for those who judge them."""
    if not roles & set(DECIDERS):
        return Evidence.objects.none()
    return Evidence.objects.exclude(entry__enrolment__student=user)


def can_decide(user: User, roles: frozenset[str], enrolment: Enrolment) -> bool:
    """Credentialing and administrators, but nobody about themselves."""
    return bool(roles & set(DECIDERS)) and enrolment.student_id != user.pk
