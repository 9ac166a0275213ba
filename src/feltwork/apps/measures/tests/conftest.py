"""The cast of a practice, and what measures need besides."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feltwork.apps.measures.actions import import_pack, set_policy
from feltwork.apps.measures.hands import hands_of_file
from feltwork.apps.measures.models import Asking
from feltwork.apps.measures.tests.factories import AskingFactory, invented
from feltwork.apps.measures.tests.groups import asked, people, trainees  # noqa: F401  fixtures
from feltwork.apps.practice.tests.conftest import *  # noqa: F403  the same people
from feltwork.core.measures import instrument


@pytest.fixture
def policy(practice, ben, jonas, at):
    """Ben looks within two working hours, Jonas covers."""
    return set_policy(school=practice, responder=ben, reply_hours=2, cover=jonas, country="GB", by=ben, at=at)


@pytest.fixture
def worded(practice, at):
    """`worded("phq-9")`: invented words for it in the practice."""

    def make(instrument_id, language="en"):
        return import_pack(school=practice, pack=invented(instrument_id, language), source="a test", by=None, at=at)

    return make


@pytest.fixture
def sheet(practice, eva, worded, at):
    """`sheet("phq-9", place="portal")`: a sheet of Eva's that is open for a week."""

    def make(instrument_id="phq-9", **more):
        whole = instrument(instrument_id)
        pack = None if whole.licence.tier == "own" else worded(instrument_id)
        given = {"place": "portal", "opens_at": at, "due_at": at + timedelta(days=3), **more}
        row = AskingFactory(
            client=eva.file, instrument=whole.id, version=whole.version, pack=pack, closes_at=at + timedelta(days=7),
            made_at=at, **given,
        )  # fmt: skip
        return Asking.objects.select_related("client__clinician", "school", "pack").get(pk=row.pk)

    return make


@pytest.fixture
def hands(opened, eva):
    """Eva's answers in her own hands."""
    return hands_of_file(opened(eva, eva.file))
