"""What the examinations do when something happens below them: a client takes a consent back, a file is erased."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from feltwork.apps.exams.actions.consents import end_consents_of
from feltwork.apps.exams.actions.gold_recordings import end_agreements_of
from feltwork.apps.practice.events import consent_answered
from feltwork.apps.practice.models import Client, Consent
from feltwork.apps.practice.models.consents import Topic
from feltwork.apps.practice.parts import Part


@receiver(consent_answered, dispatch_uid="exams_consent_answered")
def follow_consent(sender: Any, *, consent: Consent, at: datetime, **_more: Any) -> None:
    """A withdrawn consent deletes the recording at once, whoever withdrew it and wherever."""
    if consent.topic == Topic.TRAINING_EXAM_USE and consent.decision != Consent.Decision.GIVEN:
        end_consents_of(client=consent.client, by=consent.by, at=at)
        end_agreements_of(client=consent.client, by=consent.by, at=at)


def _empty(client: Client, at: datetime) -> None:
    end_consents_of(client=client, by=None, at=at)
    end_agreements_of(client=client, by=None, at=at)


# an archive of a file holds nothing of an examination; an erased file ends the use of its recordings
PART = Part(
    "exams",
    tables=lambda file: {},
    check=lambda tables: None,
    bring=lambda bringing: None,
    boxes=lambda client: (0, 0),
    empty=_empty,
    changeable=lambda client: iter(()),
)
