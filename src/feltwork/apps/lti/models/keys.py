"""The keys with which this installation signs launches; their private halves lie in the key store."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlatformKey(models.Model):
    """Published before it signs and for a while after: NEXT → ACTIVE → OLD → gone."""

    class State(models.TextChoices):
        NEXT = "next", _("Signs next")
        ACTIVE = "active", _("Signs now")
        OLD = "old", _("Has signed")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal", "public": "public"}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=6, choices=State)
    store_id = models.CharField(max_length=200)
    public: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()  # as a JWK
    since = models.DateTimeField()  # in this state

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=~models.Q(state="old"), name="lti_one_key_a_state"),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def kid(self) -> str:
        return str(self.uuid)
