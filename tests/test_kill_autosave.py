"""`kill -9` during autosaving, the short form of `dev.py bench practice --only kill`."""

import os

import pytest
from bench import practice

POSTGRES = os.environ.get("FELTWORK_DATABASE_URL", "")


@pytest.mark.long
def test_nothing_acknowledged_is_lost_while_somebody_types():
    database, times = (POSTGRES, 2) if POSTGRES.startswith("postgres") else ("sqlite", 3)
    outcome = practice.killed(database, times)
    assert (outcome.kills, outcome.faults, outcome.refused) == (times, [], [])
    assert outcome.entries >= times
