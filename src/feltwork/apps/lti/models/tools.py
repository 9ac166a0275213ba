"""Tools of others that a school has plugged in, and by which name each tool knows a person."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.lti.wire.reading import origin
from feltwork.apps.schools.models import SchoolOwned


class Tool(SchoolOwned):
    """One tool at one school. Its `uuid` is the client's identifier; `deployment` is the only deployment of it here."""

    class State(models.TextChoices):
        ASKED = "asked", _("Not looked at yet")
        ON = "on", _("On")
        OFF = "off", _("Off")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    deployment = models.UUIDField(default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=5, choices=State, default=State.ON)
    name = models.CharField(_("name"), max_length=120)
    about = models.TextField(_("what it is for"), blank=True)
    login_url = models.CharField(max_length=500)
    launch_url = models.CharField(max_length=500)
    redirect_uris = models.JSONField(default=list)
    pick_url = models.CharField(max_length=500, blank=True)  # of deep linking; empty: the launch address
    jwks_url = models.CharField(max_length=500, blank=True)
    jwks = models.JSONField(default=dict)  # a JWK set: pasted where there is no address, else as last fetched
    jwks_at = models.DateTimeField(null=True, blank=True)  # when it was last asked for
    custom = models.JSONField(default=dict)
    shares_name = models.BooleanField(default=False)
    shares_email = models.BooleanField(default=False)
    sees_members = models.BooleanField(default=False)
    grades = models.BooleanField(default=True)
    picks = models.BooleanField(default=True)
    asked_scopes = models.JSONField(default=list)  # what it asked for when it registered itself
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def client_id(self) -> str:
        return str(self.uuid)

    @property
    def origins(self) -> frozenset[str]:
        """Where pages of this tool may lie."""
        return frozenset(map(origin, (self.login_url, self.launch_url, *self.redirect_uris))) - {""}

    @property
    def host(self) -> str:
        """Where it lies, as people read it."""
        return origin(self.launch_url).partition("://")[2]


class Alias(SchoolOwned):
    """By its `uuid` *tool* knows *user*: another one for each tool, so that two of them cannot compare their lists."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal"}

    tool = models.ForeignKey(Tool, on_delete=models.CASCADE, related_name="aliases")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "tool", "user"], name="lti_one_alias")]

    def __str__(self) -> str:
        return str(self.uuid)


class Invitation(SchoolOwned):
    """Leave for one tool to register itself, for an hour and once. Only the token's hash is kept."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal", "token_hash": "secret"}

    token_hash = models.CharField(max_length=64, unique=True)
    url = models.CharField(max_length=500)  # the tool's page that begins it
    tool = models.ForeignKey(Tool, null=True, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ends_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.uuid)
