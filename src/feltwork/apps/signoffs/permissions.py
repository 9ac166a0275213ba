"""Who may answer, take back and look."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet

from feltwork.apps.accounts.models import STAFF_ROLES, Membership, User
from feltwork.apps.schools.models import Provider, School
from feltwork.apps.signoffs.models import LedgerEntry, SignOffRequest


def visible_requests(user: User) -> QuerySet[SignOffRequest]:
    """What *user* is asked to confirm: as the provider's known account or, while there is none, by verified address."""
    mine = Q(provider__user=user)
    for address in _addresses_of(user):
        mine |= Q(provider__user=None, provider__email__iexact=address)
    requests = SignOffRequest.objects.filter(mine).exclude(student=user)
    return requests.select_related("provider__user", "student", "school")


def visible_own_requests(user: User) -> QuerySet[SignOffRequest]:
    """What *user* asked others to confirm."""
    return SignOffRequest.objects.filter(student=user).select_related("provider__user", "student", "school")


def visible_entries(user: User) -> QuerySet[LedgerEntry]:
    """Entries that *user* signed or that are about them."""
    entries = LedgerEntry.objects.filter(Q(by=user) | Q(student=user))
    return entries.select_related("by", "student", "school")


def is_provider(user: User) -> bool:
    """Whether *user* is, or could become, a provider of the school whose scope is open."""
    mine = Q(user=user)
    for address in _addresses_of(user):
        mine |= Q(user=None, email__iexact=address)
    return Provider.objects.filter(mine).exists()


def can_answer(user: User, request: SignOffRequest) -> bool:
    """Whether *user* is the one who was asked. That follows from the provider; students choose nobody's account."""
    if request.student_id == user.pk:
        return False
    if request.provider.user_id is not None:
        return request.provider.user_id == user.pk
    return request.provider.email.lower() in _addresses_of(user)


def can_take_back(user: User, request: SignOffRequest, entry: LedgerEntry, at: datetime) -> bool:
    """The signer until midnight where they live; afterwards the school's staff."""
    if entry.by_id == user.pk and can_answer(user, request):
        return is_same_day(user, request.school, entry.at, at) or is_staff_of(user, request.school)
    return is_staff_of(user, request.school) and request.student_id != user.pk


def is_same_day(user: User, school: School, one: datetime, other: datetime) -> bool:
    """On the calendar of *user*, or of the school where they chose no time zone."""
    zone = ZoneInfo(user.time_zone or school.time_zone)
    return one.astimezone(zone).date() == other.astimezone(zone).date()


def is_staff_of(user: User, school: School) -> bool:
    return Membership.objects.filter(school=school, user=user, role__in=STAFF_ROLES, until=None).exists()


def _addresses_of(user: User) -> set[str]:
    verified = EmailAddress.objects.filter(user_id=user.pk, verified=True)
    return {address.lower() for address in verified.values_list("email", flat=True)}
