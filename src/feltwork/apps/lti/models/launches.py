"""One opening of a tool by one person."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from feltwork.apps.lti.models.links import Context, ResourceLink
from feltwork.apps.lti.models.tools import Tool
from feltwork.apps.schools.models import SchoolOwned


class Launch(SchoolOwned):
    """From the press of the button to the signed message. `uuid` goes through the tool and back as its hint, once.

    Without a link it is a visit to choose content (deep linking); then `picked` is what the tool offered, as its signed
    answer had it, until the person says what of it is taken.
    """

    PRIVACY: ClassVar[dict[str, str]] = {
        "*": "personal",
        "nonce_hash": "secret",
        "tool": "internal",
        "picked": "internal",
    }

    tool = models.ForeignKey(Tool, on_delete=models.CASCADE, related_name="+")
    context = models.ForeignKey(Context, on_delete=models.CASCADE, related_name="+")
    link = models.ForeignKey(ResourceLink, null=True, on_delete=models.CASCADE, related_name="launches")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    begun_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)  # when the message was signed
    nonce_hash = models.CharField(max_length=64, blank=True)
    picked = models.JSONField(default=dict)
    answered_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "tool", "nonce_hash"], condition=~models.Q(nonce_hash=""), name="lti_nonce_once"
            ),
        ]
        indexes = [models.Index(fields=["begun_at"], name="lti_launches")]

    def __str__(self) -> str:
        return str(self.uuid)
