"""What has had its time is cleared away."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.management import call_command
from django.utils import timezone

from feltwork.apps.accounts import actions
from feltwork.apps.accounts.models import AddressChange, OpenSession, SignInLink
from feltwork.apps.accounts.tasks import clear

pytestmark = pytest.mark.django_db


def test_links_go_a_week_after_their_time(alma):
    at = timezone.now()
    actions.make_sign_in_link(email=alma.email, at=at)
    actions.ask_address_change(user=alma, email="new@example.org", by=alma, at=at)

    clear(at + timedelta(days=7))
    assert (SignInLink.objects.count(), AddressChange.objects.count()) == (1, 1)
    clear(at + timedelta(days=8))
    assert (SignInLink.objects.count(), AddressChange.objects.count()) == (0, 0)


def test_sessions_that_ended_go(client, alma, sign_in):
    sign_in(alma)
    clear(timezone.now())
    assert (Session.objects.count(), OpenSession.objects.count()) == (1, 1)

    clear(timezone.now() + timedelta(hours=13))
    assert (Session.objects.count(), OpenSession.objects.count()) == (0, 0)


def test_counts_that_no_longer_matter_go(settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "feltwork_test_cache"}
    }
    call_command("createcachetable", verbosity=0)
    caches["default"].set("old", 1, timeout=60)
    caches["default"].set("new", 1, timeout=7200)

    clear(timezone.now() + timedelta(minutes=5))

    assert count("feltwork_test_cache") == 1
    assert caches["default"].get("new") == 1


def count(table):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]
