"""Applications to a programme."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.schools.models import Cohort, Enrolment, Programme, RuleEdition, SchoolOwned


class Application(SchoolOwned):
    """Someone asks to be admitted. `route` is a code of the rule edition; `answers` holds one value per criterion."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Not sent yet")
        SUBMITTED = "submitted", _("With the school")
        ASKED = "asked", _("The school asks you something")
        ACCEPTED = "accepted", _("Accepted")
        CONDITIONAL = "conditional", _("Accepted, with a condition")
        REFUSED = "refused", _("Not accepted")
        WITHDRAWN = "withdrawn", _("Taken back")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "state": "internal", "edition": "internal"}

    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="applications")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="applications")
    edition = models.ForeignKey(RuleEdition, on_delete=models.PROTECT, related_name="+")
    cohort = models.ForeignKey(Cohort, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    route = models.CharField(max_length=40, blank=True)
    answers = models.JSONField(default=dict)
    motivation = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    enrolment = models.OneToOneField(
        Enrolment, null=True, blank=True, on_delete=models.PROTECT, related_name="application"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "applicant", "programme"],
                condition=models.Q(state__in=["draft", "submitted", "asked", "conditional"]),
                name="admissions_one_open_application",
            )
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class ApplicationDocument(SchoolOwned):
    """A paper that came with an application. Served only through a view that checks who asks."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal"}

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="documents")
    criterion = models.CharField(max_length=40)  # code of the criterion it proves, or "other"
    name = models.CharField(max_length=160)
    content_type = models.CharField(max_length=80)
    size_bytes = models.PositiveIntegerField()
    file = models.FileField(upload_to="admissions/")
    uploaded_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class ApplicationEvent(SchoolOwned):
    """What was said and decided, in order. Only ever added to."""

    class Kind(models.TextChoices):
        SUBMITTED = "submitted", _("Sent")
        ASKED = "asked", _("The school asked")
        ANSWERED = "answered", _("Answered")
        ACCEPTED = "accepted", _("Accepted")
        CONDITIONAL = "conditional", _("Accepted with a condition")
        CONDITION_MET = "condition_met", _("Condition met")
        REFUSED = "refused", _("Not accepted")
        WITHDRAWN = "withdrawn", _("Taken back")
        NOTE = "note", _("Note among staff")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "kind": "internal"}
    APPEND_ONLY: ClassVar[bool] = True

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=14, choices=Kind)
    text = models.TextField(blank=True)
    due_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.kind
