"""Log entries with plain defaults, and the shortest way to a signed one."""

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from uuid import uuid4
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from feltwork.apps.certification import models
from feltwork.apps.signoffs.actions import append

AT = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)


class LogEntryFactory(DjangoModelFactory):
    """`LogEntryFactory(enrolment=…, provider=…, on=date(…), hours=Fraction(1))`"""

    class Meta:
        model = models.LogEntry

    class Params:
        on = date(2026, 6, 9)
        hours = Fraction(1)

    school = factory.SelfAttribute("enrolment.school")
    kind = "personal_session"
    zone = "Europe/London"
    starts_at = factory.LazyAttribute(
        lambda o: datetime.combine(o.on, time(9), tzinfo=ZoneInfo(o.zone)).astimezone(UTC)
    )
    ends_at = factory.LazyAttribute(lambda o: o.starts_at + timedelta(seconds=int(o.hours * 3600)))
    created_by = factory.SelfAttribute("enrolment.student")
    created_at = AT
    changed_at = AT


def signed(
    entry: models.LogEntry, *, by: object = None, at: datetime | None = None, kind: str = "confirmed", **said: str
):
    """Seal a word of the provider about *entry*: confirmed, corrected, declined …"""
    entry.state = "sent"
    entry.save()
    signer = by or entry.provider.user
    return append(
        school=entry.school,
        kind=kind,
        subject_uuid=entry.uuid,
        student=entry.enrolment.student,
        by=signer,
        by_name=signer.name,
        statement=said,
        idempotency_key=str(uuid4()),
        at=at or entry.ends_at + timedelta(hours=2),
    )
