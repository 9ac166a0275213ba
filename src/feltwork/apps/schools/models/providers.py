"""People who may give sessions and consultations that count, and when."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.schools.models.base import SchoolOwned
from feltwork.apps.schools.models.programmes import Cohort


class Provider(SchoolOwned):
    """Someone approved at some time. `user` is empty until that person has signed in once."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal", "email": "personal", "user": "personal", "note": "personal"}

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="provider_profiles"
    )
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("mail address"), blank=True)
    town = models.CharField(_("town"), max_length=80, blank=True)
    languages = models.CharField(_("languages"), max_length=120, blank=True)
    takes_new = models.BooleanField(_("takes new students"), default=True)
    note = models.TextField(_("note for staff"), blank=True)

    class Meta:
        indexes = [models.Index(fields=["school", "name"], name="schools_provider_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "email"], condition=~models.Q(email=""), name="schools_provider_email_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Approval(SchoolOwned):
    """A provider may give `kind` at `levels` from one day to another, both inclusive. A gap is two approvals.

    An approval is never edited: `retracted_at` takes a row back (and says why), and a new row states what holds.
    """

    class Kind(models.TextChoices):
        PERSONAL = "personal_session", _("Personal sessions")
        INDIVIDUAL = "consultation_individual", _("Case consultation, one to one")
        GROUP = "consultation_group", _("Case consultation in a group")
        FACULTY = "faculty", _("Faculty")
        ASSISTS = "assists_on_training", _("Assists on a training")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="approvals")
    kind = models.CharField(_("for"), max_length=30, choices=Kind)
    levels = models.JSONField(default=list)  # codes; empty means every level
    issuer = models.CharField(_("approved by"), max_length=40)
    cohort = models.ForeignKey(Cohort, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    retracted_at = models.DateTimeField(null=True, blank=True)
    retracted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    retracted_reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["school", "provider", "kind"], name="schools_approval_lookup")]

    def __str__(self) -> str:
        return f"{self.kind} {self.valid_from}"
