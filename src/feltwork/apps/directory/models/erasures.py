"""What is left of a page that was erased: that there was one, and what has still to be destroyed or said because of it.

The rows of the page itself are deleted; those that are only added may go because an `Erasure` names the page (decision
record 0032).
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.audit.guards import Erasable
from feltwork.apps.schools.models import SchoolOwned

ERASED_WITH_PROFILE = Erasable(by="directory_erasure", column="number", own="profile_id")
ERASED_WITH_LICENCE = Erasable(
    by="directory_erasure", column="number", own="licence_id", through=("directory_licence", "profile_id")
)


class Erasure(SchoolOwned):
    """That a page was, and when and why it went. Nothing of what stood on it, and nothing of whose it was.

    `page` is its `uuid`, by which the audit trail names it.
    """

    class Why(models.TextChoices):
        OWN = "own", _("By its owner")
        ASKED = "asked", _("By the school, because its owner asked for it")
        ACCOUNT = "account", _("Because the account was closed")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}
    APPEND_ONLY: ClassVar[bool] = True

    number = models.BigIntegerField()  # of the profile; never given again
    page = models.UUIDField()
    why = models.CharField(max_length=7, choices=Why)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "number"], name="directory_erased_once")]
        indexes = [models.Index(fields=["number"], name="directory_erased")]
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.why}"


class Barred(SchoolOwned):
    """Somebody whose page the school had hidden when it was erased: a new one needs the school's word, too.

    Without this row a page that does harm could be erased and written again. It goes when the school lets them publish.
    """

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal"}

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "user"], name="directory_barred_once")]

    def __str__(self) -> str:
        return str(self.uuid)


class Farewell(models.Model):
    """Of a first message whose clinician had their page erased: what is behind its link says so for thirty days.

    `sealed` is how to tell a sender who still waited, under the key of their message; once they were written to it is
    emptied and the key destroyed. Of no school and of nobody's page.
    """

    PRIVACY: ClassVar[dict[str, str]] = {
        "*": "personal",
        "sealed": "clinical",
        "key_id": "secret",
        "token_hash": "secret",
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    key_id = models.CharField(max_length=120, blank=True)  # empty: destroyed, or there is nobody to write to
    sealed = models.BinaryField(null=True)  # JSON: address, token, site_language
    delete_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.uuid)


class Leftover(models.Model):
    """Something outside of the tables that has still to go: written with the erasure, deleted when it is done.

    So that a process that is killed in between, or a store that is away, loses nothing of it.
    """

    class Kind(models.TextChoices):
        KEY = "key", _("Key in the key store")
        FILE = "file", _("File of a photo")
        INDEX = "index", _("What the search keeps beside its tables")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal", "name": "secret"}

    kind = models.CharField(max_length=5, choices=Kind)
    name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
