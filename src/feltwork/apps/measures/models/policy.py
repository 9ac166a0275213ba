"""What a school or practice promises when somebody's answers mean risk."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.schools.models import SchoolOwned


class Policy(SchoolOwned):
    """Who looks at alerts, on which days, how soon; one row for each school. See `hours.py` for what it comes to.

    Without a responder and a reply time no instrument with a risk item is asked remotely.
    """

    class Use(models.TextChoices):
        CLINICAL = "clinical", _("Treatment")
        EDUCATIONAL = "educational", _("Training")
        RESEARCH = "research", _("Research")
        COMMERCIAL = "commercial", _("Paid for by the people asked")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    responder = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reply_hours = models.PositiveSmallIntegerField(null=True)  # of working time: see `hours.py`
    days = models.CharField(max_length=7, default="12345")  # on which somebody looks; 1 is Monday (ISO 8601)
    opens = models.TimeField(default="09:00")  # on the school's clock
    closes = models.TimeField(default="17:00")
    cover = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    away_from = models.DateField(null=True)  # the responder is away, and the cover looks instead
    away_until = models.DateField(null=True)  # the last day away
    escalate_to = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    country = models.CharField(max_length=2, blank=True)  # of the resources shown; else the school's
    use = models.CharField(max_length=11, choices=Use, default=Use.CLINICAL)
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school"], name="measures_one_policy"),
            models.CheckConstraint(
                condition=models.Q(closes__gt=models.F("opens")), name="measures_closes_after_it_opens"
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)
