"""A school's own look at a service that people in a crisis are told to call."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.schools.models import SchoolOwned


class ServiceCheck(SchoolOwned):
    """Somebody called it or read its page on a day, and found it as the file has it, or not. The latest one counts.

    `service` is the code in the file; `told` the mark of what the file said, so that a check does not outlive a change
    of the number.
    """

    class How(models.TextChoices):
        CALL = "call", _("I called")
        PAGE = "page", _("I read the service’s own page")
        WRONG = "wrong", _("Something is not right any more")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}
    APPEND_ONLY: ClassVar[bool] = True

    service = models.CharField(max_length=40)
    told = models.CharField(max_length=32)
    how = models.CharField(max_length=5, choices=How)
    words = models.CharField(max_length=300, blank=True)  # what was different
    on = models.DateField()  # on the school's clock
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["school", "service", "made_at"], name="measures_service_checks")]

    def __str__(self) -> str:
        return str(self.uuid)
