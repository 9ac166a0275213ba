"""Certificates: what one person earned, and all that happened to it. What was signed of it: `issuing.py`."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.schools.models import Enrolment, SchoolOwned


class Certificate(SchoolOwned):
    """What one person earned. Proposed by one member of staff, approved by another."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waits for a second person")
        IN_FORCE = "in_force", _("In force")
        SUSPENDED = "suspended", _("Suspended")
        REVOKED = "revoked", _("Withdrawn")
        REJECTED = "rejected", _("Not approved")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "check_code": "secret", "state": "internal"}

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="certificates")
    credential_uuid = models.UUIDField(default=uuid.uuid4, editable=False)  # the credential's id, over all its versions
    subject_uuid = models.UUIDField(default=uuid.uuid4, editable=False)  # stands for the person in this credential only
    number = models.CharField(max_length=16)  # printed, as AH-7K4M-92; no key to the page by itself
    check_code = models.CharField(max_length=26, unique=True)  # 128 bits: the link is the access
    holder_name = models.CharField(max_length=120)
    title = models.CharField(max_length=160)
    edition_code = models.CharField(max_length=20)
    levels = models.JSONField(default=list)  # their names, as printed
    signer = models.CharField(max_length=120, blank=True)  # who signs for the school, as on the day of issue
    issued_on = models.DateField(null=True)
    valid_until = models.DateField(null=True)  # the SE certificate has no end: stays empty
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    is_listed = models.BooleanField(_("listed in the public register"), default=False)
    listed_town = models.CharField(max_length=80, blank=True)
    listed_languages = models.CharField(max_length=120, blank=True)
    shows_name = models.BooleanField(_("the name in previews of the link"), default=False)
    listed_search = models.CharField(max_length=240, blank=True)  # name and town without accents and capitals

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "number"], name="credentials_number_once"),
            models.UniqueConstraint(
                fields=["school", "enrolment"],
                condition=models.Q(state__in=["proposed", "in_force", "suspended"]),
                name="credentials_one_live_each",
            ),
        ]
        indexes = [
            models.Index(fields=["holder_name"], condition=models.Q(is_listed=True), name="credentials_register"),
            models.Index(fields=["number"], name="credentials_number"),
        ]

    def __str__(self) -> str:
        return self.number


class CertificateEvent(SchoolOwned):
    """What happened to a certificate. Reasons stay on our page and out of any credential."""

    class Kind(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        APPROVED = "approved", _("Approved and issued")
        REJECTED = "rejected", _("Not approved")
        SUSPENDED = "suspended", _("Suspended")
        REINSTATED = "reinstated", _("In force again")
        REVOCATION_PROPOSED = "revocation_proposed", _("Withdrawal proposed")
        REVOCATION_DROPPED = "revocation_dropped", _("Withdrawal not approved")
        REVOKED = "revoked", _("Withdrawn")
        LISTED = "listed", _("Listed in the register")
        UNLISTED = "unlisted", _("Taken out of the register")
        RENEWED = "renewed", _("Renewed")
        NAME_ASKED = "name_asked", _("Another name was asked for")
        NAME_CHECKED = "name_checked", _("The other name was checked")
        NAME_REFUSED = "name_refused", _("The other name was not taken")
        RENAMED = "renamed", _("Given a new name")
        REISSUED = "reissued", _("Signed anew")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "kind": "internal"}
    APPEND_ONLY: ClassVar[bool] = True

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.kind
