"""How a school signs: who it is, with which keys, what it signed, and which of that holds no longer."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.credentials.models.certificates import Certificate
from feltwork.apps.schools.models import SchoolOwned


class Issuer(SchoolOwned):
    """The school as verifiers find it: a did:web on its own domain, or on a path of this site.

    `base_url` is where did.json, keys and status lists stand. Both are for ever once anything is signed.
    """

    PRIVACY: ClassVar[dict[str, str]] = {"*": "public", "by": "internal"}

    did = models.CharField(max_length=253, unique=True)
    base_url = models.URLField(max_length=253)
    host = models.CharField(max_length=253, blank=True, db_index=True)  # the own domain; empty on a path of this site
    made_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school"], name="credentials_issuer_once")]

    def __str__(self) -> str:
        return self.did


class IssuerKey(SchoolOwned):
    """The public half of a key. A retired one stays in did.json, or everything that it signed would fail."""

    class State(models.TextChoices):
        ACTIVE = "active", _("Signs")
        RETIRED = "retired", _("Signs no more, still verifies")
        COMPROMISED = "compromised", _("Compromised: taken out")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "public", "store_id": "internal"}

    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="keys")
    algorithm = models.CharField(max_length=10)
    store_id = models.CharField(max_length=120)
    public = models.CharField(max_length=130)  # hexadecimal
    state = models.CharField(max_length=11, choices=State, default=State.ACTIVE)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "public"], name="credentials_key_once"),
            models.UniqueConstraint(
                fields=["school", "algorithm"], condition=models.Q(state="active"), name="credentials_one_active_key"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.algorithm} {self.state}"


class StatusList(SchoolOwned):
    """131,072 bits, one for each credential version: set where it holds no longer. Kept as signed, in both forms."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "public"}

    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="lists")
    number = models.PositiveIntegerField()
    used = models.PositiveIntegerField(default=0)  # places that were given away
    document = models.TextField(blank=True)
    jwt = models.TextField(blank=True)
    signed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "number"], name="credentials_list_number")]

    def __str__(self) -> str:
        return str(self.number)


class CredentialVersion(SchoolOwned):
    """What was signed, to the byte. The newest version of a certificate is the one that counts."""

    class Kind(models.TextChoices):
        ISSUE = "issue", _("Issued")
        RENEWAL = "renewal", _("Renewed")
        NAME = "name", _("New name")
        CORRECTION = "correction", _("Corrected")
        REISSUE = "reissue", _("Signed anew")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "kind": "internal"}
    APPEND_ONLY: ClassVar[bool] = True

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    holder_name = models.CharField(max_length=120)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    status_list = models.ForeignKey(StatusList, on_delete=models.PROTECT, related_name="versions")
    status_index = models.PositiveIntegerField()
    document = models.TextField()
    jwt = models.TextField()
    proof_key = models.ForeignKey(IssuerKey, on_delete=models.PROTECT, related_name="+")
    jwt_key = models.ForeignKey(IssuerKey, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(fields=["school", "certificate", "version"], name="credentials_version_once"),
            models.UniqueConstraint(fields=["school", "status_list", "status_index"], name="credentials_index_once"),
            models.UniqueConstraint(
                fields=["school", "certificate", "valid_until"],
                condition=models.Q(kind="renewal"),
                name="credentials_renewed_once",  # for one end: a renewal that is tried again makes no second one
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.version}"


class StatusBit(SchoolOwned):
    """One bit that is set. Nobody can clear it."""

    class Why(models.TextChoices):
        REVOKED = "revoked", _("Withdrawn")
        SUPERSEDED = "superseded", _("Replaced by a newer version")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}
    APPEND_ONLY: ClassVar[bool] = True

    status_list = models.ForeignKey(StatusList, on_delete=models.PROTECT, related_name="bits")
    index = models.PositiveIntegerField()
    why = models.CharField(max_length=10, choices=Why)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "status_list", "index"], name="credentials_bit_once")]

    def __str__(self) -> str:
        return f"{self.status_list_id} {self.index}"
