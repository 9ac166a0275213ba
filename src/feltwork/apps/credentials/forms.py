"""What staff and holders write, and the field of the public check."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from feltwork.apps.credentials.models import Certificate
from feltwork.apps.ui.forms import FwForm


class CheckForm(FwForm):
    """A number, a code, or a whole link."""

    text = forms.CharField(
        label=_("Number or link"),
        max_length=300,
        error_messages={"required": _("Please type the number or paste the link.")},
        widget=forms.TextInput(attrs={"class": "fw-code", "spellcheck": "false", "autocapitalize": "characters"}),
    )


class ReasonForm(FwForm):
    """Why. The holder reads it, the public does not."""

    reason = forms.CharField(
        label=_("Reason, as the holder will read it"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Please give a reason.")},
    )


class ColleagueReasonForm(ReasonForm):
    """Why, for colleagues."""

    reason = forms.CharField(
        label=_("Reason, for your colleagues"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Please give a reason.")},
    )


class NoWordsForm(FwForm):
    """Nothing to write, only a button."""


class ListingForm(FwForm):
    """What the register shows beside the name."""

    town = forms.CharField(label=_("Town"), max_length=80, required=False)
    languages = forms.CharField(label=_("Languages you work in"), max_length=120, required=False)


class FilterForm(FwForm):
    """What the list of certificates shows."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *Certificate.State.choices])
    q = forms.CharField(label=_("Name or number"), max_length=80, required=False)
