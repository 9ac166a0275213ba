"""How many files each person opened within an hour, read from the trail that every opening leaves."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.practice.models import OPENED_AN_HOUR, HouseRules
from feltwork.apps.practice.permissions import Sight
from feltwork.apps.schools.models import School

ALARM = "practice.many_opened"
HOUR = timedelta(hours=1)
# one question to all of one's own files at once, which shows no single one of them
TOGETHER = ("study", "search", "evaluation", "overview")
OWN = (Sight.CLIENT.value, Sight.GUARDIAN.value)


def limit_of(school: School) -> int:
    """More files than this within an hour raise the alarm."""
    rules = HouseRules.objects.filter(school=school).first()
    return OPENED_AN_HOUR if rules is None else rules.opened_an_hour


def opened_by(school: School, at: datetime) -> dict[int, int]:
    """Different files within the hour before *at*, by the key of whoever opened them."""
    seen = AuditRecord.objects.filter(
        school=school, code="practice.read", at__gt=at - HOUR, at__lte=at, by__isnull=False
    )
    seen = seen.exclude(facts__what__in=TOGETHER).exclude(facts__sight__in=OWN)
    counted = seen.values("by").annotate(files=Count("subject_uuid", distinct=True)).order_by("by")
    return {row["by"]: row["files"] for row in counted}


def alarms(school: School) -> QuerySet[AuditRecord]:
    """The latest first."""
    rows = AuditRecord.objects.filter(school=school, code=ALARM).select_related("by")
    return rows.order_by("-at", "-pk")
