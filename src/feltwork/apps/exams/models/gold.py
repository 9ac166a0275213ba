"""The training of raters: sessions with ratings that experienced people agreed on, and how others rate them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.exams.models.sealed import SealedVideo, UseConsent
from feltwork.apps.schools.models import SchoolOwned


class GoldCase(SchoolOwned):
    """A session, written down or recorded, with the ratings that experienced people agreed on and why.

    `gold` and `reasons` are what is being worked on; raters are compared with the latest `GoldVersion`.
    """

    class Way(models.TextChoices):
        TEXT = "text", _("Written down")
        RECORDING = "recording", _("A recording")

    class Retired(models.TextChoices):
        CONSENT = "consent", _("Somebody in it took their agreement back")
        EXPIRED = "expired", _("Its time was over")
        SCHOOL = "school", _("The school does not use it any more")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}

    way = models.CharField(_("how"), max_length=9, choices=Way, default=Way.TEXT)
    title = models.CharField(_("title"), max_length=120)
    language = models.CharField(_("language"), max_length=10, default="en")
    text = models.TextField(_("the session"), blank=True)  # of a recording: what to know before watching
    gold = models.JSONField(default=dict)  # a sheet; its words are the reasons, part by part
    reasons = models.TextField(_("why it was rated so"), blank=True)
    agreed_by = models.CharField(_("who agreed on it"), max_length=200)
    is_open = models.BooleanField(_("used in training"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    retired = models.CharField(max_length=9, choices=Retired, blank=True)

    def __str__(self) -> str:
        return self.title


class GoldVersion(SchoolOwned):
    """What was agreed on, as raters were compared with it from `at` on. `gold` is a sheet with its reasons as words."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "internal"}
    APPEND_ONLY: ClassVar[bool] = True

    case = models.ForeignKey(GoldCase, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    gold = models.JSONField()
    reasons = models.TextField(blank=True)
    agreed_by = models.CharField(max_length=200)
    why = models.TextField(blank=True)  # what changed, and why; of the first one nothing
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["case", "number"]
        constraints = [models.UniqueConstraint(fields=["school", "case", "number"], name="exams_gold_version_number")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.number}"


class GoldTry(SchoolOwned):
    """Somebody's ratings of a gold case. Once handed in, they see the gold ratings and why.

    `is_panel`: made by one of the people who then agree, apart from the others; such a sheet trains nobody.
    """

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "case": "internal"}

    case = models.ForeignKey(GoldCase, on_delete=models.PROTECT, related_name="tries")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    is_panel = models.BooleanField(default=False)
    data = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)  # grows with each change
    begun_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    agreed = models.ForeignKey(GoldVersion, null=True, on_delete=models.PROTECT, related_name="tries")
    result = models.JSONField(default=dict)  # `core.exams.Calibration`, with fractions as text

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "case", "user"], condition=models.Q(submitted_at=None), name="exams_one_try_open"
            )
        ]
        indexes = [models.Index(fields=["school", "user", "submitted_at"], name="exams_own_tries")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.user_id}"


class GoldConsent(UseConsent):
    """That one of the people in a recorded case agrees to its use in the training of raters."""

    class Who(models.TextChoices):
        CLIENT = "client", _("The client")
        PRACTITIONER = "practitioner", _("Who worked with them")
        OTHER = "other", _("Somebody else in it")

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "client": "clinical", "key_id": "secret"}

    case = models.ForeignKey(GoldCase, on_delete=models.PROTECT, related_name="consents")
    who = models.CharField(max_length=12, choices=Who)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "case", "who"],
                condition=models.Q(ended_at=None, who__in=("client", "practitioner")),
                name="exams_gold_consent_once",
            )
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class GoldRecording(SealedVideo):
    """The recording of a case for training."""

    PRIVACY: ClassVar[dict[str, str]] = {"*": "personal", "key_id": "secret", "removed": "internal"}

    case = models.ForeignKey(GoldCase, on_delete=models.PROTECT, related_name="recordings")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "case"], condition=models.Q(removed_at=None), name="exams_one_gold_recording"
            )
        ]

    def __str__(self) -> str:
        return str(self.uuid)
