"""Where tools are used: a context (the standard's word for a course), and links in it."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.lti.models.tools import Tool
from feltwork.apps.schools.fields import FractionField
from feltwork.apps.schools.models import Cohort, SchoolOwned


class Context(SchoolOwned):
    """A course, a cohort, or everybody in training here; made with the first link that is put there.

    `key` tells the same place again, so that it is made once.
    """

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    key = models.CharField(max_length=60)
    course = models.ForeignKey("learning.Course", null=True, on_delete=models.PROTECT, related_name="+")
    cohort = models.ForeignKey(Cohort, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "key"], name="lti_one_context"),
            models.CheckConstraint(
                condition=models.Q(course=None) | models.Q(cohort=None), name="lti_context_of_one_kind"
            ),
        ]

    def __str__(self) -> str:
        return str(self.course or self.cohort or self.school)


class ResourceLink(SchoolOwned):
    """A link to something in a tool. One that was taken away keeps its scores and opens for nobody."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    context = models.ForeignKey(Context, on_delete=models.PROTECT, related_name="links")
    tool = models.ForeignKey(Tool, on_delete=models.PROTECT, related_name="links")
    lesson = models.ForeignKey("learning.Lesson", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("a few words about it"), blank=True)
    url = models.CharField(max_length=500, blank=True)  # empty: the tool's own address
    custom = models.JSONField(default=dict)
    completes = models.BooleanField(default=False)  # a final score completes the lesson, or the course
    pass_share = FractionField(null=True, blank=True)  # the least share of the points; empty: any final score
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def target(self) -> str:
        return self.url or self.tool.launch_url

    @property
    def pass_percent(self) -> int | None:
        """The least share in percent, as forms and pages have it."""
        share: Fraction | None = self.pass_share
        return None if share is None else round(share * 100)
