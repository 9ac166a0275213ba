"""The cast, and what all tests share.

Alma, student · Ben, session provider · Carla, faculty · Dino, school administrator · Ruth, credentialing · Greta,
registrar · Eva, applicant · Farid, from elsewhere: every permission test asks him too, and he gets 404.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import dev
import pytest
from django.test import Client, TransactionTestCase
from django.utils import translation
from django_scopes import scopes_disabled

from feltwork.apps.audit import guards

NOW = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)
_flush = TransactionTestCase._fixture_teardown


def _flush_without_guards(self: TransactionTestCase) -> None:
    with guards.lifted():
        _flush(self)


def pytest_configure() -> None:
    """Git has translations as .po files only; whoever runs pytest without `dev.py` gets them compiled here."""
    dev.compile_messages()


# emptying the tables after a live-server test needs what the database refuses to everybody else
TransactionTestCase._fixture_teardown = _flush_without_guards  # type: ignore[method-assign]


@pytest.fixture(autouse=True, scope="session")
def _one_salt() -> Iterator[None]:
    """Every test has a key store of its own; with one salt its key is derived once, which takes a tenth of a second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("feltwork.apps.keys._secret.new_salt", lambda: b"salt of all test")
        yield


@pytest.fixture(autouse=True, scope="session")
def _no_waiting_for_the_disk() -> Iterator[None]:
    """Files of a test need not survive a power cut; what is written, and when, is as ever."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _handle: None)
        yield


@pytest.fixture(autouse=True)
def _scopes() -> Iterator[None]:
    """Tests look at all schools; requests open their own scope as in real life."""
    with scopes_disabled():
        yield


@pytest.fixture(autouse=True)
def _no_language_left_over() -> Iterator[None]:
    """A request in German leaves German active in its thread; the next test begins in the installation's language."""
    yield
    translation.deactivate()


@pytest.fixture
def at() -> datetime:
    """The present of the tests: 19 November 2026, 09:00 UTC."""
    return NOW


@pytest.fixture
def school(db: None) -> Any:
    """Alder House with its programme, edition 2024-2 and the cohort of 2025."""
    from feltwork.apps.schools.tests.factories import build_school

    return build_school()


@pytest.fixture
def elsewhere(db: None) -> Any:
    """Birch Hall, another school with the same programme."""
    from feltwork.apps.schools.tests.factories import build_school

    return build_school("birch-hall", "Birch Hall")


@pytest.fixture
def cohort(school: Any) -> Any:
    from feltwork.apps.schools.models import Cohort

    return Cohort.objects.get(school=school)


@pytest.fixture
def member(school: Any) -> Callable[..., Any]:
    """`member("Name", "role", …)` makes a person with these roles at Alder House."""
    from feltwork.apps.schools.tests.factories import MembershipFactory, UserFactory

    def make(name: str, *roles: str, at_school: Any = None) -> Any:
        user = UserFactory(name=name, email=f"{name.split()[0].lower()}@example.org")
        for role in roles:
            MembershipFactory(school=at_school or school, user=user, role=role)
        return user

    return make


@pytest.fixture
def alma(member: Any, cohort: Any) -> Any:
    """Student; `alma.enrolment` is her place in the cohort of 2025."""
    from feltwork.apps.schools.tests.factories import EnrolmentFactory

    user = member("Alma Reyes", "student")
    user.enrolment = EnrolmentFactory(cohort=cohort, student=user)
    return user


@pytest.fixture
def ben(member: Any, school: Any) -> Any:
    """Provider, approved for personal sessions and single consultations at all levels; `ben.provider`."""
    from feltwork.apps.schools.tests.factories import ApprovalFactory, ProviderFactory

    user = member("Ben Okafor", "provider")
    user.provider = ProviderFactory(school=school, user=user, name=user.name, email=user.email)
    for kind in ("personal_session", "consultation_individual"):
        ApprovalFactory(provider=user.provider, kind=kind)
    return user


@pytest.fixture
def carla(member: Any, school: Any) -> Any:
    """Faculty, approved for everything; `carla.provider`."""
    from feltwork.apps.schools.tests.factories import ApprovalFactory, ProviderFactory

    user = member("Carla Lindqvist", "faculty", "provider")
    user.provider = ProviderFactory(school=school, user=user, name=user.name, email=user.email)
    for kind in ("personal_session", "consultation_individual", "consultation_group", "faculty"):
        ApprovalFactory(provider=user.provider, kind=kind)
    return user


@pytest.fixture
def dino(member: Any) -> Any:
    return member("Dino Marchetti", "admin")


@pytest.fixture
def ruth(member: Any) -> Any:
    return member("Ruth Pellow", "credentialing")


@pytest.fixture
def greta(member: Any) -> Any:
    return member("Greta Holm", "registrar")


@pytest.fixture
def eva(db: None) -> Any:
    """Someone with an account and no role: an applicant."""
    from feltwork.apps.schools.tests.factories import UserFactory

    return UserFactory(name="Eva Brandt", email="eva@example.org")


@pytest.fixture
def farid(member: Any, elsewhere: Any) -> Any:
    """Administrator, registrar, credentialing, faculty, provider and student — of another school."""
    roles = ("admin", "registrar", "credentialing", "faculty", "provider", "student")
    return member("Farid Haddad", *roles, at_school=elsewhere)


@pytest.fixture
def sign_in(client: Client) -> Callable[..., Client]:
    """`sign_in(alma)` or `sign_in(ruth, fresh=True)`: with *fresh* the session has just been stepped up."""

    def make(user: Any, *, fresh: bool = False, with_client: Client | None = None) -> Client:
        browser = with_client or client
        browser.force_login(user)
        if fresh:
            session = browser.session
            session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
            session["account_authentication_methods_user"] = str(user.pk)
            session.save()
        return browser

    return make


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, started once for a module of tests."""
    from playwright.sync_api import sync_playwright
    from tests.chromium import launch

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop in this thread
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def windows(browser: Any, live_server: Any, sign_in: Callable[..., Client]) -> Iterator[Any]:
    """`windows(ruth, viewport=PHONE)`: see `tests.chromium.Windows`; complaints of the browser fail the test."""
    from tests.chromium import Windows

    made = Windows(browser, live_server.url, sign_in)
    yield made
    made.close()


@pytest.fixture
def today() -> date:
    return NOW.date()


@pytest.fixture
def cast(alma: Any, ben: Any, carla: Any, dino: Any, ruth: Any, greta: Any, eva: Any, farid: Any) -> SimpleNamespace:
    """Everybody."""
    return SimpleNamespace(alma=alma, ben=ben, carla=carla, dino=dino, ruth=ruth, greta=greta, eva=eva, farid=farid)
