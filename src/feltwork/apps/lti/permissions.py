"""Who may see and who may do, side by side."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from feltwork.apps.accounts.models import User
from feltwork.apps.learning.models import Course
from feltwork.apps.learning.permissions import visible_courses
from feltwork.apps.learning.queries import places_of
from feltwork.apps.lti.models import Context, ResourceLink, Tool

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
    places = places_of(user)
    courses = visible_courses(frozenset(), places)
    cohorts = [place.cohort_id for place in places]
    found: QuerySet[Context] = Context.objects.filter(
        Q(cohort__in=cohorts) | Q(course__in=courses.values("pk")) | Q(course=None, cohort=None)
    )
    return found if places else found.none()


def courses_with_links(user: User, roles: frozenset[str]) -> QuerySet[Course]:
    """The courses whose links *user* may ask for: those that they may read."""
    return visible_courses(roles, places_of(user))
