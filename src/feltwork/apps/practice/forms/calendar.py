"""Agreeing on a time."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feltwork.apps.practice.models import SessionRecord
from feltwork.apps.ui.forms import CardRadios, ChipRadios, DayInput, FwForm, TimeOfDayInput
from feltwork.core.practice import comes_twice, nth_weekday

REPEATS = (
    ("", gettext_lazy("Once")),
    ("FREQ=WEEKLY", gettext_lazy("Every week")),
    ("FREQ=WEEKLY;INTERVAL=2", gettext_lazy("Every two weeks")),
    ("FREQ=WEEKLY;INTERVAL=4", gettext_lazy("Every four weeks")),
    ("nth", gettext_lazy("Each month, on this weekday")),
)


NEVER = "never"


class HourForm(FwForm):
    """Day, time, length, way. The time is the one on the clock of `zone`."""

    on = forms.DateField(label=gettext_lazy("Day"), widget=DayInput())
    begins = forms.TimeField(label=gettext_lazy("From"), widget=TimeOfDayInput())
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=5, max_value=600, initial=60)
    mode = forms.ChoiceField(
        label=gettext_lazy("How"), choices=SessionRecord.Mode.choices, initial="in_person", widget=ChipRadios
    )
    link = forms.CharField(
        label=gettext_lazy("Video link"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("The client sees it half an hour before. It is sealed like the file."),
        widget=forms.URLInput({"autocomplete": "off", "spellcheck": "false"}),
    )

    which = forms.ChoiceField(
        label=gettext_lazy("Which one is meant"),
        required=False,
        choices=(
            ("first", gettext_lazy("The first, before clocks are put back")),
            ("second", gettext_lazy("The second, after it")),
        ),
        widget=CardRadios(),
    )
    zone_name = ""  # where the form has no field for it

    @property
    def local(self) -> datetime:
        return datetime.combine(self.cleaned_data["on"], self.cleaned_data["begins"])

    @property
    def second(self) -> bool | None:
        """Which of two; None where nobody was asked."""
        answer: str = self.cleaned_data["which"]
        return answer == "second" if answer and self.asks_which else None

    @property
    def asks_which(self) -> bool:
        """Whether clocks show that time twice."""
        given = getattr(self, "cleaned_data", {})
        zone = given.get("zone") or self.zone_name
        return bool(zone and given.get("on") and given.get("begins")) and comes_twice(self.local, zone)


class BookForm(HourForm):
    """The same for a new one, which may be a series."""

    repeat = forms.ChoiceField(label=gettext_lazy("How often"), choices=REPEATS, required=False, widget=ChipRadios)
    until = forms.DateField(
        label=gettext_lazy("Until"), required=False, widget=DayInput(),
        help_text=gettext_lazy("Left empty, it goes on until somebody ends it."),
    )  # fmt: skip
    zone = forms.CharField(
        label=gettext_lazy("Time zone"), max_length=60, widget=forms.TextInput({"list": "zones", "autocomplete": "off"})
    )

    def clean_zone(self) -> str:
        zone: str = self.cleaned_data["zone"]
        if zone not in available_timezones():
            raise forms.ValidationError(_("Please write it as in Europe/Berlin."), code="zone")
        return zone

    @property
    def rule(self) -> str:
        repeat: str = self.cleaned_data["repeat"]
        return nth_weekday(self.cleaned_data["on"]) if repeat == "nth" else repeat


class MoveForm(HourForm):
    """Another time for one hour, or for those after it."""

    span = forms.ChoiceField(
        label=gettext_lazy("What is meant"),
        choices=(
            ("this", gettext_lazy("This hour")),
            ("following", gettext_lazy("This and those after it")),
            ("all", gettext_lazy("All that are to come")),
        ),
        initial="this",
        widget=CardRadios(),
    )

    def __init__(self, *args: Any, has_series: bool, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone_name = zone
        if not has_series:
            del self.fields["span"]


class FeedForm(FwForm):
    """A calendar that subscribes."""

    label = forms.CharField(label=gettext_lazy("For you: which calendar"), max_length=60)
    title = forms.CharField(
        label=gettext_lazy("What every entry is called"),
        max_length=40,
        required=False,
        initial=gettext_lazy("Busy"),
        help_text=gettext_lazy("One neutral word. Names, places and links never appear."),
    )


class RulesForm(FwForm):
    """Until when clients call an hour off by themselves."""

    call_off = forms.ChoiceField(
        label=gettext_lazy("Clients call an hour off by themselves"),
        choices=[
            (NEVER, gettext_lazy("Not at all: they say it to whoever treats them")),
            ("0", gettext_lazy("Until it begins")),
            ("2", gettext_lazy("Until 2 hours before")),
            ("12", gettext_lazy("Until 12 hours before")),
            ("24", gettext_lazy("Until 24 hours before")),
            ("48", gettext_lazy("Until 48 hours before")),
            ("72", gettext_lazy("Until 3 days before")),
            ("168", gettext_lazy("Until a week before")),
        ],
        widget=CardRadios,
    )  # fmt: skip

    @property
    def hours(self) -> int | None:
        """None: not at all."""
        given: str = self.cleaned_data["call_off"]
        return None if given == NEVER else int(given)
