"""One sheet: asked, answered, scored."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.measures.models.packs import Pack
from feltwork.apps.measures.models.plans import ONE_PERSON, Place, Plan
from feltwork.apps.practice.models import Client, SessionRecord
from feltwork.apps.schools.models import Enrolment, SchoolOwned


class Asking(SchoolOwned):
    """One sheet of an instrument, from the day it opens until it is done, stopped or lapsed.

    `sheet` is JSON: {"answers": {item: value}, "versions": {item: the version that set it}, "origins": {item: the page
    that set it}}; saved with each answer, also when it is never finished. `period` is the turn of its plan ("2026-W48",
    "2026-11", a session), so that no turn is opened twice.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Not begun")
        STARTED = "started", _("Begun")
        DONE = "done", _("Answered")
        STOPPED = "stopped", _("Stopped")
        LAPSED = "lapsed", _("Not answered in time")

    class Moment(models.TextChoices):
        NONE = "", _("On a day")
        BEFORE = "before", _("Before the session")
        AFTER = "after", _("After the session")

    class EnteredBy(models.TextChoices):
        SELF = "self", _("By the person")
        CLINICIAN = "clinician", _("Entered from paper")
        BROUGHT = "brought", _("Brought in from another system")

    PRIVACY: ClassVar[dict[str, str]] = {
        "*": "personal",
        "instrument": "clinical",
        "sheet": "clinical",
        "token_hash": "secret",
    }

    plan = models.ForeignKey(Plan, null=True, on_delete=models.PROTECT, related_name="askings")
    client = models.ForeignKey(Client, null=True, on_delete=models.PROTECT, related_name="askings")
    enrolment = models.ForeignKey(Enrolment, null=True, on_delete=models.PROTECT, related_name="askings")
    instrument = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    order_id = models.CharField(max_length=40, blank=True)
    pack = models.ForeignKey(Pack, null=True, on_delete=models.PROTECT, related_name="+")  # the words that were shown
    place = models.CharField(max_length=6, choices=Place, default=Place.ROOM)
    record = models.ForeignKey(SessionRecord, null=True, on_delete=models.PROTECT, related_name="askings")
    moment = models.CharField(max_length=6, choices=Moment, default=Moment.NONE, blank=True)
    period = models.CharField(max_length=50, blank=True)
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField()  # answered later it is kept, and marked late
    closes_at = models.DateTimeField()  # from here on it lapses
    state = models.CharField(max_length=7, choices=State, default=State.OPEN)
    sheet = models.BinaryField(null=True)
    changes = models.PositiveIntegerField(default=0)  # counts saves: what somebody saw, they say with this number
    entered_by = models.CharField(max_length=9, choices=EnteredBy, default=EnteredBy.SELF)
    link_number = models.PositiveSmallIntegerField(default=0)  # of the latest link; see `links.py`
    token_hash = models.CharField(max_length=64, blank=True)
    token_until = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    saved_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # done, stopped or lapsed

    class Meta:
        constraints = [
            models.CheckConstraint(condition=ONE_PERSON, name="measures_asking_of_one"),
            models.UniqueConstraint(
                fields=["school", "plan", "period", "moment"],
                condition=models.Q(plan__isnull=False),
                name="measures_turn_once",
            ),
            models.UniqueConstraint(
                fields=["school", "token_hash"], condition=~models.Q(token_hash=""), name="measures_token_once"
            ),
        ]
        indexes = [
            models.Index(fields=["client", "state"], name="measures_of_client"),
            models.Index(fields=["enrolment", "state"], name="measures_of_trainee"),
            models.Index(fields=["record"], name="measures_of_session"),
            models.Index(
                fields=["closes_at"], condition=models.Q(state__in=("open", "started")), name="measures_to_lapse"
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class Result(SchoolOwned):
    """A finished sheet, scored. A correction is another result; the one it `corrects` stays and counts no more.

    `answers` is JSON: {item: value}; `scores` what `core.measures.score` made of it, by `scoring.packed`.
    """

    PRIVACY: ClassVar[dict[str, str]] = {
        "*": "personal",
        "answers": "clinical",
        "scores": "clinical",
        "reason": "clinical",
    }
    APPEND_ONLY: ClassVar[bool] = True

    asking = models.ForeignKey(Asking, on_delete=models.PROTECT, related_name="results")
    corrects = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="corrected_by")
    answers = models.BinaryField()
    scores = models.BinaryField()
    reason = models.BinaryField(null=True)  # JSON: why it was corrected
    is_late = models.BooleanField(default=False)
    answered_at = models.DateTimeField()  # the moment that the answers speak of
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "asking"], condition=models.Q(corrects=None), name="measures_first_result"
            )
        ]

    def __str__(self) -> str:
        return str(self.uuid)
