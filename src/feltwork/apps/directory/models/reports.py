"""Somebody's word that a page of the directory is not right."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.directory.models.profiles import Profile
from feltwork.apps.schools.models import SchoolOwned


class Report(SchoolOwned):
    """Sent without an account and without a name. Whoever sent it can read the answer by a link of their own.

    If the page is erased before the answer, `about` says whom it is about until it is answered; then neither does.
    """

    class Kind(models.TextChoices):
        AVAILABILITY = "room", _("They have no room, or cannot be reached")
        FACTS = "facts", _("Place, fee, language or something else is not right")
        LICENCE = "licence", _("The licence or the certificate is not right")
        CLAIMS = "claims", _("It promises too much")
        OTHER_PERSON = "identity", _("This is not the person it says")
        CONDUCT = "conduct", _("Something that happened with this person")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        OPEN = "open", _("Waits for an answer")
        MENDED = "mended", _("Was right, and is mended")
        HIDDEN = "hidden", _("Was right, and the page is hidden")
        KEPT = "kept", _("Looked into; the page stays as it is")

    PRIVACY: ClassVar[dict[str, str]] = {
        "*": "internal",
        "about": "personal",
        "words": "personal",
        "token_hash": "secret",
    }

    profile = models.ForeignKey(Profile, null=True, on_delete=models.PROTECT, related_name="reports")
    about = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("what is wrong"), max_length=8, choices=Kind)
    words = models.TextField(_("in a line or two"), max_length=600, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    answer = models.TextField(_("answer"), max_length=600, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["school", "state"], name="directory_report_state")]
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"

    @property
    def name(self) -> str:
        """Of whom it is about; empty once the page was erased and the report answered."""
        if self.profile is not None:
            return self.profile.name
        return self.about.name if self.about is not None else ""

    @property
    def owner_id(self) -> int | None:
        """Whose page it is about, or was."""
        return self.about_id if self.profile is None else self.profile.owner_id
