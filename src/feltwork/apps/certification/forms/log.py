"""The log entry form: under half a minute on a phone, forgiving about how people write."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from feltwork.apps.certification.intervals import Interval, MissingTime, RepeatedTime, interval, is_zone
from feltwork.apps.certification.lengths import UnreadableLength, read_hours
from feltwork.apps.certification.models import LogEntry
from feltwork.apps.certification.queries.choices import ProviderChoice
from feltwork.apps.schools.models import Mode
from feltwork.apps.schools.rules import in_words
from feltwork.apps.ui import words
from feltwork.apps.ui.forms import CardRadios, ChipRadios, FwForm
from feltwork.core.certification import RuleSet

MODES = (Mode.IN_PERSON, Mode.ONLINE, Mode.PHONE)
QUICK_LENGTHS = ("0.5", "1", "1.5", "2", "2.5", "3")
NOTE_LENGTH = 4000


def _needed(words: Promise) -> dict[str, Any]:
    return {"required": words}


class LogForm(FwForm):
    """Cleans into the facts of `actions.log.log_entry`.

    The same local time can come twice in a night: then the field `second` is asked, and only then shown.
    """

    kind = forms.ChoiceField(label=lazy("What was it?"), widget=CardRadios)
    provider = forms.ChoiceField(label=lazy("With whom?"), error_messages=_needed(lazy("Please say with whom it was.")))
    on = forms.DateField(
        label=lazy("Date"), widget=forms.DateInput, error_messages=_needed(lazy("Please say on which day it was."))
    )
    hours = forms.CharField(
        label=lazy("Hours"), max_length=30, error_messages=_needed(lazy("Please write how long it lasted."))
    )
    start = forms.TimeField(label=lazy("Began at"), required=False, widget=forms.TimeInput)
    zone = forms.CharField(label=lazy("Time zone"), required=False, max_length=60)
    second = forms.ChoiceField(
        label=lazy("Which of the two?"), required=False, choices=[("0", ""), ("1", "")], widget=ChipRadios
    )
    mode = forms.ChoiceField(label=lazy("How did you meet?"), widget=ChipRadios)
    group_size = forms.IntegerField(label=lazy("Group size"), required=False, min_value=2, max_value=500)
    note = forms.CharField(label=lazy("A note for yourself"), required=False, max_length=NOTE_LENGTH)
    again = forms.BooleanField(label=lazy("It is another one, log it too"), required=False)
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        rules: RuleSet,
        choices: Sequence[ProviderChoice],
        recent: Sequence[str],
        today: date,
        zone: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rules, self.choices, self.today, self.school_zone = rules, choices, today, zone
        self.asks_second = False
        self.twins: Sequence[str] = ()
        self.interval: Interval | None = None
        self._fill_kinds()
        self._fill_providers(recent)
        self._fill_rest()

    def _fill_kinds(self) -> None:
        kinds = [kind for kind in self.rules.kinds if kind.code in LogEntry.Kind.values]
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField) and isinstance(field.widget, CardRadios)  # noqa: S101  # for types
        field.choices = [(kind.code, in_words(kind.title)) for kind in kinds]
        field.widget.hints = {kind.code: in_words(kind.help) for kind in kinds}
        field.initial = kinds[0].code if kinds else None

    def _fill_providers(self, recent: Sequence[str]) -> None:
        """The people of earlier entries come first; the rest by name."""
        options = {str(one.uuid): one.label(self.rules, self.today) for one in self.choices}
        known = [(code, options[code]) for code in recent if code in options]
        rest = [(code, label) for code, label in options.items() if code not in recent]
        groups: list[Any] = [("", _("Please choose"))]
        groups += [(_("As before"), known), (_("Everybody"), rest)] if known and rest else known + rest
        field = self.fields["provider"]
        field.widget = forms.Select(attrs=field.widget.attrs, choices=groups)
        field.choices = groups  # type: ignore[attr-defined]  # a ChoiceField

    def _fill_rest(self) -> None:
        self.fields["on"].widget.attrs["max"] = self.today.isoformat()
        self.fields["on"].initial = self.today
        self.fields["hours"].initial = "1"
        self.fields["hours"].widget.attrs |= {"inputmode": "decimal", "list": "lengths", "class": "fw-num"}
        self.fields["zone"].initial = self.school_zone
        self.fields["zone"].widget.attrs["list"] = "zones"
        self.fields["mode"].choices = [(mode.value, mode.label) for mode in MODES]  # type: ignore[attr-defined]
        self.fields["mode"].initial = Mode.IN_PERSON.value
        self.fields["group_size"].widget.attrs["inputmode"] = "numeric"
        self.fields["note"].widget = forms.Textarea(attrs={"rows": 3, "autocomplete": "off"})
        self.fields["token"].initial = uuid.uuid4()

    def clean_provider(self) -> ProviderChoice:
        chosen = self.cleaned_data["provider"]
        return next(one for one in self.choices if str(one.uuid) == chosen)

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise ValidationError(_("This day has not come yet. Log it once it has been."), code="future")
        return on

    def clean_hours(self) -> Fraction:
        try:
            hours = read_hours(self.cleaned_data["hours"])
        except UnreadableLength:
            raise ValidationError(_("Please write it like 1, 1.5, 1:30 or 45 min.")) from None
        if not Fraction(0) < hours <= 12:
            raise ValidationError(_("Please write a length of at most twelve hours."))
        return hours

    def clean_zone(self) -> str:
        zone: str = self.cleaned_data["zone"].strip() or self.school_zone
        if not is_zone(zone):
            raise ValidationError(_("Please choose a zone from the list, such as Europe/London."))
        return zone

    def clean_group_size(self) -> int | None:
        size: int | None = self.cleaned_data["group_size"]
        return size if self.cleaned_data.get("kind") == LogEntry.Kind.GROUP else None

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if {"on", "hours", "zone"} <= data.keys() and "start" not in self.errors:
            self._find_interval(data)
        return data

    def _find_interval(self, data: dict[str, Any]) -> None:
        start = data.get("start")
        facts = {"on": data["on"], "hours": data["hours"], "zone": data["zone"] if start else self.school_zone}
        try:
            self.interval = interval(**facts, start=start)
        except MissingTime as gap:
            self.add_error("start", _missing(gap, facts["zone"]))
        except RepeatedTime as twice:
            self._offer_both(twice)
            if data.get("second"):
                self.interval = interval(**facts, start=start, second=data["second"] == "1")
            elif "second" not in self.errors:
                text = _("Clocks went back that night, so %(time)s came twice. Which one was it?")
                self.add_error("second", text % {"time": twice.first.strftime("%H:%M")})

    def _offer_both(self, twice: RepeatedTime) -> None:
        """Show the question, with what the clocks said then; it stays until the form is saved."""
        self.asks_second = self.fields["second"].required = True
        choices = [("0", _moment(twice.first)), ("1", _moment(twice.second))]
        self.fields["second"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def refuse_twins(self, twins: Sequence[str]) -> None:
        """Say that something very like it is in the log already, unless the person says it is another one."""
        self.twins = twins
        if twins and not self.cleaned_data.get("again"):
            self.add_error("again", _("You have logged this already: %(what)s") % {"what": twins[0]})

    @property
    def facts(self) -> dict[str, Any]:
        """Keyword arguments of the action, without the provider."""
        assert self.interval is not None  # noqa: S101  # a valid form has one
        data = self.cleaned_data
        return {
            "kind": data["kind"],
            "starts_at": self.interval.starts_at,
            "ends_at": self.interval.ends_at,
            "zone": self.interval.zone,
            "is_time_known": self.interval.is_time_known,
            "mode": data["mode"],
            "group_size": data["group_size"],
            "note": data["note"],
        }


def _missing(gap: MissingTime, zone: str) -> str:
    facts = {"from": gap.before.strftime("%H:%M"), "to": gap.after.strftime("%H:%M"), "zone": zone}
    facts["date"] = words.date_words(gap.after.date())
    return (
        _("On %(date)s clocks in %(zone)s went from %(from)s straight to %(to)s. What did they show when you began?")
        % facts
    )


def _moment(at: datetime) -> str:
    offset = at.utcoffset()
    hours = (offset.total_seconds() if offset else 0) / 3600
    return _("%(time)s, while clocks were %(hours)s hours from UTC") % {
        "time": at.strftime("%H:%M"),
        "hours": f"{hours:+g}",
    }
