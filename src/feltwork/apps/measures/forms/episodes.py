"""A new start within one file."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from feltwork.apps.practice.forms.items import QUIET
from feltwork.apps.ui.forms import DayInput, FwForm


class EpisodeForm(FwForm):
    starts_on = forms.DateField(
        label=gettext_lazy("First day"),
        widget=DayInput(),
        help_text=gettext_lazy("The first answer on this day or after it is what later ones are compared with."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2, **QUIET}),
        help_text=gettext_lazy("For yourself and whoever treats with you; may stay empty."),
    )
