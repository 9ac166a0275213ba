"""In which place somebody learns: what they do in a course belongs to one enrolment."""

from __future__ import annotations

from collections.abc import Sequence

from feltwork.apps.accounts.models import User
from feltwork.apps.learning.models import Course
from feltwork.apps.schools.models import Enrolment

LEARN = (Enrolment.State.ACTIVE, Enrolment.State.DEFERRED, Enrolment.State.COMPLETED)


def places_of(user: User) -> list[Enrolment]:
    """*user*'s places that are not left, the newest first; use inside the school's scope."""
    rows = Enrolment.objects.filter(student=user, state__in=LEARN)
    return list(rows.select_related("cohort__programme", "school", "student").order_by("-anchor_on", "-pk"))


def place_for(course: Course, places: Sequence[Enrolment]) -> Enrolment | None:
    """The one of *places* in which *course* counts: of its programme, one in training before others."""
    fit = [one for one in places if course.programme_id in (None, one.cohort.programme_id)]
    return min(fit, key=lambda one: one.state != Enrolment.State.ACTIVE, default=None)


def place_of(user: User, course: Course) -> Enrolment | None:
    """Where *user* learns *course*; None where they have no place for it."""
    return place_for(course, places_of(user))
