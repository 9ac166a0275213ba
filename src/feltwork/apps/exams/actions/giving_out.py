"""The bank as a file. Who took it along, how much of it and when, is written down."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.exams.packages import write_package
from feltwork.apps.exams.queries.bank import in_use
from feltwork.apps.schools.models import School


@transaction.atomic
def export_items(*, school: School, by: User, at: datetime, topic: str = "") -> bytes:
    """What is in use, or that of one *topic*, as a QTI 3.0 package."""
    versions = in_use(school)
    if topic:
        versions = versions.filter(item__topic=topic)
    rows = list(versions.order_by("item__topic", "item__code"))
    if not rows:
        raise ValidationError(_("No question is in use yet."), code="empty")
    record("exams.export_items", by=by, at=at, school=school, facts={"items": len(rows), "topic": topic})
    return write_package(rows)
