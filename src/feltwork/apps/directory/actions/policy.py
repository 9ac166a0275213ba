"""How a school keeps its part of the directory; what is counted of it each week."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.directory.actions.following import follow
from feltwork.apps.directory.models import Policy, Profile, Week
from feltwork.apps.directory.queries.phantoms import count_of
from feltwork.apps.schools.models import School
from feltwork.apps.schools.queries import date_at

MOST_DAYS = 30  # after that nobody is shown anywhere: a rule of the directory, not of a school


@transaction.atomic
def set_policy(*, school: School, fields: Mapping[str, Any], by: User, at: datetime) -> Policy:
    """Set what is in *fields*; it holds at once for everybody's page. ValidationError by field."""
    row = Policy.objects.select_for_update().filter(school=school).first() or Policy(school=school)
    for name, value in fields.items():
        setattr(row, name, value)
    if not 1 <= row.ask_days <= row.mark_days <= row.hide_days <= MOST_DAYS:
        words = _("First asked, then marked, then hidden, after at most %(most)s days.") % {"most": MOST_DAYS}
        raise ValidationError({"hide_days": words})
    row.save()
    record("directory.set_policy", by=by, at=at, subject=row, facts={"fields": sorted(fields)})
    for profile in Profile.objects.filter(school=school, state=Profile.State.LISTED):
        follow(profile, at)
    return row


@transaction.atomic
def count_week(*, school: School, at: datetime) -> Week | None:
    """Keep the figures of today's Monday, once; None where they are kept or it is no Monday."""
    on = date_at(school, at)
    if on.isoweekday() != 1 or Week.objects.filter(school=school, on=on).exists():
        return None
    return Week.objects.create(school=school, on=on, at=at, **count_of(school, at).kept())
