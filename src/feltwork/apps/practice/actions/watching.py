"""Raising the alarm where one person opens unusually many files, and saying what is usual."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from feltwork.apps.accounts.models import Role, User
from feltwork.apps.accounts.queries import members_of
from feltwork.apps.audit.actions import record
from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.practice import notices
from feltwork.apps.practice.models import HouseRules
from feltwork.apps.practice.queries.watching import HOUR, alarms, limit_of, opened_by
from feltwork.apps.schools.models import School


@transaction.atomic
def raise_alarms(*, school: School, at: datetime) -> list[AuditRecord]:
    """One alarm for each person above the limit, and no second one within the hour. Nobody is locked out by it: a
    clinician may have a reason, and only people know it."""
    limit = limit_of(school)
    many = {user: files for user, files in opened_by(school, at).items() if files > limit}
    known = set(alarms(school).filter(by__in=many, at__gt=at - HOUR).values_list("by", flat=True))
    raised = []
    for user in User.objects.filter(pk__in=many.keys() - known).order_by("pk"):
        facts = {"files": many[user.pk], "limit": limit}
        raised.append(record("practice.many_opened", by=user, at=at, school=school, facts=facts))
    for row in raised:
        _tell(school, row, at)
    return raised


@transaction.atomic
def set_opened_an_hour(*, school: School, files: int, by: User, at: datetime) -> HouseRules:
    """How many files one person opens within an hour without an alarm."""
    rules, _made = HouseRules.objects.update_or_create(school=school, defaults={"opened_an_hour": files})
    record("practice.set_rules", by=by, at=at, subject=rules, facts={"opened_an_hour": files})
    return rules


def _tell(school: School, alarm: AuditRecord, at: datetime) -> None:
    """All administrators; whoever set it off, too, if they are one: the others read it as well."""
    for one in members_of(school, roles=[Role.ADMIN]):
        notices.tell_many_opened(school, one.user, alarm, at)
