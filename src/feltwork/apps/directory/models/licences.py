"""What the register of a profession says of somebody, and each time that somebody looked."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.audit.guards import Erasable
from feltwork.apps.directory.models.erasures import ERASED_WITH_LICENCE
from feltwork.apps.directory.models.profiles import Profile
from feltwork.apps.schools.models import SchoolOwned


class Licence(SchoolOwned):
    """One entry in a register outside, as claimed by its holder and looked up by staff."""

    class State(models.TextChoices):
        CLAIMED = "claimed", _("Not checked yet")
        CHECKED = "checked", _("Checked")
        REFUSED = "refused", _("Could not be confirmed")
        ENDED = "ended", _("Ended")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "public", "state": "internal", "changed_at": "internal"}

    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="licences")
    profession = models.CharField(_("profession"), max_length=24)
    register_name = models.CharField(_("name of the register"), max_length=120)
    number = models.CharField(_("number there"), max_length=60)
    country = models.CharField(_("country"), max_length=2)
    region = models.CharField(_("state or region"), max_length=80, blank=True)
    url = models.URLField(_("where it can be looked up"), blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.CLAIMED)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "profile", "country", "register_name", "number"], name="directory_licence_once"
            ),
        ]
        indexes = [models.Index(fields=["school", "state"], name="directory_licence_state")]

    def __str__(self) -> str:
        return f"{self.register_name} {self.number}"


class LicenceCheck(SchoolOwned):
    """One look at a licence: when, how, by whom, and what was found."""

    class Method(models.TextChoices):
        LOOKED_UP = "looked_up", _("Looked up in the register of the profession")
        ASKED = "asked", _("Asked the register by phone or mail")
        LETTER = "letter", _("Letter from the register itself")
        API = "api", _("Answer of the register’s own service")

    class Result(models.TextChoices):
        CONFIRMED = "confirmed", _("It stands there, in this name and in force")
        NOT_FOUND = "not_found", _("It is not there")
        OTHER_NAME = "other_name", _("It is there in another name")
        ENDED = "ended", _("It has ended or is suspended")
        UNCLEAR = "unclear", _("The register gave no clear answer")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "public", "by": "personal", "note": "internal"}
    APPEND_ONLY: ClassVar[bool] = True
    GOES_WITH: ClassVar[Erasable] = ERASED_WITH_LICENCE

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="checks")
    on = models.DateField(_("day of the check"))
    method = models.CharField(_("how"), max_length=9, choices=Method)
    source = models.CharField(_("where"), max_length=200)
    result = models.CharField(_("what you found"), max_length=10, choices=Result)
    note = models.TextField(_("note for staff"), max_length=600, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.on} {self.result}"
