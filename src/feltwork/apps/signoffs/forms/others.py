"""Taking back, telling the school, and choosing what a list shows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feltwork.apps.signoffs.models import LedgerEntry
from feltwork.apps.signoffs.presenting import KINDS
from feltwork.apps.ui.forms import FwForm


class TakeBackForm(FwForm):
    """Taking an answer back; the school must say why."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Please give a reason.")},
    )

    def __init__(self, *args: Any, needs_reason: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needs_reason


class ReportForm(FwForm):
    """A word to the school from somebody who did not expect to be asked."""

    word = forms.CharField(
        label=_("A word to the school"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class InboxFilter(FwForm):
    """Which of the waiting requests are shown."""

    student = forms.UUIDField(required=False)
    kind = forms.ChoiceField(required=False, choices=[("", _("All kinds")), *KINDS.items()])


class LedgerFilter(FwForm):
    """Which entries of the ledger are shown."""

    student = forms.CharField(label=_("Student"), required=False, max_length=120)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All kinds")), *LedgerEntry.Kind.choices], widget=forms.Select
    )
    since = forms.DateField(label=_("From"), required=False)
    until = forms.DateField(label=_("Until"), required=False)
