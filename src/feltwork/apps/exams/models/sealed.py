"""What a recorded session needs wherever it is used: people who agree to its use, and pieces that lie sealed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.practice.models import Client
from feltwork.apps.schools.models import SchoolOwned


class UseConsent(SchoolOwned):
    """Base: somebody who is to be seen or heard in a session agrees to its use.

    By an answer in their file here, by a signed statement, which lies sealed on disk under `key_id`, or by saying so
    themselves. Whoever watches never learns whose file it is.
    """

    class Kind(models.TextChoices):
        FILE = "file", _("The client’s own answer in their file here")
        STATEMENT = "statement", _("A statement that the client has signed")
        OWN = "own", _("Said here by themselves")

    class Ended(models.TextChoices):
        WITHDRAWN = "withdrawn", _("The client took it back")
        REPLACED = "replaced", _("Replaced by another")
        OVER = "over", _("Its time is over")
        DONE = "done", _("Not needed any more")

    kind = models.CharField(max_length=9, choices=Kind)
    client = models.ForeignKey(Client, null=True, on_delete=models.PROTECT, related_name="+")
    signed_on = models.DateField(null=True)
    until = models.DateField(null=True)  # the last day for which they agreed
    key_id = models.CharField(max_length=80, blank=True)
    content_type = models.CharField(max_length=80, blank=True)
    suffix = models.CharField(max_length=8, blank=True)
    size_bytes = models.PositiveBigIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True)  # a statement counts once somebody of the school has read it
    ended_at = models.DateTimeField(null=True)
    ended = models.CharField(max_length=9, choices=Ended, blank=True)

    class Meta:
        abstract = True


class SealedVideo(SchoolOwned):
    """Base: a recorded session, in pieces that are sealed one by one as they arrive. Its key is destroyed with it."""

    class Removed(models.TextChoices):
        CANDIDATE = "candidate", _("The candidate took it back")
        REPLACED = "replaced", _("Another one was sent")
        CONSENT = "consent", _("The client’s consent ended")
        EXPIRED = "expired", _("Its time was over")
        UNFINISHED = "unfinished", _("It was never finished")
        SCHOOL = "school", _("The school does not use it any more")

    key_id = models.CharField(max_length=80)
    size_bytes = models.PositiveBigIntegerField()
    mark = models.CharField(max_length=64)  # what the device says of the file: the same file goes on where it stopped
    content_type = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    expires_on = models.DateField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed = models.CharField(max_length=10, choices=Removed, blank=True)

    class Meta:
        abstract = True
