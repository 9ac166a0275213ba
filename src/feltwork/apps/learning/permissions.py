"""Who may see and who may do, side by side. A person's roles in the school of the request are handed in."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from feltwork.apps.learning.models import Completion, Course, Lesson, Reading
from feltwork.apps.schools.models import Enrolment

WRITERS = frozenset({"faculty", "registrar", "admin"})  # write courses and lessons
STAFF = WRITERS | {"credentialing"}  # read everything, see where people are
DECIDERS = frozenset({"registrar", "admin", "credentialing"})  # enter completions and take them back


def visible_courses(roles: frozenset[str], places: Iterable[Enrolment]) -> QuerySet[Course]:
    """All for staff; for learners the open ones of their programmes, and those in which they have read something.

    Use inside the school's scope.
    """
    courses: QuerySet[Course] = Course.objects.all()
    if roles & STAFF:
        return courses
    own = [place.pk for place in places]
    programmes = [place.cohort.programme_id for place in places]
    if not own:
        return courses.none()
    begun = Reading.objects.filter(enrolment__in=own).values("lesson__course")
    done = Completion.objects.filter(enrolment__in=own).values("course")
    fits = Q(programme=None) | Q(programme__in=programmes)
    is_begun = Q(pk__in=begun) | Q(pk__in=done)
    return courses.filter(Q(state=Course.State.OPEN) & fits | Q(state=Course.State.CLOSED) & is_begun)


def visible_lessons(course: Course) -> QuerySet[Lesson]:
    """Those that people read: published, and not taken out."""
    lessons: QuerySet[Lesson] = course.lessons.filter(published__isnull=False, retired_at=None)
    return lessons.select_related("published", "course")


def can_write(roles: frozenset[str]) -> bool:
    return bool(roles & WRITERS)


def can_see_people(roles: frozenset[str]) -> bool:
    return bool(roles & STAFF)


def can_decide(roles: frozenset[str]) -> bool:
    """Whether they may enter completions by hand and take any back."""
    return bool(roles & DECIDERS)
