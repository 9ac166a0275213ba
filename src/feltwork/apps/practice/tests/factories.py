"""Rows of a practice for tests. Boxes are empty unless a test seals something."""

from __future__ import annotations

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from feltwork.apps.practice import models
from feltwork.apps.schools.tests.factories import UserFactory

NOW = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)


class ClientFactory(DjangoModelFactory):
    class Meta:
        model = models.Client

    clinician = factory.SubFactory(UserFactory)
    key_id = factory.Sequence(lambda n: f"data-{n}")
    identity = b""
    opened_on = date(2026, 3, 3)


class SessionRecordFactory(DjangoModelFactory):
    class Meta:
        model = models.SessionRecord

    school = factory.SelfAttribute("client.school")
    clinician = factory.SelfAttribute("client.clinician")
    number = factory.Sequence(lambda n: n + 1)
    starts_at = NOW
    zone = "Europe/London"
    made_at = NOW


class ItemFactory(DjangoModelFactory):
    class Meta:
        model = models.Item

    school = factory.SelfAttribute("client.school")
    client = factory.SelfAttribute("record.client")
    by = factory.SelfAttribute("client.clinician")
    kind = "mark"
    body = b""
    made_at = changed_at = NOW


class SignatureFactory(DjangoModelFactory):
    class Meta:
        model = models.Signature

    school = factory.SelfAttribute("record.school")
    by = factory.SelfAttribute("record.clinician")
    part = "author"
    shown = "0" * 64
    at = NOW
