"""The staff's worklist: one row for each thing that waits for a person, whichever app it comes from."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.schools.models.base import SchoolOwned


class WorkItem(SchoolOwned):
    """Something that waits for staff. It is opened and closed by the action that owns the matter.

    `kind` + `subject_uuid` name the matter; the app that opened it knows the page (`url`, relative to the school).
    Where many wait alike, one row stands for all: `data["count"]` says how many, `opened_at` since when the oldest.
    """

    class Kind(models.TextChoices):
        APPLICATION = "application", _("Application")
        EVIDENCE = "evidence", _("Evidence to judge")
        JUDGEMENT = "judgement", _("Needs judgement")
        EXCEPTION = "exception", _("Exception asked for")
        TRANSFER = "transfer", _("Transfer")
        READY = "ready", _("Ready for the certificate")
        SECOND = "second", _("Waits for a second person")
        REPORT = "report", _("Reported")
        REVIEW = "review", _("Questions to read")
        MARKING = "marking", _("Answers to mark")
        THIRD = "third", _("Waits for a third person")
        RESULT = "result", _("Result to decide")
        APPEAL = "appeal", _("Appeal about an examination")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal", "title": "personal", "who": "personal"}

    kind = models.CharField(max_length=12, choices=Kind)
    subject_uuid = models.UUIDField()
    who = models.CharField(max_length=120)  # the person it is about
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    url = models.CharField(max_length=200)
    data = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["school", "closed_at", "opened_at"], name="schools_work_open")]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "kind", "subject_uuid"],
                condition=models.Q(closed_at=None),
                name="schools_work_open_once",
            )
        ]

    def __str__(self) -> str:
        return self.title
