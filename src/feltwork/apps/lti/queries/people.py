"""Who is where, as far as a tool is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from feltwork.apps.accounts.models import Membership, User
from feltwork.apps.lti.messages import roles_of
from feltwork.apps.lti.models import Alias, Context, Tool
from feltwork.apps.schools.models import Enrolment


@dataclass(frozen=True, slots=True)
class Member:
    """A person in a context, with the standard's roles."""

    user: User
    roles: tuple[str, ...]


def places_in(context: Context) -> QuerySet[Enrolment]:
    """The places of students whom *context* is about."""
    found: QuerySet[Enrolment] = Enrolment.objects.filter(school_id=context.school_id)
    if context.course is not None and context.course.programme_id is not None:
        found = found.filter(cohort__programme=context.course.programme_id)
    if context.cohort_id is not None:
        found = found.filter(cohort=context.cohort_id)
    return found.exclude(state=Enrolment.State.WITHDRAWN).select_related("student")


def place_in(context: Context, user: User) -> Enrolment | None:
    """The place by which *user* belongs to *context*, the latest where there are several."""
    return places_in(context).filter(student=user).order_by("-anchor_on", "-pk").first()


def members_of(context: Context) -> list[Member]:
    """Students of the context and the faculty of the school, each once, in an order that stays."""
    roles: dict[int, set[str]] = {}
    for user in places_in(context).values_list("student", flat=True):
        roles.setdefault(user, set()).add("student")
    teaching = Membership.objects.filter(school_id=context.school_id, role="faculty", until=None)
    for user in teaching.values_list("user", flat=True):
        roles.setdefault(user, set()).add("faculty")
    people = User.objects.filter(pk__in=roles, is_active=True).order_by("pk")
    return [Member(user, roles_of(frozenset(roles[user.pk]))) for user in people]


def person_of(tool: Tool, context: Context, subject: str) -> User | None:
    """Whom *tool* means by *subject*, if that person is in *context*: a student there, or faculty trying it out."""
    alias = Alias.objects.filter(tool=tool, uuid=subject).select_related("user").first()
    if alias is None:
        return None
    if place_in(context, alias.user) is not None:
        return alias.user
    teaches = Membership.objects.filter(user=alias.user, role__in=("faculty", "registrar", "admin"), until=None)
    return alias.user if teaches.exists() else None


def subjects_of(tool: Tool, users: Iterable[User]) -> dict[int, str]:
    """By which names *tool* knows them, by user."""
    rows = Alias.objects.filter(tool=tool, user__in=list(users)).values_list("user", "uuid")
    return {user: str(subject) for user, subject in rows}
