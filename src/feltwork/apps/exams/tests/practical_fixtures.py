"""Fixtures of the practical examination."""

from __future__ import annotations

import pytest

from feltwork.apps.exams.tests import practical_world
from feltwork.apps.keys import stores


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    """Keys and recordings of the test's own."""
    settings.KEYS_FOLDER, settings.RECORDINGS_FOLDER = tmp_path / "keys", tmp_path / "recordings"
    stores._store.cache_clear()
    yield
    stores._store.cache_clear()


@pytest.fixture
def nils(member):
    return member("Nils Berg", "faculty")


@pytest.fixture
def rosa(member):
    return member("Rosa Marin", "provider")


@pytest.fixture
def world(alma, ben, carla, nils, rosa, cohort, ruth, at):
    """Alma's attempt, open; four people who may rate."""
    return practical_world.build(alma=alma, people=[ben, carla, nils, rosa], cohort=cohort, by=ruth, at=at)


@pytest.fixture
def rated(world, alma, ruth, at):
    """The attempt with the raters; `world.first`, `world.second` are their sheets."""
    world.practical = practical_world.hand_in(world.practical, by=alma, checker=ruth, at=at)
    world.first, world.second = world.practical.ratings.order_by("seat")
    return world
