"""Who may see and who may do, side by side. A person's roles in the school of the request are handed in."""

from __future__ import annotations

from django.db.models import QuerySet

from feltwork.apps.accounts.models import User
from feltwork.apps.schools.models import Cohort, Enrolment

OFFICE = frozenset({"registrar", "admin"})  # keep places, dates and programmes
READERS = OFFICE | {"credentialing", "faculty"}  # see cohorts
RECORD_READERS = OFFICE | {"credentialing"}  # see one student's place
MARKERS = OFFICE | {"faculty"}  # mark attendance
HOLDERS = OFFICE | {"credentialing"}  # hold a certificate and lift it
PUBLISHERS = frozenset({"admin"})  # publish rules, change the school


def visible_cohorts(user: User, roles: frozenset[str]) -> QuerySet[Cohort]:
    """All cohorts of the school for those who work with them, their own for students; use inside the school's scope."""
    cohorts: QuerySet[Cohort] = Cohort.objects.select_related("programme", "edition")
    if roles & READERS:
        return cohorts
    mine = Enrolment.objects.filter(student=user).exclude(state=Enrolment.State.WITHDRAWN)
    return cohorts.filter(pk__in=mine.values("cohort"))


def visible_enrolments(roles: frozenset[str]) -> QuerySet[Enrolment]:
    """Places of students, for staff; use inside the school's scope."""
    places: QuerySet[Enrolment] = Enrolment.objects.select_related("student", "cohort__programme", "edition", "school")
    return places if roles & RECORD_READERS else places.none()


def can_keep_places(roles: frozenset[str]) -> bool:
    return bool(roles & OFFICE)


def can_mark(roles: frozenset[str]) -> bool:
    return bool(roles & MARKERS)


def can_publish(roles: frozenset[str]) -> bool:
    return bool(roles & PUBLISHERS)
