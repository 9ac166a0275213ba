"""Clearing away what has had its time: links, sessions, counts."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connection
from django.db.models import Exists, OuterRef

from feltwork.apps.accounts.models import AddressChange, OpenSession, SignInLink
from feltwork.apps.jobs.schedule import every

LINKS_KEPT = timedelta(days=7)  # so that a used link still says that it was used


@every("accounts.clear", minutes=6 * 60)
def clear(at: datetime) -> None:
    """Old links, sessions that ended, and counts of tries that no longer matter."""
    for model in (SignInLink, AddressChange):
        model.objects.filter(expires_at__lt=at - LINKS_KEPT).delete()
    Session.objects.filter(expire_date__lt=at).delete()
    live = Session.objects.filter(session_key=OuterRef("session_key"))
    OpenSession.objects.filter(~Exists(live)).delete()
    _clear_cache(at)


def _clear_cache(at: datetime) -> None:
    backend = caches["default"]
    if not isinstance(backend, DatabaseCache):
        return
    table = connection.ops.quote_name(backend._table)  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        moment = connection.ops.adapt_datetimefield_value(at.replace(microsecond=0))
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [moment])  # noqa: S608 the name comes from settings
