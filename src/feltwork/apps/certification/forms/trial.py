"""Trying a candidate under other rules, on another day, with what was known at another instant."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from feltwork.apps.certification.forms.under import UnderForm


class TrialForm(UnderForm):
    as_of = forms.DateField(label=lazy("As of"), required=False)
    known_at = forms.DateTimeField(
        label=lazy("With what was known at"),
        help_text=lazy("Left out: now. Training days are taken as they stand today."),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    transfer = forms.BooleanField(
        label=lazy("As a transfer: bring along what counted until now, not the single entries"), required=False
    )
    field_order = ("under", "as_of", "known_at", "transfer", "file", "text")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["as_of"].initial = today

    @property
    def on(self) -> date:
        return self.cleaned_data.get("as_of") or self.today
