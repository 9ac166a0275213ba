"""Written examinations: who sits, arranges, marks and decides, and who may not because they stand too close."""

from __future__ import annotations

from collections.abc import Set

from django.db.models import QuerySet

from feltwork.apps.accounts.models import Role, User
from feltwork.apps.exams.models import Appeal, Attempt, Examination, Marking
from feltwork.apps.schools.models import Enrolment

CANDIDATES = (Role.STUDENT.value,)
DESK = (Role.REGISTRAR.value, Role.CREDENTIALING.value, Role.ADMIN.value)  # arranges, and sees that it goes on
DECIDERS = (Role.CREDENTIALING.value, Role.ADMIN.value)
MARKERS = (Role.FACULTY.value, Role.PROVIDER.value)  # where they are appointed

Roles = frozenset[str]
WITH = ("examination__programme", "enrolment__student", "enrolment__cohort", "school")


def own_enrolments(user: User) -> QuerySet[Enrolment]:
    """Those by which *user* may sit examinations."""
    rows = Enrolment.objects.filter(student=user, state=Enrolment.State.ACTIVE)
    return rows.select_related("cohort__programme", "student")


def offered_to(user: User) -> QuerySet[Examination]:
    """Written examinations of the programmes that *user* is in, open or sat already."""
    rows = Examination.objects.filter(kind=Examination.Kind.WRITTEN).select_related("programme", "level")
    mine = Enrolment.objects.filter(student=user).exclude(state=Enrolment.State.WITHDRAWN)
    return rows.filter(programme__in=mine.values("cohort__programme")).order_by("name", "pk")


def own_attempts(user: User) -> QuerySet[Attempt]:
    rows: QuerySet[Attempt] = Attempt.objects.filter(candidate=user).select_related(*WITH)
    return rows


def desk_attempts(user: User, roles: Roles) -> QuerySet[Attempt]:
    """For those who see that it goes on; never one's own."""
    rows: QuerySet[Attempt] = Attempt.objects.select_related(*WITH)
    return rows.exclude(candidate=user) if roles & set(DESK) else rows.none()


def own_markings(user: User) -> QuerySet[Marking]:
    """Nobody else's, whatever one's role. Whose attempt it is does not come with it."""
    rows: QuerySet[Marking] = Marking.objects.filter(marker=user).select_related("attempt__examination", "school")
    return rows


def why_not_decide(user: User, roles: Roles, attempt: Attempt, trainers: Set[int]) -> str:
    """ "" where *user* may decide; else "role", "own", "marked", "trains", or "earlier" (decided what is appealed)."""
    if not roles & set(DECIDERS):
        return "role"
    if attempt.candidate_id == user.pk:
        return "own"
    if user.pk in trainers:
        return "trains"
    if attempt.markings.filter(marker=user).exists():
        return "marked"
    earlier = attempt.decisions.filter(by=user, appeal__isnull=False)
    return "earlier" if earlier.exists() else ""


def can_rule_entry(user: User, roles: Roles, enrolment: Enrolment) -> bool:
    """Let somebody sit an examination before they have what its level asks for; nobody themselves."""
    return bool(roles & set(DECIDERS)) and enrolment.student_id != user.pk


def can_answer_appeal(user: User, roles: Roles, appeal: Appeal, trainers: Set[int]) -> bool:
    """Staff who neither decided nor marked, and do not train the candidate's group."""
    attempt = appeal.decision.attempt
    if not roles & set(DECIDERS) or user.pk in trainers or attempt.candidate_id == user.pk:
        return False
    return not attempt.decisions.filter(by=user).exists() and not attempt.markings.filter(marker=user).exists()
