"""What the school promises about answers that mean risk."""

from __future__ import annotations

from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record as note
from feltwork.apps.measures.models import Policy
from feltwork.apps.measures.risk import works_here
from feltwork.apps.schools.models import School

MOST_HOURS = 80  # two weeks of full days: a promise of more is none


@transaction.atomic
def set_policy(
    *,
    school: School,
    responder: User | None,
    reply_hours: int | None,
    days: str = "12345",
    opens: time = time(9),
    closes: time = time(17),
    cover: User | None = None,
    away_from: date | None = None,
    away_until: date | None = None,
    escalate_to: User | None = None,
    country: str = "",
    use: str = Policy.Use.CLINICAL,
    seen: int | None = None,
    by: User,
    at: datetime,
) -> Policy:
    """Set all of it. *seen*: the version that was on the page. Raises ValidationError by field.

    Without *responder* or *reply_hours* nothing with a risk item is asked from afar, and what waits there is closed
    for as long.
    """
    _check_people(school, responder=responder, cover=cover, escalate_to=escalate_to)
    _check_times(reply_hours, days, opens, closes, away_from, away_until)
    row = Policy.objects.select_for_update().filter(school=school).first() or Policy(school=school, version=0)
    if seen is not None and seen != row.version:
        raise ValidationError(_("Somebody else changed this meanwhile. Please look at it again."), code="changed")
    row.responder, row.reply_hours, row.cover, row.escalate_to = responder, reply_hours, cover, escalate_to
    row.days, row.opens, row.closes = "".join(sorted(set(days))), opens, closes
    row.away_from, row.away_until, row.country, row.use = away_from, away_until, country.upper(), use
    row.version, row.by, row.changed_at = row.version + 1, by, at
    row.save()
    note("measures.set_policy", by=by, at=at, subject=row, facts={"version": row.version})
    return row


def _check_people(school: School, **people: User | None) -> None:
    for field, user in people.items():
        if user is not None and not works_here(user, school):
            raise ValidationError({field: _("%(name)s does not work here.") % {"name": user.name}})
    if people["cover"] is not None and people["cover"] == people["responder"]:
        raise ValidationError({"cover": _("Somebody else has to cover.")})


def _check_times(
    hours: int | None, days: str, opens: time, closes: time, away_from: date | None, away_until: date | None
) -> None:
    if hours is not None and not 1 <= hours <= MOST_HOURS:
        raise ValidationError({"reply_hours": _("Between 1 and %(most)s hours.") % {"most": MOST_HOURS}})
    if not days or set(days) - set("1234567"):
        raise ValidationError({"days": _("Please choose at least one day.")})
    if opens >= closes:
        raise ValidationError({"closes": _("It ends after it begins.")})
    if away_until is not None and (away_from is None or away_until < away_from):
        raise ValidationError({"away_until": _("The last day away is not before the first.")})
