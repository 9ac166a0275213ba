"""Who may see a certificate, and who may decide about one."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from feltwork.apps.credentials.models import Certificate

DECIDERS = frozenset({"credentialing", "admin"})
READERS = DECIDERS | {"registrar"}
PUBLIC = (Certificate.State.IN_FORCE, Certificate.State.SUSPENDED, Certificate.State.REVOKED)


def public_certificates() -> QuerySet[Certificate]:
    """What the public may learn of: issued once. Proposed and rejected ones do not exist for them."""
    return Certificate.objects.filter(state__in=PUBLIC)


def own_certificates(user: Any) -> QuerySet[Certificate]:
    """A holder's own, once issued."""
    return public_certificates().filter(enrolment__student=user)


def visible_certificates(user: Any, roles: frozenset[str]) -> QuerySet[Certificate]:
    """All for staff of the school whose scope is open, the own ones for a holder."""
    if roles & READERS:
        return Certificate.objects.all()
    return own_certificates(user)


def can_decide(user: Any, roles: frozenset[str], certificate: Certificate) -> bool:
    """Credentialing and administrators, but nobody about their own certificate."""
    return bool(roles & DECIDERS) and certificate.enrolment.student_id != user.pk


def listed(certificates: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """Those whose holders chose to be found, while in force."""
    return certificates.filter(Q(is_listed=True) & Q(state=Certificate.State.IN_FORCE))
