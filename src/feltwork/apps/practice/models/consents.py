"""What a client agreed to, in which words, and when they took it back."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.practice.models.clients import Client, Guardian
from feltwork.apps.practice.models.records import SessionRecord
from feltwork.apps.schools.models import SchoolOwned


class Topic(models.TextChoices):
    """Each is asked on its own (domain/method.md section 6)."""

    TREATMENT = "treatment", _("Treatment")
    TOUCH = "touch", _("Touch")
    RECORDING = "recording", _("Recording of sessions")
    TELEHEALTH = "telehealth", _("Sessions by video")
    SUPERVISION_USE = "supervision_use", _("Use in supervision")
    TRAINING_EXAM_USE = "training_exam_use", _("Use in training and examination")
    RESEARCH = "research", _("Research")
    CONTACT_OTHER_PROVIDER = "contact_other_provider", _("Contact with another professional")
    MESSAGING_REMINDERS = "messaging_reminders", _("Reminders")


class Assent(models.TextChoices):
    """What a child says to what somebody else answers for; sealed with the limits."""

    YES = "yes", _("It is all right for the child")
    NO = "no", _("The child would rather not")
    UNASKED = "unasked", _("The child was not asked")


class ConsentText(SchoolOwned):
    """One version of the words that are agreed to. A new wording is a new row."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}
    APPEND_ONLY: ClassVar[bool] = True

    topic = models.CharField(max_length=24, choices=Topic)
    version = models.PositiveIntegerField()
    language = models.CharField(max_length=10)
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "topic", "version", "language"], name="practice_consent_text_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.version}"


class Consent(SchoolOwned):
    """One answer of one client. The latest row of a topic holds; a withdrawal holds at once.

    Touch is asked again in each session: then `record` names it.
    """

    class Decision(models.TextChoices):
        GIVEN = "given", _("Given")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "detail": "clinical"}
    APPEND_ONLY: ClassVar[bool] = True

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="consents")
    topic = models.CharField(max_length=24, choices=Topic)
    decision = models.CharField(max_length=9, choices=Decision)
    text = models.ForeignKey(ConsentText, null=True, on_delete=models.PROTECT, related_name="+")
    guardian = models.ForeignKey(Guardian, null=True, on_delete=models.PROTECT, related_name="+")
    record = models.ForeignKey(SessionRecord, null=True, on_delete=models.PROTECT, related_name="consents")
    detail = models.BinaryField(null=True)  # limits in the client's words, a child's assent
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["client", "topic", "at"], name="practice_consent_latest")]

    def __str__(self) -> str:
        return f"{self.topic} {self.decision}"
