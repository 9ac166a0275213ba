"""The person whose file it is, and who else may come near it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.schools.models import SchoolOwned


class Client(SchoolOwned):
    """A person in treatment with one clinician. What is known about them is sealed; `key_id` names the key.

    `identity` is JSON: see `core.practice` for its fields. `index` finds the same surname and birth date again. `ring`
    is there once the key was changed, or the file came from another site: see `cabinet.ring_of`.
    """

    class State(models.TextChoices):
        ACTIVE = "active", _("In treatment")
        ENDED = "ended", _("Ended")
        ERASED = "erased", _("Erased")

    PRIVACY: ClassVar[dict[str, str]] = {
        "*": "personal",
        "identity": "clinical",
        "key_id": "secret",
        "index": "secret",
        "ring": "secret",
    }

    clinician = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="files")
    key_id = models.CharField(max_length=80)
    identity = models.BinaryField()
    ring = models.BinaryField(null=True)
    index = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=6, choices=State, default=State.ACTIVE)
    is_portal_paused = models.BooleanField(default=False)
    opened_on = models.DateField()
    ended_on = models.DateField(null=True)
    restricted_at = models.DateTimeField(null=True)  # kept because a law asks for it; nobody works with it any more
    erased_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)  # of the identity: the second of two open tabs is told

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "clinician", "user"],
                condition=models.Q(user__isnull=False),
                name="practice_file_once",
            )
        ]
        indexes = [
            models.Index(fields=["school", "clinician", "state"], name="practice_own_clients"),
            models.Index(fields=["school", "index"], name="practice_same_person"),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class Carer(SchoolOwned):
    """A colleague in the same practice who treats the client, too, from `since` until `until`."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal"}

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="carers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "client", "user"], condition=models.Q(until=None), name="practice_carer_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.client_id} {self.user_id}"


class Supervision(SchoolOwned):
    """Somebody supervises this treatment. Works only while the client's consent to it is in force."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal"}

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="supervisions")
    supervisor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "client", "supervisor"],
                condition=models.Q(until=None),
                name="practice_supervisor_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.client_id} {self.supervisor_id}"


class Guardian(SchoolOwned):
    """Who answers for a child. Sees what is shown to guardians item by item, and nothing else; ends at majority."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "about": "clinical"}

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="guardians")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    about = models.BinaryField()  # JSON: name, relation, how to reach them, whether they may decide
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.uuid)


class GlassBroken(SchoolOwned):
    """Somebody without a right to the file opened it in an emergency, said why, and the others were told."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "reason": "clinical"}
    APPEND_ONLY: ClassVar[bool] = True

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="openings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.BinaryField()
    at = models.DateTimeField()
    until = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.uuid)
