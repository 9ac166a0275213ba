"""What an erasure would do, told before it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from feltwork.apps.directory.models import Booking, Inquiry, Profile, Report
from feltwork.apps.directory.queries.calls import HELD


@dataclass(frozen=True, slots=True)
class Goes:
    """`waiting`: people who wrote and were not answered, or have a call to come; `messages`: all that are there;
    `reports`: those that the school has not answered, which stay until it has."""

    waiting: int
    messages: int
    reports: int
    is_hidden_by_school: bool


def what_goes(profile: Profile, at: datetime) -> Goes:
    """Counted without those who are blocked: they are told like everybody, and never counted."""
    there = Inquiry.objects.filter(profile=profile, is_held_back=False, shown__isnull=False)
    coming = Booking.objects.filter(profile=profile, state__in=HELD, ends_at__gt=at, inquiry__in=there)
    open_ones = there.filter(state__in=(Inquiry.State.SENT, Inquiry.State.SEEN)).values_list("pk", flat=True)
    return Goes(
        waiting=len(set(open_ones) | set(coming.values_list("inquiry", flat=True))),
        messages=there.count(),
        reports=Report.objects.filter(profile=profile, state=Report.State.OPEN).count(),
        is_hidden_by_school=profile.hidden_why == Profile.Why.STAFF,
    )
