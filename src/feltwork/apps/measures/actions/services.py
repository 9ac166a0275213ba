"""A school's own look at the services that people in a crisis are told to call."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record as note
from feltwork.apps.measures.models import ServiceCheck
from feltwork.apps.measures.resources import Service
from feltwork.apps.schools.models import School


@transaction.atomic
def check_service(
    *, school: School, service: Service, how: str, told: str, words: str = "", by: User | None, at: datetime
) -> ServiceCheck:
    """Keep that *by* looked at it today. *told*: the mark of what stood on their page. Raises ValidationError."""
    if told != service.told:
        raise ValidationError(_("What is shown here has changed meanwhile. Please look at it again."), code="changed")
    if how == ServiceCheck.How.WRONG and not words.strip():
        raise ValidationError({"words": _("Please say what is different.")})
    on = at.astimezone(ZoneInfo(school.time_zone)).date()
    row = ServiceCheck.objects.create(
        school=school, service=service.code, told=told, how=how, words=words.strip(), on=on, by=by, made_at=at
    )
    note("measures.check_service", by=by, at=at, subject=row, facts={"service": service.code, "how": how})
    return row
