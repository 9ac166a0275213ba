"""Who may see and who may do, side by side."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from feltwork.apps.accounts.models import User
from feltwork.apps.learning.models import Course
from feltwork.apps.lti.models import Context, ResourceLink, Tool
from feltwork.apps.schools.models import Enrolment

EDITORS = frozenset({"faculty", "registrar", "admin"})  # put links into courses
OFFICE = frozenset({"admin"})  # plug tools in


def can_edit_links(roles: frozenset[str]) -> bool:
    return bool(roles & EDITORS)


def visible_links(user: User, roles: frozenset[str]) -> QuerySet[ResourceLink]:
    """Links that are still there to tools that are on: all for who edits them, else those of one's own places.

    Use inside the school's scope.
    """
    links: QuerySet[ResourceLink] = ResourceLink.objects.filter(removed_at=None, tool__state=Tool.State.ON)
    links = links.select_related("tool", "context__course", "context__cohort", "school")
    return links if can_edit_links(roles) else links.filter(context__in=_contexts_of(user))


def _contexts_of(user: User) -> QuerySet[Context]:
    """Where *user* is in training; without a place there is none, not even the one for everybody."""
    places = _places_of(user)
    everybody = Q(course=None, cohort=None)
    found: QuerySet[Context] = Context.objects.filter(
        Q(cohort__in=places.values("cohort")) | Q(course__in=open_courses(user).values("pk")) | everybody
    )
    return found if places.exists() else found.none()


def open_courses(user: User) -> QuerySet[Course]:
    """Courses that are open to *user* as a student: those of one's programmes, and those of no programme."""
    programmes = _places_of(user).values("cohort__programme")
    courses: QuerySet[Course] = Course.objects.filter(state=Course.State.OPEN)
    return courses.filter(Q(programme__in=programmes) | Q(programme=None))


def _places_of(user: User) -> QuerySet[Enrolment]:
    places: QuerySet[Enrolment] = Enrolment.objects.filter(student=user).exclude(state=Enrolment.State.WITHDRAWN)
    return places
