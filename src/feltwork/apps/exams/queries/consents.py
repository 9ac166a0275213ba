"""Whether a client's agreement to the use of a session stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from feltwork.apps.exams.models import Practical, PracticalConsent
from feltwork.apps.exams.models.sealed import UseConsent
from feltwork.apps.practice.models import Client
from feltwork.apps.practice.models.consents import Topic
from feltwork.apps.practice.permissions import consent_in_force
from feltwork.apps.schools.queries import date_at

Kind = UseConsent.Kind


def consent_of(practical: Practical) -> PracticalConsent | None:
    """The one that was given for this attempt and has not ended."""
    rows = PracticalConsent.objects.select_related("client", "checked_by", "school")
    return rows.filter(practical=practical, ended_at=None).first()


def consents_of(practical: Practical) -> Sequence[PracticalConsent]:
    """All of them, the newest first."""
    return (
        PracticalConsent.objects.filter(practical=practical).select_related("by", "checked_by").order_by("-at", "-pk")
    )


def holds(consent: UseConsent | None, at: datetime) -> bool:
    """Whether it stands now: not taken back, its last day not over, and in a file the client's latest answer is yes."""
    if consent is None or consent.ended_at is not None:
        return False
    if consent.until is not None and consent.until < date_at(consent.school, at):
        return False
    if consent.kind != Kind.FILE:
        return True
    client = consent.client
    return (
        client is not None and client.state != Client.State.ERASED and consent_in_force(client, Topic.TRAINING_EXAM_USE)
    )


def may_be_watched(consent: UseConsent | None, at: datetime) -> bool:
    """It holds, and a statement on paper was read by somebody of the school."""
    return (
        holds(consent, at)
        and consent is not None
        and (consent.kind != Kind.STATEMENT or consent.checked_at is not None)
    )
