"""Answers that a person has to look at, and what was done about them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.measures.models.askings import Asking
from feltwork.apps.schools.models import SchoolOwned


class Alert(SchoolOwned):
    """One answer at or above the level that its item names. Only staff move it on, and no later score closes it.

    `hit` is JSON: {"item": …, "value": …}. `mark` tells the same item of the same sheet again without saying which it
    is (`practice.cabinet.Cabinet.bind`).
    """

    class State(models.TextChoices):
        NEW = "new", _("Nobody has seen it yet")
        ACKNOWLEDGED = "acknowledged", _("Seen")
        ASSESSED = "assessed", _("Assessed")
        ACTIONED = "actioned", _("Acted on")
        CLOSED = "closed", _("Closed")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "hit": "clinical", "mark": "secret", "state": "clinical"}

    asking = models.ForeignKey(Asking, on_delete=models.PROTECT, related_name="alerts")
    hit = models.BinaryField()
    mark = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=State, default=State.NEW)
    responder = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)  # until when a person looks at it, as the person was told
    escalated_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "asking", "mark"],
                condition=~models.Q(state="closed"),
                name="measures_one_open_alert",
            )
        ]
        indexes = [
            models.Index(fields=["school", "state", "due_at"], name="measures_alerts"),
            models.Index(fields=["due_at"], condition=models.Q(state="new"), name="measures_overdue"),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class AlertStep(SchoolOwned):
    """What happened to an alert: raised, raised again by an edited answer, seen, assessed, acted on, closed, passed on.

    `words` is JSON: {"reason": …} of a person, or {"value": …} of an edited answer.
    """

    class Kind(models.TextChoices):
        RAISED = "raised", _("Raised")
        CHANGED = "changed", _("The answer was changed")
        ESCALATED = "escalated", _("Passed on, for nobody had looked in time")
        HANDED_OVER = "handed_over", _("Given to somebody else")
        ACKNOWLEDGED = "acknowledged", _("Seen")
        ASSESSED = "assessed", _("Assessed")
        ACTIONED = "actioned", _("Acted on")
        CLOSED = "closed", _("Closed")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "kind": "clinical", "words": "clinical"}
    APPEND_ONLY: ClassVar[bool] = True

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12, choices=Kind)
    words = models.BinaryField(null=True)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.alert_id} {self.kind}"
