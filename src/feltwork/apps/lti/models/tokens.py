"""What a tool shows to be let in, and what may be shown only once."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from feltwork.apps.lti.models.tools import Tool
from feltwork.apps.schools.models import SchoolOwned


class AccessToken(SchoolOwned):
    """A token for an hour. Only its hash is kept."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal", "token_hash": "secret"}

    tool = models.ForeignKey(Tool, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.uuid)


class SeenToken(SchoolOwned):
    """A signed statement of a tool that was taken; until it runs out nobody may show it again."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "secret"}

    tool = models.ForeignKey(Tool, on_delete=models.CASCADE, related_name="+")
    mark = models.CharField(max_length=64)  # SHA-256 of its kind and identifier
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "tool", "mark"], name="lti_seen_once")]

    def __str__(self) -> str:
        return str(self.uuid)
