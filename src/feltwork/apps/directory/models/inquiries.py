"""A first message: sealed under a key of its own, deleted after a stated time, counted afterwards without a trace."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.audit.guards import Erasable
from feltwork.apps.directory.models.erasures import ERASED_WITH_PROFILE
from feltwork.apps.directory.models.profiles import Profile
from feltwork.apps.schools.models import SchoolOwned


class Inquiry(SchoolOwned):
    """What somebody without an account wrote to one clinician.

    `shown` is what the clinician reads before answering; `withheld` is how the person is called and reached, and is
    opened by answering yes and by nothing else; `answer_box` is the clinician's own line to them. All three are sealed
    under the key `key_id` in the key store. When an inquiry is deleted, by its sender or by time, the key is destroyed
    and the boxes are emptied: what stays is a husk that says to whoever has the link that nothing is kept.
    """

    class State(models.TextChoices):
        SENT = "sent", _("On its way")
        SEEN = "seen", _("Read")
        ANSWERED = "answered", _("Answered")
        CLOSED = "closed", _("Closed")
        WITHDRAWN = "withdrawn", _("Taken back")
        EXPIRED = "expired", _("Deleted after its time")

    class Answer(models.TextChoices):
        YES = "yes", _("Yes, I will be in touch")
        NOT_NOW = "not_now", _("Not now, I have a waiting list")
        CANNOT = "cannot", _("I cannot, here is where to look")

    PRIVACY: ClassVar[dict[str, str]] = {
        "*": "personal",
        "shown": "clinical",
        "withheld": "clinical",
        "answer_box": "clinical",
        "key_id": "secret",
        "token_hash": "secret",
        "once_hash": "secret",
        "is_held_back": "internal",
    }

    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="inquiries")
    key_id = models.CharField(max_length=120, blank=True)  # empty: destroyed
    shown = models.BinaryField(null=True)  # JSON: language, how, fee, times, times_words, line
    withheld = models.BinaryField(null=True)  # JSON: name, channel, address, voicemail, token, site_language
    answer_box = models.BinaryField(null=True)  # JSON: words
    token_hash = models.CharField(max_length=64, unique=True)
    once_hash = models.CharField(max_length=64)  # of the form it was written on: sending twice is once
    state = models.CharField(max_length=9, choices=State, default=State.SENT)
    answer = models.CharField(max_length=7, choices=Answer, blank=True)
    waiting_weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    is_held_back = models.BooleanField(default=False)  # of a sender who is blocked: nobody but they themselves sees it
    sent_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)  # that nobody has answered
    answered_at = models.DateTimeField(null=True)
    delete_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "profile", "once_hash"], name="directory_inquiry_once"),
        ]
        indexes = [
            models.Index(fields=["profile", "state", "sent_at"], name="directory_inbox"),
            models.Index(fields=["state", "sent_at"], name="directory_inquiry_due"),
            models.Index(fields=["delete_at"], name="directory_inquiry_delete"),
        ]
        ordering = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def is_gone(self) -> bool:
        """Deleted: there is nothing in it any more."""
        return self.state in (self.State.WITHDRAWN, self.State.EXPIRED)

    @property
    def is_open(self) -> bool:
        """Waits for an answer."""
        return self.state in (self.State.SENT, self.State.SEEN)


class ReplyFigure(SchoolOwned):
    """How one first message was answered, told without it: the week, the hours, the kind. Stays when it is deleted."""

    class Kind(models.TextChoices):
        YES = "yes", _("Yes")
        NOT_NOW = "not_now", _("Not now")
        CANNOT = "cannot", _("Cannot")
        SILENT = "silent", _("No answer in time")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}
    APPEND_ONLY: ClassVar[bool] = True
    GOES_WITH: ClassVar[Erasable] = ERASED_WITH_PROFILE

    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="reply_figures")
    week = models.DateField()  # its Monday
    hours = models.PositiveIntegerField(null=True)  # until the answer; None where none came in time
    kind = models.CharField(max_length=7, choices=Kind)

    class Meta:
        indexes = [models.Index(fields=["profile", "week"], name="directory_reply_figures")]
        ordering = ["week", "pk"]

    def __str__(self) -> str:
        return f"{self.week} {self.kind}"


class Block(SchoolOwned):
    """Somebody whose messages a clinician does not want. They are not told: each thing they do is answered as before.

    Kept as a mark made from the address under a key of its own, so that it can be compared and never be read.
    """

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "mark": "secret", "key_id": "secret"}

    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="blocks")
    key_id = models.CharField(max_length=120)
    mark = models.CharField(max_length=64)
    words = models.CharField(_("for yourself"), max_length=60, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "profile", "mark"], name="directory_block_once")]
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return str(self.uuid)


class Waiting(models.Model):
    """Somebody who asked to be told once when somebody near has room. Of no school; gone once told, or after a time."""

    PRIVACY: ClassVar[dict[str, str]] = {
        "*": "personal",
        "sealed": "clinical",
        "key_id": "secret",
        "token_hash": "secret",
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key_id = models.CharField(max_length=120)
    sealed = models.BinaryField()  # JSON: address, town, language, online, token, site_language
    token_hash = models.CharField(max_length=64, unique=True)
    since = models.DateField()  # who published or found room from then on is told
    told_at = models.DateTimeField(null=True)
    delete_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.uuid)
