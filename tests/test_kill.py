"""`kill -9` in the middle of writes, the short form of bench/kill.py; and that its look at a database finds faults."""

from __future__ import annotations

import os
from uuid import uuid4

import pytest
from bench import _sound, kill

from feltwork.apps.certification.tests.factories import LogEntryFactory
from feltwork.apps.notices.models import Notice
from feltwork.apps.signoffs.models import SignOffRequest
from feltwork.apps.signoffs.tests.factories import ask

POSTGRES = os.environ.get("FELTWORK_DATABASE_URL", "")
IS_POSTGRES = POSTGRES.startswith("postgres")


@pytest.mark.long
def test_nothing_acknowledged_is_lost_when_workers_are_killed():
    database, times = (POSTGRES, 20) if IS_POSTGRES else ("sqlite", 30)
    outcome = kill.run(database, times, check=times, whole=10)
    assert (outcome.kills, outcome.faults, outcome.refused) == (times, [], [])
    assert outcome.entries >= times // 2 and outcome.signatures and outcome.cut


def test_the_look_at_the_database_finds_nothing_in_a_whole_one(alma, ben, at):
    entry = LogEntryFactory(enrolment=alma.enrolment, provider=ben.provider)
    assert list(_sound.lost({"entries": [str(entry.uuid)], "signatures": []})) == []
    assert list(_sound.storage()) == []
    assert list(_sound.standings()) == []


def test_an_acknowledged_write_that_is_not_there_is_named(db):
    gone = str(uuid4())
    assert list(_sound.lost({"entries": [gone], "signatures": ["key:1"]})) == [
        f"1 × acknowledged entry lost: {gone}",
        "1 × acknowledged signature lost: key:1",
    ]


def test_half_a_transaction_is_named(alma, ben, at):
    asked = ask(alma, ben.provider, at=at, subject=uuid4())
    entry = LogEntryFactory(enrolment=alma.enrolment, provider=ben.provider, state="sent")
    Notice.objects.filter(key=f"signoffs.asked:{asked.uuid}").delete()
    SignOffRequest.objects.filter(pk=asked.pk).update(outcome="confirmed")
    assert list(_sound.halves()) == [
        f"1 × entry without its audit row (or with two): {entry.uuid}",
        f"1 × sent entry without its request (or with two): {entry.uuid}",
        f"1 × request without its entry (or with two): {asked.subject_uuid}",
        f"1 × request without its notice (or with two): {asked.uuid}",
        f"1 × closed request without its seal (or with two): {asked.subject_uuid}",
    ]
