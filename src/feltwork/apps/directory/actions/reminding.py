"""Asking whether a page is still right: asked, marked, hidden, each told once for each confirmation."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from feltwork.apps.directory import notices
from feltwork.apps.directory.actions.following import follow
from feltwork.apps.directory.models import Policy, Profile
from feltwork.apps.directory.queries.own import days_of
from feltwork.apps.schools.queries import date_at


@transaction.atomic
def remind(*, profile: Profile, policy: Policy, at: datetime) -> str:
    """Tell the owner what is due by now, once; returns how fresh the page is."""
    days = days_of(profile, policy, date_at(profile.school, at))
    if days.hidden_on is None:
        return days.state
    if days.state == "asked":
        notices.tell_still_right(profile, at, days.hidden_on)
    elif days.state == "marked":
        notices.tell_marked(profile, at, days.hidden_on)
    elif days.state == "hidden":
        notices.tell_gone(profile, at)
        follow(profile, at)
    return days.state
