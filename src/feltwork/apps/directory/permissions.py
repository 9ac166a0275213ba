"""Who may have a page, whose page one may see at the desk, and who may decide about it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from feltwork.apps.credentials.permissions import own_certificates
from feltwork.apps.directory.models import Licence, Profile, Report
from feltwork.apps.schools.models import Enrolment

DECIDERS = ("registrar", "credentialing", "admin")
RULERS = ("credentialing", "admin")


def may_have_page(user: Any, roles: frozenset[str]) -> bool:
    """Whoever belongs to the school as more than a client, or was certified by it."""
    if roles - {"client"}:
        return True
    return own_certificates(user).exists() or Enrolment.objects.filter(student=user).exists()


def own_profiles(user: Any) -> QuerySet[Profile]:
    """One's own, in the school whose scope is open."""
    return Profile.objects.select_related("school", "owner").filter(owner=user)


def visible_licences(roles: frozenset[str]) -> QuerySet[Licence]:
    """Those of the school, for staff."""
    return Licence.objects.select_related("profile") if roles & set(DECIDERS) else Licence.objects.none()


def visible_profiles(roles: frozenset[str]) -> QuerySet[Profile]:
    """Every page of the school, for staff: names and states, not what a draft says."""
    return Profile.objects.select_related("school", "owner") if roles & set(DECIDERS) else Profile.objects.none()


def visible_reports(roles: frozenset[str]) -> QuerySet[Report]:
    """Those about pages of the school, for staff."""
    return Report.objects.select_related("profile", "about") if roles & set(DECIDERS) else Report.objects.none()


def can_decide_about(user: Any, thing: Profile | Report) -> bool:
    """Nobody decides about their own page, nor about a report of it."""
    return bool(thing.owner_id != user.pk)
