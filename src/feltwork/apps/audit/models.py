"""The audit trail: one row for each act and each look at a person's record. Rows are only ever added."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models


class AuditRecord(models.Model):
    """`code` is `app.verb` and never reused; `facts` holds identifiers and codes, never words about a person."""

    class Kind(models.TextChoices):
        DID = "did"
        SAW = "saw"
        DENIED = "denied"

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal", "by": "personal", "facts": "personal"}
    APPEND_ONLY: ClassVar[bool] = True

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField()
    kind = models.CharField(max_length=6, choices=Kind)
    code = models.CharField(max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey("schools.School", null=True, on_delete=models.PROTECT, related_name="+")
    subject_type = models.CharField(max_length=60, blank=True)
    subject_uuid = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)
    request_id = models.CharField(max_length=36, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_uuid", "at"], name="audit_subject"),
            models.Index(fields=["school", "at"], name="audit_school"),
            models.Index(fields=["by", "at"], name="audit_by"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.code}"
