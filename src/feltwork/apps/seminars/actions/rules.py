"""The school's own numbers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.schools.models import School
from feltwork.apps.seminars.models import SeminarRules

FIELDS = (
    "people_per_assistant", "ratio_source", "group_min", "group_max", "group_source", "answer_hours", "make_up_days",
    "feedback_days",
)  # fmt: skip


@transaction.atomic
def settle(*, school: School, by: User, at: datetime, **facts: Any) -> SeminarRules:
    """Set the ratio, the sizes of groups and the days; *facts* are fields of SeminarRules."""
    School.objects.select_for_update().get(pk=school.pk)  # two people at once make one row
    rules = SeminarRules.objects.filter(school=school).first() or SeminarRules(school=school)
    before = {name: getattr(rules, name) for name in FIELDS} if rules.pk else None
    for name in FIELDS:
        setattr(rules, name, facts.get(name, getattr(rules, name)))
    if rules.group_min > rules.group_max:
        raise ValidationError({"group_max": _("The largest group cannot be smaller than the smallest.")}, code="order")
    rules.full_clean(exclude=["school"])
    rules.save()
    after = {name: getattr(rules, name) for name in FIELDS}
    record("seminars.settle", by=by, at=at, subject=rules, facts={"before": before, "after": after})
    return rules
