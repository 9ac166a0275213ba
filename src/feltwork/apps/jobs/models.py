"""When each recurring job last ran, who holds what just now, and long work that people wait for."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Lease(models.Model):
    """A worker holds `name` until `until`. A worker that was killed lets go by the passing of time."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    name = models.CharField(max_length=120, unique=True)
    holder = models.CharField(max_length=80)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class ScheduledRun(models.Model):
    """The last turn of a recurring job."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    name = models.CharField(max_length=80, unique=True)
    due_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name


class Run(models.Model):
    """One piece of long work that somebody started: how far it is, whether to stop, what came of it.

    `kept` is where a function notes the place to go on from after its worker was killed.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for its turn")
        RUNNING = "running", _("Under way")
        DONE = "done", _("Done")
        FAILED = "failed", _("Could not be finished")
        CANCELLED = "cancelled", _("Stopped")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal", "started_by": "personal"}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey("schools.School", null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)  # 0: not known yet
    params = models.JSONField(default=dict)
    kept = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    problem = models.CharField(max_length=300, blank=True)
    task_id = models.CharField(max_length=64, blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    cancel_asked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["state"], condition=models.Q(state__in=["waiting", "running"]), name="jobs_run_open")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state in {self.State.WAITING, self.State.RUNNING}

    @property
    def is_stopping(self) -> bool:
        return self.is_open and self.cancel_asked_at is not None
