"""`kill -9` while people answer an examination, the short form of `dev.py bench exams --only kill`."""

import os

import pytest
from bench import exams

POSTGRES = os.environ.get("FELTWORK_DATABASE_URL", "")


@pytest.mark.long
def test_no_acknowledged_answer_is_lost_while_people_sit_an_examination():
    database, times = (POSTGRES, 2) if POSTGRES.startswith("postgres") else ("sqlite", 3)
    outcome = exams.killed(database, times)
    assert (outcome.kills, outcome.faults, outcome.refused) == (times, [], [])
    assert outcome.entries >= times
