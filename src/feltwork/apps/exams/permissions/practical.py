"""Practical examinations: who sees which attempt, who watches, who rates, who decides.

Nobody here reads an outcome measure, and no page of this app asks for one.
"""

from __future__ import annotations

from django.db.models import QuerySet

from feltwork.apps.accounts.models import Role, User
from feltwork.apps.exams.models import GoldCase, GoldTry, Practical, PracticalAppeal, Rating

CANDIDATES = (Role.STUDENT.value,)
DESK = (Role.REGISTRAR.value, Role.CREDENTIALING.value, Role.ADMIN.value)  # sees that it goes on
DECIDERS = (Role.CREDENTIALING.value, Role.ADMIN.value)
RATERS = (Role.FACULTY.value, Role.PROVIDER.value)  # where they are appointed
GOLD_KEEPERS = (Role.FACULTY.value, Role.CREDENTIALING.value, Role.ADMIN.value)

Roles = frozenset[str]


def own_practicals(user: User) -> QuerySet[Practical]:
    """A candidate's attempts, in the school whose scope is open."""
    rows: QuerySet[Practical] = Practical.objects.select_related(
        "examination", "enrolment__student", "enrolment__cohort", "school"
    )
    return rows.filter(enrolment__student=user)


def desk_practicals(user: User, roles: Roles) -> QuerySet[Practical]:
    """For those who see that an examination goes on; never one's own."""
    rows: QuerySet[Practical] = Practical.objects.select_related(
        "examination", "enrolment__student", "enrolment__cohort", "school"
    )
    return rows.exclude(enrolment__student=user) if roles & set(DESK) else rows.none()


def own_ratings(user: User) -> QuerySet[Rating]:
    """The sheets of *user*, without those from which they were excused. Nobody else's, whatever their role."""
    rows: QuerySet[Rating] = Rating.objects.select_related("practical__examination", "practical__school", "rater")
    return rows.filter(rater=user, excused_at=None)


def can_write_rating(rating: Rating) -> bool:
    return (
        rating.submitted_at is None
        and rating.excused_at is None
        and rating.practical.state == Practical.State.RATING
        and rating.practical.round == rating.round
    )


def can_decide(user: User, roles: Roles, practical: Practical) -> bool:
    """Staff who did not rate it themselves; a second round is decided by somebody else than the first."""
    if not roles & set(DECIDERS) or practical.enrolment.student_id == user.pk:
        return False
    if practical.ratings.filter(rater=user, excused_at=None).exists():
        return False
    return not practical.decisions.filter(by=user, round__lt=practical.round).exists()


def can_answer_appeal(user: User, roles: Roles, appeal: PracticalAppeal) -> bool:
    """Staff who did not decide what the appeal is against."""
    is_staff = bool(roles & set(DECIDERS)) and appeal.practical.enrolment.student_id != user.pk
    return is_staff and not appeal.practical.decisions.filter(by=user).exists()


def panel_cases(user: User) -> QuerySet[GoldCase]:
    """Cases that *user* may rate as one of those who then agree: not used yet, and not rated by them in training."""
    tried = GoldTry.objects.filter(user=user, is_panel=False, submitted_at__isnull=False)
    rows: QuerySet[GoldCase] = GoldCase.objects.filter(is_open=False, retired_at=None)
    return rows.exclude(pk__in=tried.values("case"))
