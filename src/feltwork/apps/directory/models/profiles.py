"""One person's page in the directory. Codes are those of `core/directory/vocabulary.yaml`."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feltwork.apps.schools.models import SchoolOwned

HEADLINE, WORDS, SHORT = 160, 1500, 300  # characters


class Profile(SchoolOwned):
    """What somebody says of themselves, for the school that answers for it. One for each person in the installation.

    `listed` is their wish; whether it is shown is decided by `queries.listed`. The place is a town and nothing closer;
    `address` is that of the practice and is given only to whom the person has answered.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        LISTED = "listed", _("Published")
        HIDDEN = "hidden", _("Hidden")

    class Room(models.TextChoices):
        NOW = "now", _("Yes, now")
        MONTH = "month", _("Within a month")
        WAITING = "waiting", _("Waiting list")
        CLOSED = "closed", _("No room at present")

    class Touch(models.TextChoices):
        NEVER = "never", _("Never uses touch")
        ASKS = "asks", _("May offer it, always asks first, and you can say no each time")

    class Why(models.TextChoices):
        OWN = "own", _("By their own choice")
        STAFF = "staff", _("By the school")

    PRIVACY: ClassVar[dict[str, str]] = {
        "*": "public",
        "owner": "personal",
        "address": "personal",
        "state": "internal",
        "hidden_why": "internal",
        "hidden_words": "internal",
        "identity": "personal",
        "version": "internal",
        "changed_at": "internal",
        "listed_at": "internal",
    }

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="directory_profile")
    slug = models.SlugField(max_length=60, unique=True)  # ends by chance: nobody can go through them one by one
    state = models.CharField(max_length=6, choices=State, default=State.DRAFT)
    name = models.CharField(_("name"), max_length=120)
    pronouns = models.CharField(_("pronouns"), max_length=40, blank=True)
    headline = models.CharField(_("in one line"), max_length=HEADLINE, blank=True)
    words = models.TextField(_("in your own words"), max_length=WORDS, blank=True)
    words_language = models.CharField(_("language of these words"), max_length=3, default="en")
    profession = models.CharField(_("primary profession"), max_length=24, blank=True)
    town = models.PositiveIntegerField(null=True, blank=True)  # GeoNames id
    town_name = models.CharField(_("town"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    how_in_person = models.BooleanField(_("in person"), default=False)
    how_online = models.BooleanField(_("online"), default=False)
    online_in = models.JSONField(_("where you may practise online"), default=list, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    ages = models.JSONField(_("ages"), default=list, blank=True)
    who = models.JSONField(_("who comes"), default=list, blank=True)
    themes = models.JSONField(_("experience with"), default=list, blank=True)
    access = models.JSONField(_("getting in and being there"), default=list, blank=True)
    identity = models.JSONField(_("lived experience"), default=list, blank=True)
    touch = models.CharField(_("touch"), max_length=5, choices=Touch, default=Touch.NEVER)
    fee_low = models.PositiveIntegerField(_("fee from"), null=True, blank=True)  # whole units of the currency
    fee_high = models.PositiveIntegerField(_("fee to"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    fee_minutes = models.PositiveSmallIntegerField(_("for how many minutes"), default=60)
    is_sliding = models.BooleanField(_("by income"), default=False)
    fee_words = models.CharField(_("about the fee"), max_length=SHORT, blank=True)
    free_call_minutes = models.PositiveSmallIntegerField(_("minutes of a free first call"), default=0)  # 0: none
    room = models.CharField(_("room for new people"), max_length=7, choices=Room, default=Room.NOW)
    waiting_weeks = models.PositiveSmallIntegerField(_("weeks to wait"), null=True, blank=True)
    room_words = models.CharField(_("about room"), max_length=SHORT, blank=True)
    confirmed_on = models.DateField(null=True, blank=True)
    between_words = models.CharField(_("between sessions"), max_length=SHORT, blank=True)
    cancel_words = models.CharField(_("cancelling"), max_length=SHORT, blank=True)
    training_words = models.TextField(_("further training"), max_length=600, blank=True)
    address = models.CharField(_("address of your practice"), max_length=SHORT, blank=True)
    photo = models.FileField(upload_to="directory/", blank=True)
    photo_alt = models.CharField(_("what the photo shows"), max_length=160, blank=True)
    is_indexed_outside = models.BooleanField(_("found by search engines"), default=False)
    listed_at = models.DateTimeField(null=True, blank=True)
    hidden_why = models.CharField(max_length=5, choices=Why, blank=True)
    hidden_words = models.CharField(max_length=SHORT, blank=True)  # what the school says of it, to the owner
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["state", "confirmed_on"], name="directory_profile_shown"),
            models.Index(fields=["country", "currency"], name="directory_profile_fees"),
        ]

    def __str__(self) -> str:
        return self.name

    def first_name(self) -> str:
        """How a page calls them: the first word of the name."""
        return self.name.split(" ")[0]
