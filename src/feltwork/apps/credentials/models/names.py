"""A holder whose name has changed asks for it on the certificate; two people look at it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.credentials.models.certificates import Certificate
from feltwork.apps.schools.models import SchoolOwned


class NameChange(SchoolOwned):
    """Asked by the holder, checked by one member of staff, decided by another."""

    class State(models.TextChoices):
        ASKED = "asked", _("Waits for a first look")
        CHECKED = "checked", _("Waits for a second person")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Not done")

    OPEN: ClassVar[tuple[str, ...]] = (State.ASKED, State.CHECKED)
    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "state": "internal"}

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="name_changes")
    wanted = models.CharField(_("name"), max_length=120)
    words = models.TextField(_("why"), blank=True)
    state = models.CharField(max_length=7, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField()
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "certificate"],
                condition=models.Q(state__in=["asked", "checked"]),
                name="credentials_one_name_change",
            )
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.state}"
