"""What the public pages and the start page read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import scopes_disabled

from feltwork.apps.accounts.models import CLINICAL_ROLES, STAFF_ROLES, Membership, User
from feltwork.apps.admissions.models import Application
from feltwork.apps.portal.asked import Asked, asked_by
from feltwork.apps.portal.links import Label, address
from feltwork.apps.schools.models import Cohort, Programme, RuleEdition, School

FINISHED = (Application.State.ACCEPTED, Application.State.REFUSED, Application.State.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere a person has something to do."""

    label: Label
    school: str
    url: str


def public_schools() -> QuerySet[School]:
    """Schools that show themselves, by name."""
    return School.objects.filter(is_public=True).order_by("name")


def open_programmes(school: School) -> QuerySet[Programme]:
    """Programmes of *school* that take applications, each with its `coming` cohorts, the soonest first."""
    coming = Cohort.objects.filter(is_public=True, starts_on__gte=timezone.localdate())
    return (
        Programme.objects.filter(is_open=True)
        .order_by("name")
        .prefetch_related(Prefetch("cohorts", coming, to_attr="coming"))
    )


def asked_in(school: School) -> list[Asked]:
    """What each open programme of *school* asks of whoever begins next; programmes without rules are left out."""
    programmes = list(open_programmes(school))
    in_force = _editions_in_force(programmes)
    found = []
    for programme in programmes:
        coming: list[Cohort] = getattr(programme, "coming")  # noqa: B009 mypy knows nothing of prefetched attributes
        edition = coming[0].edition if coming else in_force.get(programme.pk)
        if edition is not None:
            found.append(asked_by(programme, edition))
    return found


def _editions_in_force(programmes: list[Programme]) -> dict[int, RuleEdition]:
    """The edition of each programme that a cohort starting today would have; texts are fetched only when needed."""
    rows = RuleEdition.objects.filter(programme__in=programmes, valid_from__lte=timezone.localdate())
    ordered = rows.defer("text", "bases").order_by("valid_from", "published_at", "pk")
    return {edition.programme_id: edition for edition in ordered}


def places_of(user: User) -> list[Place]:
    """Where *user* belongs, over all schools: work of staff first, then own training, signatures, applications.

    The one read that looks across schools; it is limited to rows about *user*.
    """
    with scopes_disabled():
        held = list(Membership.objects.filter(user=user, until=None).select_related("school").order_by("school__name"))
        applications = list(
            Application.objects.filter(applicant=user, enrolment=None)
            .exclude(state__in=FINISHED)
            .select_related("school", "programme")
        )
    places = [_place_of_role(membership) for membership in held]
    places += [_place_of_application(application) for application in applications]
    return [place for place in dict.fromkeys(places) if place.url]


def _place_of_role(membership: Membership) -> Place:
    school = membership.school
    if membership.role in STAFF_ROLES:
        return Place(_("What waits for staff"), school.name, address("certification:queue", school.slug))
    if membership.role == "student":
        return Place(_("My path"), school.name, address("certification:path", school.slug))
    if membership.role == "client":
        return Place(_("My space"), school.name, address("practice:mine", school.slug))
    if membership.role in CLINICAL_ROLES:
        return Place(_("Clients"), school.name, address("practice:clients", school.slug))
    return Place(_("What waits for my signature"), school.name, address("signoffs:inbox", school.slug))


def _place_of_application(application: Any) -> Place:
    school = application.school
    label = _("My application: %(programme)s") % {"programme": application.programme.name}
    return Place(label, school.name, address("admissions:mine", school.slug))
