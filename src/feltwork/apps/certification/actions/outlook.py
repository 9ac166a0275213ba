"""Asking what would change if other rules held."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.certification.models import Outlook
from feltwork.apps.certification.outlook import KIND
from feltwork.apps.certification.queries.under import Under
from feltwork.apps.jobs.actions import start_run
from feltwork.apps.schools.models import Cohort, Programme, School


@transaction.atomic
def ask_outlook(
    *,
    school: School,
    under: Under,
    programme: Programme | None,
    cohort: Cohort | None,
    as_of: date,
    by: User,
    at: datetime,
) -> Outlook:
    """Have the worker judge everybody in training by *under* and by their own rules. Nothing is applied."""
    outlook = Outlook.objects.create(
        school=school,
        under=under.key,
        name=under.name[:300],
        text=under.text,
        programme=programme,
        cohort=cohort,
        as_of=as_of,
        asked_by=by,
        asked_at=at,
    )
    title = _("What would change: %(name)s") % {"name": under.name}
    params = {"outlook": str(outlook.uuid)}
    outlook.run = start_run(kind=KIND, title=title, school=school, params=params, by=by, at=at)
    outlook.save(update_fields=["run"])
    record("certification.ask_outlook", by=by, at=at, subject=outlook, facts={"under": under.key})
    return outlook
