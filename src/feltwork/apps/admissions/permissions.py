"""Who may see and who may do, side by side. An applicant needs no role in the school."""

from __future__ import annotations

from django.db.models import QuerySet

from feltwork.apps.accounts.models import STAFF_ROLES, User
from feltwork.apps.admissions.models import Application, ApplicationDocument, ApplicationEvent

State = Application.State
WITH_SCHOOL = (State.SUBMITTED, State.ASKED)
OPEN = (State.DRAFT, *WITH_SCHOOL, State.CONDITIONAL)


def visible_applications(user: User) -> QuerySet[Application]:
    """One's own, in the school of the scope."""
    own: QuerySet[Application] = Application.objects.filter(applicant=user)
    return own.select_related("programme", "edition", "cohort", "school", "applicant", "enrolment")


def reviewable_applications(roles: frozenset[str]) -> QuerySet[Application]:
    """For staff: everything that was sent. A draft is nobody's but the applicant's."""
    sent: QuerySet[Application] = Application.objects.exclude(submitted_at=None)
    rows = sent.select_related("programme", "edition", "cohort", "school", "applicant", "enrolment")
    return rows if can_review(roles) else rows.none()


def visible_documents(user: User, roles: frozenset[str]) -> QuerySet[ApplicationDocument]:
    """One's own papers, and for staff those of applications that were sent."""
    rows: QuerySet[ApplicationDocument] = ApplicationDocument.objects.filter(removed_at=None)
    if can_review(roles):
        return rows.filter(application__in=reviewable_applications(roles)) | rows.filter(application__applicant=user)
    return rows.filter(application__applicant=user)


def can_review(roles: frozenset[str]) -> bool:
    return bool(roles & STAFF_ROLES)


def can_change(application: Application) -> bool:
    """Whether the applicant can still change answers: only before it is sent."""
    return application.state == State.DRAFT


def can_add_documents(application: Application) -> bool:
    """Whether the applicant can hand in papers: in a draft, to answer a question, to meet a condition."""
    return application.state in (State.DRAFT, State.ASKED, State.CONDITIONAL)


def can_remove(document: ApplicationDocument, last: ApplicationEvent | None) -> bool:
    """Whether the applicant can take a paper away: nobody at the school has been handed it yet."""
    if document.removed_at is not None or not can_add_documents(document.application):
        return False
    return last is None or document.uploaded_at > last.at
