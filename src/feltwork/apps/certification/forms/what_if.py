"""What would be if. Everything may be left out; what is given is supposed together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from feltwork.apps.certification.lengths import UnreadableLength, read_hours
from feltwork.apps.certification.models import LogEntry
from feltwork.apps.certification.queries.choices import ProviderChoice
from feltwork.apps.certification.queries.editions import PublicEdition
from feltwork.apps.certification.queries.what_if import Idea
from feltwork.apps.schools.rules import in_words
from feltwork.apps.ui.forms import FwForm
from feltwork.core.certification import Entry, RuleSet

SUPPOSED = "supposed"


class WhatIfForm(FwForm):
    edition = forms.ChoiceField(label=lazy("If the rules of this edition applied"), required=False)
    level = forms.ChoiceField(label=lazy("If this level"), required=False)
    level_on = forms.DateField(label=lazy("began on"), required=False, widget=forms.DateInput)
    kind = forms.ChoiceField(label=lazy("If I log"), required=False)
    provider = forms.ChoiceField(label=lazy("with"), required=False)
    on = forms.DateField(label=lazy("on"), required=False, widget=forms.DateInput)
    hours = forms.CharField(label=lazy("hours"), required=False, max_length=30)
    group_size = forms.IntegerField(label=lazy("group size"), required=False, min_value=2, max_value=500)

    def __init__(
        self,
        *args: Any,
        rules: RuleSet,
        choices: Sequence[ProviderChoice],
        editions: Sequence[PublicEdition],
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.choices, self.editions = choices, editions
        as_now = [("", _("As now"))]
        self._fill("edition", as_now + [(one.edition.code, one.edition.code) for one in editions])
        self._fill("level", as_now + [(one.code, in_words(one.title)) for one in rules.levels])
        kinds = [(one.code, in_words(one.title)) for one in rules.kinds if one.code in LogEntry.Kind.values]
        self._fill("kind", [("", _("Nothing")), *kinds])
        people = [(str(one.uuid), one.label(rules, today)) for one in choices]
        self._fill("provider", [("", _("Please choose")), *people])
        self.fields["on"].initial = today
        self.fields["hours"].initial = "1"
        self.fields["hours"].widget.attrs["inputmode"] = "decimal"

    def _fill(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def clean_hours(self) -> Fraction:
        try:
            return read_hours(self.cleaned_data["hours"] or "1")
        except UnreadableLength:
            raise ValidationError(_("Please write it like 1, 1.5, 1:30 or 45 min.")) from None

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("kind") and not data.get("provider") and "provider" not in self.errors:
            self.add_error("provider", _("Please choose somebody."))
        if data.get("level") and not data.get("level_on") and "level_on" not in self.errors:
            self.add_error("level_on", _("Please give the day."))
        return data

    @property
    def idea(self) -> Idea:
        """What is supposed, from a valid form."""
        data = self.cleaned_data
        rules = next((one.rules for one in self.editions if one.edition.code == data["edition"]), None)
        return Idea(rules=rules, level=data["level"], level_on=data["level_on"], entry=self._entry())

    @property
    def chosen(self) -> ProviderChoice | None:
        wanted = self.cleaned_data.get("provider")
        return next((one for one in self.choices if str(one.uuid) == wanted), None)

    def _entry(self) -> Entry | None:
        data, provider = self.cleaned_data, self.chosen
        if not data["kind"] or provider is None:
            return None
        return Entry(
            id=SUPPOSED,
            kind=data["kind"],
            on=data["on"] or self.fields["on"].initial,
            hours=data["hours"],
            provider=str(provider.uuid),
            group_size=data["group_size"],
        )
