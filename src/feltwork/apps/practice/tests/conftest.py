"""The cast of a practice. Ben treats Eva and the child Timo; Jonas, Otto and Carla work beside him; Gesa answers for
Timo. Farid holds every role of a practice elsewhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache

from feltwork.apps.keys import stores
from feltwork.apps.practice import actions
from feltwork.apps.practice.actions.opening import open_file
from feltwork.apps.practice.cabinet import cabinet_of
from feltwork.apps.practice.models import Guardian
from feltwork.apps.schools.tests.factories import MembershipFactory

PRACTICE_ROLES = ("practitioner", "assistant", "supervisor", "client")


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    """A key store of the test's own, and no tries of other tests counted."""
    cache.clear()
    settings.KEYS_FOLDER = tmp_path / "keys"
    stores._store.cache_clear()
    yield
    stores._store.cache_clear()


@pytest.fixture
def practice(school):
    school.has_practice = True
    school.save(update_fields=["has_practice"])
    return school


@pytest.fixture
def ben(practice, member):
    """Practitioner."""
    return member("Ben Okafor", "practitioner")


@pytest.fixture
def jonas(practice, member):
    """Practitioner of the same practice, without sight of Ben's clients."""
    return member("Jonas Weber", "practitioner")


@pytest.fixture
def otto(practice, member):
    return member("Otto Lindgren", "assistant")


@pytest.fixture
def carla(practice, member):
    return member("Carla Lindqvist", "supervisor")


@pytest.fixture
def farid(practice, member, elsewhere):
    elsewhere.has_practice = True
    elsewhere.save(update_fields=["has_practice"])
    return member("Farid Haddad", *PRACTICE_ROLES, at_school=elsewhere)


@pytest.fixture
def eva(practice, eva, ben, at):
    """Ben's client, with her own side of the site; `eva.file` is the row of her file."""
    identity = {"name": "Eva Brandt", "preferred_name": "Eva", "born_on": "1988-04-02", "email": "eva@example.org"}
    eva.file = actions.open_client(school=practice, identity=identity, clinician=ben, by=ben, at=at)
    eva.file.user = eva
    eva.file.save(update_fields=["user"])
    MembershipFactory(school=practice, user=eva, role="client")
    return eva


@pytest.fixture
def timo(practice, ben, at):
    """A child; the row of the file."""
    identity = {"name": "Timo Kranz", "born_on": "2018-02-28", "figure": "fw-child-1"}
    return actions.open_client(school=practice, identity=identity, clinician=ben, by=ben, at=at)


@pytest.fixture
def gesa(practice, member, timo, at):
    """Timo's guardian; `gesa.guardian` is the row."""
    user = member("Gesa Kranz", "client")
    row = Guardian(school=practice, client=timo, user=user, since=at - timedelta(days=1))
    row.about = cabinet_of(timo).seal(row, "about", {"name": "Gesa Kranz", "relation": "mother", "may_decide": True})
    row.save()
    user.guardian = row
    return user


@pytest.fixture
def opened(practice, at):
    """`opened(ben, eva.file)`: the file in somebody's hands, or None."""

    def make(user, client, *, what="overview", when=None):
        roles = frozenset(user.memberships.filter(school=practice).values_list("role", flat=True))
        return open_file(user, roles, client.uuid, what=what, at=when or at)

    return make


@pytest.fixture
def record(opened, ben, eva, at):
    """A draft of Ben's first session with Eva, that day at 09:00 UTC."""
    file = opened(ben, eva.file)
    return actions.start_record(file=file, starts_at=at, zone="Europe/London", mode="in_person", by=ben, at=at)


@pytest.fixture
def enter(windows, settings):
    """`enter(ben, viewport=PHONE)` gives a page signed in and stepped up; complaints of the browser fail the test."""

    def make(user, **options):
        context = windows(user, **options)
        context.route(f"{settings.LEAVE_URL}**", lambda route: route.fulfill(body="a neutral page"))
        return context.new_page()

    return make
