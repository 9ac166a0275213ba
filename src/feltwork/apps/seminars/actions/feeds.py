"""Secret addresses for calendars."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.links import hash_of
from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.schools.models import School
from feltwork.apps.seminars.models import SeminarFeed

MOST_FEEDS = 10


@transaction.atomic
def make_feed(*, school: School, user: User, label: str, at: datetime) -> tuple[SeminarFeed, str]:
    """A secret address for a calendar; returns it with its secret, which is shown once and kept only as a hash."""
    User.objects.select_for_update().get(pk=user.pk)
    if SeminarFeed.objects.filter(user=user, revoked_at=None).count() >= MOST_FEEDS:
        raise ValidationError(_("Please take back an address that you use no more, then make a new one."), code="many")
    token = secrets.token_urlsafe(32)
    feed = SeminarFeed.objects.create(
        school=school, user=user, label=label.strip()[:60], token_hash=hash_of(token), made_at=at
    )
    record("seminars.make_feed", by=user, at=at, subject=feed)
    return feed, token


@transaction.atomic
def revoke_feed(*, feed: SeminarFeed, by: User, at: datetime) -> None:
    """The address leads nowhere from now on."""
    if feed.user_id != by.pk:
        raise PermissionDenied
    if SeminarFeed.objects.filter(pk=feed.pk, revoked_at=None).update(revoked_at=at):
        record("seminars.revoke_feed", by=by, at=at, subject=feed)
