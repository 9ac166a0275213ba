"""Rows of measures for tests. Boxes are empty unless a test seals something."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from feltwork.apps.measures import models
from feltwork.apps.practice.tests.factories import ClientFactory
from feltwork.apps.schools.tests.factories import UserFactory
from feltwork.core.measures import instrument
from feltwork.core.measures.wording import WordingPack

NOW = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)


class PolicyFactory(DjangoModelFactory):
    class Meta:
        model = models.Policy

    responder = factory.SubFactory(UserFactory)
    reply_hours = 4
    changed_at = NOW


class PackFactory(DjangoModelFactory):
    class Meta:
        model = models.Pack

    instrument = "phq-9"
    version = "1"
    language = "en"
    body = factory.Dict({})
    source = "a test"
    at = NOW


class PlanFactory(DjangoModelFactory):
    class Meta:
        model = models.Plan

    school = factory.SelfAttribute("client.school")
    client = factory.SubFactory(ClientFactory)
    instrument = "fw-state"
    language = "en"
    starts_on = date(2026, 11, 19)
    by = factory.SelfAttribute("client.clinician")
    made_at = NOW


class AskingFactory(DjangoModelFactory):
    class Meta:
        model = models.Asking

    school = factory.SelfAttribute("client.school")
    client = factory.SubFactory(ClientFactory)
    instrument = "fw-state"
    version = "1"
    language = "en"
    opens_at = due_at = made_at = NOW
    closes_at = NOW + timedelta(days=7)


class ResultFactory(DjangoModelFactory):
    class Meta:
        model = models.Result

    school = factory.SelfAttribute("asking.school")
    asking = factory.SubFactory(AskingFactory)
    answers = b""
    scores = b""
    answered_at = made_at = NOW


class AlertFactory(DjangoModelFactory):
    class Meta:
        model = models.Alert

    school = factory.SelfAttribute("asking.school")
    asking = factory.SubFactory(AskingFactory)
    hit = b""
    mark = factory.Sequence(lambda n: f"{n:064}")
    raised_at = NOW


def invented(instrument_id: str, language: str = "en") -> WordingPack:
    """Words of nobody, in the shape of a pack."""
    whole = instrument(instrument_id)
    return WordingPack(
        whole.id,
        whole.version,
        language,
        title="Some questions",
        intro="How were the last weeks?",
        items={item.id: f"Invented question {item.number}" for item in whole.items},
        responses={item.id: tuple((value, f"Answer {value}") for value in item.responses) for item in whole.items},
        source="a test",
    )
