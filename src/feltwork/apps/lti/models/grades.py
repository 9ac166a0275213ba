"""Line items and what tools report about people."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from feltwork.apps.lti.models.links import Context, ResourceLink
from feltwork.apps.lti.models.tools import Tool
from feltwork.apps.schools.fields import FractionField
from feltwork.apps.schools.models import SchoolOwned


class LineItem(SchoolOwned):
    """A column of results that one tool fills. A tool that deletes it only puts it away: scores stay."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    tool = models.ForeignKey(Tool, on_delete=models.PROTECT, related_name="items")
    context = models.ForeignKey(Context, on_delete=models.PROTECT, related_name="items")
    link = models.ForeignKey(ResourceLink, null=True, on_delete=models.PROTECT, related_name="items")
    label = models.CharField(max_length=200)
    maximum = FractionField()
    resource_id = models.CharField(max_length=200, blank=True)
    tag = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return self.label


class Score(SchoolOwned):
    """One report of a tool about one person. Only ever added to; the latest by `sent_at` is the result."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal"}
    APPEND_ONLY: ClassVar[bool] = True

    item = models.ForeignKey(LineItem, on_delete=models.PROTECT, related_name="scores")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given = FractionField(null=True)
    maximum = FractionField(null=True)
    activity = models.CharField(max_length=12)
    grading = models.CharField(max_length=13)
    comment = models.TextField(blank=True)
    sent_at = models.DateTimeField()  # by the tool's clock: what is older than the last is not taken
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "item", "user", "sent_at"], name="lti_score_once"),
        ]
        ordering = ["sent_at", "pk"]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def is_final(self) -> bool:
        return self.activity == "Completed" and self.grading == "FullyGraded"
