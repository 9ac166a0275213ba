"""The school itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scope

from feltwork.apps.accounts.actions import grant_role
from feltwork.apps.accounts.models import Role, User
from feltwork.apps.audit.actions import record
from feltwork.apps.schools.actions.changes import change
from feltwork.apps.schools.models import School


@transaction.atomic
def update_school(*, school: School, by: User, at: datetime, **words: Any) -> School:
    """Change how the school is described; *words* are fields of `School`, its address is none of them."""
    return change(School.objects.get(pk=school.pk), words, code="schools.update_school", by=by, at=at)


@transaction.atomic
def create_school(
    *, slug: str, name: str, admin: User, at: datetime, town: str = "", country: str = "", time_zone: str = "UTC"
) -> School:
    """Found a school with *admin* as its first administrator. Raises ValidationError, field by field."""
    school = School(slug=slug, name=name, town=town, country=country.upper(), time_zone=time_zone, email=admin.email)
    if time_zone not in available_timezones():
        raise ValidationError({"time_zone": _("There is no such time zone. Please write it as in Europe/London.")})
    school.full_clean()
    school.save(force_insert=True)
    record("schools.create_school", by=admin, at=at, subject=school)
    with scope(school=school):
        grant_role(school=school, user=admin, role=Role.ADMIN, by=admin, at=at)
    return school
