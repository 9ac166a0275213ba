"""What tests of accounts share."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.utils import timezone

from feltwork.apps.accounts import actions

SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _no_counts_of_other_tests():
    cache.clear()


@pytest.fixture
def with_app(db: None) -> Any:
    """`with_app(user)` sets up an authenticator app and recovery codes; returns the user."""

    def make(user: Any) -> Any:
        TOTP.activate(user, SECRET)
        RecoveryCodes.activate(user)
        return user

    return make


@pytest.fixture
def code() -> Any:
    """`code()` is what the app shows now."""

    def now() -> str:
        return format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time())))

    return now


@pytest.fixture
def link(db: None) -> Any:
    """`link("alma@example.org")` is the path of a fresh one-time link."""

    def make(email: str, **options: Any) -> str:
        return actions.make_sign_in_link(email=email, at=timezone.now(), **options).removeprefix(
            "http://127.0.0.1:8000"
        )

    return make


@pytest.fixture
def clock(time_machine: Any) -> Any:
    """A clock that stands at 19 November 2026, 09:00 UTC, until `clock.shift(…)`."""
    time_machine.move_to("2026-11-19T09:00:00Z", tick=False)
    return time_machine
