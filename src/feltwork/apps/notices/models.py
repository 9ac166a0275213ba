"""What people were told."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """One thing told to one person, in the app and, unless they chose otherwise, by mail.

    The subject names no person, body part or trauma. `key` keeps the same thing from being told twice.
    """

    class Mail(models.TextChoices):
        NONE = "none", _("Not mailed")
        QUEUED = "queued", _("To be sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Could not be sent")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal", "to": "personal", "email": "personal", "body": "personal"}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey("schools.School", null=True, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="notices")
    email = models.EmailField(blank=True)
    code = models.CharField(max_length=60)
    key = models.CharField(max_length=160, unique=True)
    subject = models.CharField(max_length=160)
    body = models.TextField()
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mail = models.CharField(max_length=6, choices=Mail, default=Mail.NONE)
    mailed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["to", "read_at"], name="notices_unread"),
            models.Index(fields=["mail"], condition=models.Q(mail="queued"), name="notices_outbox"),
        ]

    def __str__(self) -> str:
        return self.subject
