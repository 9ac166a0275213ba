"""From how many files on it is looked at."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from feltwork.apps.ui.forms import FwForm


class WatchForm(FwForm):
    many = forms.IntegerField(
        label=_("Files that one person opens within an hour"), min_value=5, max_value=1000,
        help_text=_("More than that raises the alarm. From 5 to 1000."),
    )  # fmt: skip
