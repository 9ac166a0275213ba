"""Who is shown: every gate in one question to the living rows, for all schools at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django_scopes import scopes_disabled

from feltwork.apps.credentials.models import Certificate
from feltwork.apps.directory.models import Licence, Policy, Profile
from feltwork.apps.directory.queries.statements import Statement
from feltwork.apps.schools.models import Enrolment, School, TrainingDay
from feltwork.core.directory.professions import without_licence

OPEN_ENDED = Q(valid_until=None)
DECIDED = ("hide_days", "lists_students", "student_from_level")


@dataclass(frozen=True, slots=True)
class Terms:
    """What decides about a school's listings on one day."""

    today: date  # in the school's own zone
    hide_days: int
    lists_students: bool
    student_from_level: str

    @property
    def confirmed_since(self) -> date:
        """The earliest day of a confirmation that still counts."""
        return self.today - timedelta(days=self.hide_days)


def listed(at: datetime) -> QuerySet[Profile]:
    """The profiles that anybody may see at *at*, of all schools.

    Published; owner's account open; a town; the certificate in force, or in training where the school lists students;
    the licence checked where the profession has one; confirmed lately enough.
    """
    with scopes_disabled():  # the public directory has no school; each gate names the school of the profile
        shown = Q(pk__in=[])
        for terms, schools in terms_by_school(at).items():
            shown |= Q(school__in=schools, confirmed_on__gte=terms.confirmed_since) & entitled(terms)
        return wished().filter(shown)


def wished() -> QuerySet[Profile]:
    """Published by their owners, whatever the gates say. Inside the scope of a school, only its own."""
    return Profile.objects.filter(state=Profile.State.LISTED, owner__is_active=True, town__isnull=False)


def entitled(terms: Terms) -> Q:
    """Certificate or training, and licence, on the day of *terms*."""
    return (certified(terms.today) | in_training(terms)) & licensed(terms.today)


def certified(today: date) -> Q:
    """A certificate of the profile's school for its owner is in force, as `credentials.queries.verdict_of` says it."""
    with scopes_disabled():
        certificates = Certificate.objects.filter(
            OPEN_ENDED | Q(valid_until__gte=today),
            school=OuterRef("school"),
            enrolment__student=OuterRef("owner"),
            state=Certificate.State.IN_FORCE,
        )
    return Q(Exists(certificates))


def in_training(terms: Terms) -> Q:
    """The owner is in training at the profile's school, as far as the school lists students."""
    if not terms.lists_students:
        return Q(pk__in=[])
    with scopes_disabled():
        places = Enrolment.objects.filter(
            school=OuterRef("school"),
            student=OuterRef("owner"),
            state=Enrolment.State.ACTIVE,
            anchor_on__lte=terms.today,
        )
        if terms.student_from_level:
            begun = TrainingDay.objects.filter(
                module_date__cohort=OuterRef("cohort"),
                module_date__module__level__code=terms.student_from_level,
                on__lte=terms.today,
            )
            places = places.filter(Exists(begun))
    return Q(Exists(places))


def licensed(today: date) -> Q:
    """The profession has no licence, or its entry in a register was checked and has not ended."""
    with scopes_disabled():
        licences = Licence.objects.filter(
            OPEN_ENDED | Q(valid_until__gte=today),
            profile=OuterRef("pk"),
            profession=OuterRef("profession"),
            state=Licence.State.CHECKED,
        )
    return Q(profession__in=without_licence()) | Q(Exists(licences))


def terms_by_school(at: datetime) -> dict[Terms, list[int]]:
    """The schools that have profiles, by their terms: mostly one of them for all. One query."""
    found: dict[Terms, list[int]] = defaultdict(list)
    for school, zone, *decided in _schools().rows():
        today = at.astimezone(ZoneInfo(zone)).date()
        policy = None if decided[0] is None else Policy(**dict(zip(DECIDED, decided, strict=True)))
        found[terms_of(policy, today)].append(school)
    return dict(found)


@cache
def _schools() -> Statement:
    with scopes_disabled():  # what a school decided is public
        policies, profiles = Policy.objects.filter(school=OuterRef("pk")), Profile.objects.filter(school=OuterRef("pk"))
        decided = {f"policy_{name}": Subquery(policies.order_by().values(name)[:1]) for name in DECIDED}
        schools = School.objects.filter(Exists(profiles)).order_by().annotate(**decided)
        return Statement(schools.values_list("pk", "time_zone", *decided))


def terms_of(policy: Policy | None, today: date) -> Terms:
    """As the school decided, or as is usual."""
    policy = policy or Policy()
    level = policy.student_from_level if policy.lists_students else ""
    return Terms(today, policy.hide_days, policy.lists_students, level)


def policy_of(school: School) -> Policy:
    """The school's policy; one that was never written down is a row that is not kept."""
    with scopes_disabled():
        return Policy.objects.filter(school=school).first() or Policy(school=school)


def in_order(profiles: QuerySet[Profile], wanted: Iterable[int]) -> list[Profile]:
    """Those of *profiles* whose number is *wanted*, in that order; the others are left out."""
    order = list(wanted)
    found = profiles.select_related("school").in_bulk(order)
    return [found[number] for number in order if number in found]
