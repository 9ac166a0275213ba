"""Deciding what is asked, and entering what stands on paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from feltwork.apps.measures import names
from feltwork.apps.measures.actions.plans import OF_CLIENTS, OF_TRAINEES
from feltwork.apps.measures.models import Plan
from feltwork.apps.measures.models.plans import Place
from feltwork.apps.practice.forms.items import QUIET
from feltwork.apps.ui.forms import CardRadios, ChipRadios, DayInput, FwForm
from feltwork.core.measures import DECLINED, Answer, ChangeRule, Instrument, Threshold, needed

RATHER_NOT = ("d", "-", "–", "x")  # how "declined" is typed
BY_DEFAULT = gettext_lazy("None; the numbers stand for themselves")


class BasisForm(FwForm):
    """By which rule a change, and by which cut a score is read: one of each for the main scale."""

    change = forms.ChoiceField(label=gettext_lazy("What counts as change"), required=False)
    threshold = forms.ChoiceField(label=gettext_lazy("Cut to compare with"), required=False)

    def __init__(self, *args: Any, whole: Instrument, basis: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        self.scale = whole.main_id
        start = (basis or {}).get(self.scale, {})
        super().__init__(*args, initial={**start, **kwargs.pop("initial", {})}, **kwargs)
        changes = [(one.id, change_words(one)) for one in whole.changes if one.scale == self.scale]
        cuts = [(one.id, cut_words(one)) for one in whole.thresholds if one.scale == self.scale]
        self._offer("change", changes)
        self._offer("threshold", cuts)

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        if not choices:
            del self.fields[name]
            return
        self.fields[name].choices = [("", BY_DEFAULT), *choices]  # type: ignore[attr-defined]

    @property
    def basis(self) -> dict[str, dict[str, str]]:
        chosen = {name: self.cleaned_data[name] for name in ("change", "threshold") if self.cleaned_data.get(name)}
        return {self.scale: chosen} if chosen else {}


class PlanForm(BasisForm):
    """Where, how often, from when. `places` are those that nothing stands against."""

    place = forms.ChoiceField(label=gettext_lazy("Where"), widget=CardRadios)
    how = forms.ChoiceField(label=gettext_lazy("How often"), widget=ChipRadios)
    moments = forms.ChoiceField(
        label=gettext_lazy("Around a session"),
        required=False,
        choices=[choice for choice in Plan.Moments.choices if choice[0]],
        widget=ChipRadios,
    )
    starts_on = forms.DateField(label=gettext_lazy("From"), widget=DayInput())
    ends_on = forms.DateField(label=gettext_lazy("Until"), required=False, widget=DayInput())
    language = forms.ChoiceField(label=gettext_lazy("Language"), widget=ChipRadios)
    field_order = ("place", "how", "moments", "starts_on", "ends_on", "language", "change", "threshold")

    def __init__(
        self,
        *args: Any,
        places: Iterable[str] = (),
        languages: Iterable[str] = (),
        is_trainee: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = [(one.value, one.label) for one in Place if one.value in set(places)]
        self.fields["place"].choices = offered  # type: ignore[attr-defined]
        self.fields["place"].widget.hints = {
            "room": _("You hand over this device, show a code for theirs, or enter it from paper."),
            "portal": _("It stands on their page; a neutral word goes out if they agreed to reminders."),
            "link": _("A neutral mail, without an account. It opens this one sheet."),
        }
        rhythms = OF_TRAINEES if is_trainee else OF_CLIENTS
        self.fields["how"].choices = [(one, Plan.How(one).label) for one in rhythms]  # type: ignore[attr-defined]
        tongues = [(one, names.language_name(one)) for one in languages]
        self.fields["language"].choices = tongues  # type: ignore[attr-defined]
        if is_trainee:
            del self.fields["place"]
            del self.fields["moments"]
        if len(tongues) < 2:
            self.fields["language"].widget = forms.HiddenInput()
            self.fields["language"].initial = tongues[0][0] if tongues else (get_language() or "en")

    def clean_how(self) -> str:
        return str(self.cleaned_data["how"])


class EnterForm(FwForm):
    """Item by item, as numbers. What was left out stays empty; what somebody declined is a d."""

    on = forms.DateField(label=gettext_lazy("Answered on"), widget=DayInput())

    def __init__(
        self,
        *args: Any,
        whole: Instrument,
        answers: Mapping[str, Answer] | None = None,
        today: date | None = None,
        is_correction: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.whole = whole
        self.fields["on"].initial = today
        language = get_language() or "en"
        for item in whole.items:
            field = forms.CharField(label=f"{item.number}. {item.label(language)}", max_length=4, required=False)
            field.widget = forms.TextInput({"inputmode": "numeric", **QUIET})
            value = (answers or {}).get(item.id)
            field.initial = "" if value is None else ("d" if value == DECLINED else str(value))
            field.help_text = _("%(low)s to %(high)s") % {"low": item.responses[0], "high": item.responses[-1]}
            self.fields[f"a-{item.id}"] = field
        if is_correction:
            del self.fields["on"]
            words = forms.Textarea({"rows": 2, **QUIET})
            self.fields["reason"] = forms.CharField(label=_("Why it is corrected"), max_length=500, widget=words)

    @property
    def rows(self) -> list[Any]:
        return [self[f"a-{item.id}"] for item in self.whole.items]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        self.answers: dict[str, Answer] = {}
        for item in self.whole.items:
            typed = str(given.get(f"a-{item.id}") or "").strip().lower()
            if typed in RATHER_NOT:
                self.answers[item.id] = DECLINED
            elif typed.isdecimal() and int(typed) in item.responses:
                self.answers[item.id] = int(typed)
            elif typed:
                wrong = _("Please enter %(low)s to %(high)s.") % {"low": item.responses[0], "high": item.responses[-1]}
                self.add_error(f"a-{item.id}", ValidationError(wrong))
        return given


def change_words(rule: ChangeRule) -> str:
    """ "reliable change: 5.06, NHS Talking Therapies"."""
    points = f"{needed(rule):.2f}".rstrip("0").rstrip(".")
    kind = names.word(names.CHANGES, rule.kind)
    sample = names.said_words(rule.sample)
    return _("%(kind)s: %(points)s points (%(sample)s)") % {"kind": kind, "points": points, "sample": sample}


def cut_words(cut: Threshold) -> str:
    said = names.word(names.DIRECTIONS, cut.direction) % {"value": f"{float(cut.value):g}"}
    return f"{said} ({names.said_words(cut.sample or cut.method)})"
