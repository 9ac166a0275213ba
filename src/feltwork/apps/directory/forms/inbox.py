"""How a clinician answers, and when they offer first calls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from feltwork.apps.directory.actions.calling import Hours
from feltwork.apps.directory.models import CallHours, CallTerms, Inquiry
from feltwork.apps.ui.forms import FwForm, RowRadios

SPAN = re.compile(r"^\s*(\d{1,2})[:.](\d{2})\s*(?:-|–|to|bis)\s*(\d{1,2})[:.](\d{2})\s*$")


class AnswerForm(FwForm):
    """Yes, not now, cannot."""

    answer = forms.ChoiceField(
        label=lazy("What do you answer?"),
        choices=Inquiry.Answer.choices,
        widget=RowRadios(
            hints={
                "yes": lazy("You see then how to reach them, and what is safe."),
                "not_now": lazy("They hear about how long, and whom else they could ask."),
                "cannot": lazy("They hear that it is not because of them, and get three other names."),
            }
        ),
    )
    waiting_weeks = forms.IntegerField(
        label=lazy("If not now: about how many weeks"), required=False, min_value=1, max_value=104
    )
    words = forms.CharField(
        label=lazy("A line of your own"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": "3", "maxlength": "400"}),
        help_text=lazy("It stands on their page, never in a mail."),
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("answer") != Inquiry.Answer.NOT_NOW:
            given["waiting_weeks"] = None
        return given


class BlockForm(FwForm):
    """A word for oneself, so that a list of blocks can be understood later."""

    words = forms.CharField(
        label=lazy("A word for yourself"), required=False, max_length=60, help_text=lazy("Only you read it. No name.")
    )


class CallTermsForm(FwForm):
    """Whether, how, for how long, and with how much notice."""

    is_on = forms.BooleanField(label=lazy("I offer a free first call"), required=False)
    minutes = forms.IntegerField(label=lazy("Minutes"), min_value=10, max_value=60, required=False)
    way = forms.ChoiceField(
        label=lazy("When somebody takes a time"),
        choices=CallTerms.Way.choices,
        widget=RowRadios(
            hints={
                "request": lazy("It is agreed once you answer yes."),
                "direct": lazy("It is agreed at once; you still see who it is only when you answer yes."),
            }
        ),
    )
    notice_hours = forms.IntegerField(label=lazy("So many hours ahead at least"), min_value=2, max_value=168)
    zone = forms.CharField(
        label=lazy("Time zone"), max_length=60, widget=forms.TextInput({"list": "zones", "autocomplete": "off"})
    )

    def clean_zone(self) -> str:
        zone: str = self.cleaned_data["zone"].strip()
        if zone not in available_timezones():
            raise ValidationError(_("Please choose a time zone."))
        return zone

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("is_on") and not given.get("minutes"):
            self.add_error("minutes", _("Please say for how many minutes."))
        given["minutes"] = given.get("minutes") or 0
        return given


class WeekForm(FwForm):
    """Seven lines, each as one would write it down: 09:00-12:00, 14:00-16:00."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, name in WEEKDAYS.items():
            self.fields[f"day_{number}"] = forms.CharField(
                label=name, required=False, max_length=120, widget=forms.TextInput({"autocomplete": "off"})
            )
            self.fields[f"day_{number}"].is_asked = True  # type: ignore[attr-defined]  # seven times “optional” would be read before the days

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        self.hours: list[Hours] = []
        for number in WEEKDAYS:
            try:
                spans = list(spans_of(given.get(f"day_{number}", "")))
            except ValueError:
                self.add_error(f"day_{number}", _("Please write times as 09:00-12:00, with a comma between two."))
            else:
                self.hours += [Hours(number, None, begins, ends) for begins, ends in spans]
        return given


class DayForm(FwForm):
    """Other hours on one day, or none."""

    on = forms.DateField(label=lazy("Day"))
    spans = forms.CharField(
        label=lazy("Hours on that day"),
        required=False,
        max_length=120,
        help_text=lazy("As 10:00-12:00. Empty: no calls on that day."),
    )

    def clean_spans(self) -> list[tuple[time, time]]:
        try:
            return list(spans_of(self.cleaned_data["spans"]))
        except ValueError:
            raise ValidationError(_("Please write times as 09:00-12:00, with a comma between two.")) from None

    def hours(self) -> list[Hours]:
        """The rows of that day."""
        on: date = self.cleaned_data["on"]
        spans = self.cleaned_data["spans"]
        return [Hours(None, on, begins, ends) for begins, ends in spans] or [Hours(None, on, None, None)]


def spans_of(text: str) -> Iterator[tuple[time, time]]:
    """The times in a line. Raises ValueError for what cannot be read or ends before it begins."""
    for part in filter(str.strip, text.split(",")):
        found = SPAN.match(part)
        if found is None:
            raise ValueError(part)
        hour, minute, last_hour, last_minute = map(int, found.groups())
        begins, ends = time(hour, minute), time(last_hour, last_minute)
        if ends <= begins:
            raise ValueError(part)
        yield begins, ends


def week_text(rows: list[CallHours]) -> dict[str, str]:
    """What `WeekForm` shows of rows."""
    found: dict[str, list[str]] = {}
    for row in rows:
        if row.weekday is not None and row.begins and row.ends:
            found.setdefault(f"day_{row.weekday}", []).append(span_text(row.begins, row.ends))
    return {name: ", ".join(spans) for name, spans in found.items()}


def span_text(begins: time, ends: time) -> str:
    """09:00-12:00"""
    return f"{datetime.combine(date.min, begins):%H:%M}-{datetime.combine(date.min, ends):%H:%M}"
