"""Forms for what happens in a session: with the time on the clock, and for a moment its five channels."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from feltwork.apps.practice.forms.items import ItemForm, field_of
from feltwork.apps.practice.forms.words import CHANNEL_LABELS
from feltwork.apps.practice.models import SessionRecord
from feltwork.apps.ui.forms import DayInput, FwForm, TimeOfDayInput
from feltwork.core.practice import KINDS, label

DAY = timedelta(days=1)
ENTRY = KINDS["segment"].fields["channels"].fields  # type: ignore[attr-defined]  # Rows has them
TIMES = {"at": _("Time"), "peak_at": _("Highest at"), "settled_at": _("Settled at")}
# what each channel is asked for; everything may stay empty (domain/method.md section 2)
CHANNELS: Mapping[str, tuple[str, ...]] = {
    "sensation": ("words", "intensity", "valence"),
    "image": ("words", "sense", "inside"),
    "behaviour": ("words", "carried_out"),
    "affect": ("words", "valence"),
    "meaning": ("words",),
}


class TimedForm(ItemForm):
    """An item of a session. `clock` is its time of day there; the item keeps seconds since the session began."""

    def __init__(self, kind: str, data: Any = None, *, record: SessionRecord, **kwargs: Any) -> None:
        self.record = record
        super().__init__(kind, data, **kwargs)

    def more(self) -> None:
        for name in TIMES:
            if name in self.names:
                self.fields[name] = forms.TimeField(
                    label=TIMES[name], required=KINDS[self.kind].fields[name].needed, widget=TimeOfDayInput()
                )
                if name in self.body:
                    self.initial[name] = self.local(self.body[name])
        self.order_fields(TIMES)
        self.names = [name for name in self.names if name not in TIMES]

    def local(self, seconds: float) -> time:
        at: datetime = self.record.starts_at + timedelta(seconds=seconds)
        return at.astimezone(ZoneInfo(self.record.zone)).time().replace(microsecond=0)

    def taken_besides(self, given: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self.seconds(name, given[name]) for name in TIMES if given.get(name) is not None}

    def seconds(self, name: str, clock: time) -> int:
        """Since the session began; a time before it is one of the next day. The same minute keeps its second."""
        before = self.body.get(name)
        if before is not None and self.local(before).replace(second=0) == clock.replace(second=0):
            return int(before)
        begins = self.record.starts_at.astimezone(ZoneInfo(self.record.zone))
        found = datetime.combine(begins.date(), clock, begins.tzinfo)
        away = found - begins
        return int((away if away >= timedelta(0) else away + DAY).total_seconds())

    def further_shapes(self) -> dict[str, str]:
        return {name: "clock" for name in TIMES if name in self.fields}


class MomentForm(TimedForm):
    """A segment with its five channels: one entry to a channel here; further ones stay as they are."""

    def more(self) -> None:
        super().more()
        language = get_language() or "en"
        first = self._first()
        self.rows: list[tuple[str, list[str]]] = []
        for channel, names in CHANNELS.items():
            made = []
            for name in names:
                key = f"c_{channel}_{name}"
                shown = label("channels", channel, language)
                field = field_of(ENTRY[name], label=shown if name == "words" else f"{shown}, {CHANNEL_LABELS[name]}")
                if field is not None:
                    self.fields[key] = field
                if name in first.get(channel, {}):
                    value = first[channel][name]
                    self.initial[key] = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
                made.append(key)
            self.rows.append((channel, made))

    def taken_besides(self, given: Mapping[str, Any]) -> dict[str, Any]:
        entries = []
        for channel, names in CHANNELS.items():
            entry: dict[str, Any] = dict(self._first().get(channel, {}))
            for name in names:
                value = given.get(f"c_{channel}_{name}")
                entry.pop(name, None)
                if value not in (None, "", False):
                    entry[name] = int(value) if name == "intensity" else value
            entry.pop("channel", None)
            if entry:
                entries.append({"channel": channel, **entry})
        return super().taken_besides(given) | {"channels": entries + self._further()}

    def _first(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for row in self.body.get("channels", []):
            found.setdefault(row["channel"], row)
        return found

    def _further(self) -> list[dict[str, Any]]:
        first = [id(row) for row in self._first().values()]
        return [row for row in self.body.get("channels", []) if id(row) not in first]

    def further_shapes(self) -> dict[str, str]:
        return super().further_shapes() | {key: "channel" for _channel, made in self.rows for key in made}

    @property
    def channel_rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        language = get_language() or "en"
        return [(label("channels", channel, language), [self[key] for key in made]) for channel, made in self.rows]


def form_of(kind: str, data: Any = None, *, record: SessionRecord, **kwargs: Any) -> ItemForm:
    """The form of one kind of item of a session."""
    made = MomentForm if kind == "segment" else TimedForm
    return made(kind, data, record=record, **kwargs)


class TimesForm(FwForm):
    """When a session was and how."""

    on = forms.DateField(label=_("Day"), widget=DayInput())
    begins = forms.TimeField(label=_("From"), widget=TimeOfDayInput())
    ends = forms.TimeField(label=_("To"), required=False, widget=TimeOfDayInput())
    mode = forms.ChoiceField(label=_("How you met"), choices=SessionRecord.Mode.choices)


class WordsForm(FwForm):
    """An addition, or a private note."""

    words = forms.CharField(
        label=_("In words"), widget=forms.Textarea({"rows": 6, "spellcheck": "false", "autocomplete": "off"})
    )
