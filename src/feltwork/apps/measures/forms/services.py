"""Checking a service that people in a crisis are told to call."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from feltwork.apps.measures.models import ServiceCheck
from feltwork.apps.ui.forms import CardRadios, FwForm


class ServiceCheckForm(FwForm):
    how = forms.ChoiceField(label=_("What did you do?"), choices=ServiceCheck.How.choices, widget=CardRadios)
    words = forms.CharField(
        label=_("What is different"),
        required=False,
        max_length=300,
        help_text=_(
            "Only where something is not right: which number, which hours. It is not shown to people who answer."
        ),
    )
    told = forms.CharField(widget=forms.HiddenInput, max_length=32)
