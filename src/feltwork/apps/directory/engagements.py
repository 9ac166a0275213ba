"""First calls as the calendar of a practice sees them: that a clinician is busy then, and nothing of who calls."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_scopes import scopes_disabled

from feltwork.apps.directory.models import Booking
from feltwork.apps.directory.queries.calls import HELD
from feltwork.apps.practice.engagements import Engagement


def calls_as_engagements(clinicians: Collection[int], first: datetime, last: datetime) -> list[Engagement]:
    """Calls that are agreed or asked for and touch that time. Of somebody who is blocked there is nothing here: their
    time stays taken for other people who write, and the clinician's day is not held up by it."""
    with scopes_disabled():  # a person is in one place at a time, whichever school answers for their page
        rows = Booking.objects.filter(
            profile__owner__in=clinicians, state__in=HELD, starts_at__lt=last, ends_at__gt=first,
            inquiry__is_held_back=False,
        )  # fmt: skip
        return [_engagement(row) for row in rows.select_related("profile__school", "inquiry")]


def _engagement(row: Booking) -> Engagement:
    school = row.profile.school.slug
    return Engagement(
        uuid=row.uuid,
        clinician_id=row.profile.owner_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        zone="UTC",
        is_agreed=row.state == Booking.State.BOOKED,
        what=_("First call"),
        url=reverse("directory-desk:inquiry", kwargs={"school": school, "uuid": row.inquiry.uuid}),
        school_id=row.school_id,
        sequence=row.sequence,
        changed_at=row.changed_at,
    )
