"""Times are shown on the reader's clock: their own choice, else the school's."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from feltwork.apps.accounts import cache_table
from feltwork.apps.accounts.middleware import PersonSettings
from feltwork.apps.accounts.tenancy import SchoolMiddleware

pytestmark = pytest.mark.django_db


def clock_of(user, path):
    seen = []

    def view(request):
        seen.append(timezone.get_current_timezone_name())
        return HttpResponse()

    request = RequestFactory().get(path)
    request.user, request.htmx = user, False
    PersonSettings(SchoolMiddleware(view))(request)
    return seen[0]


def test_whose_clock(alma, school):
    assert clock_of(alma, "/at/alder-house/") == "Europe/London"
    assert clock_of(alma, "/accounts/") == "UTC"
    alma.time_zone = "Asia/Kolkata"
    assert clock_of(alma, "/at/alder-house/") == "Asia/Kolkata"
    assert clock_of(alma, "/accounts/") == "Asia/Kolkata"
    assert timezone.get_current_timezone_name() == "UTC"


def test_the_table_for_counts_comes_with_the_others(settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "feltwork_made_cache"}
    }

    for _ in range(2):
        cache_table.create(using="default")

    assert "feltwork_made_cache" in connection.introspection.table_names()
    caches["default"].set("x", 1)
    assert caches["default"].get("x") == 1
