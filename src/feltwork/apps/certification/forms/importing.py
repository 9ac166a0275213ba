"""Bringing in a log."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feltwork.apps.certification.models import ImportedLog
from feltwork.apps.ui.forms import FwForm, RowRadios


class DayOrderForm(FwForm):
    day_order = forms.ChoiceField(
        label=_("How are dates with slashes written?"),
        choices=ImportedLog.DayOrder.choices,
        initial=ImportedLog.DayOrder.UNKNOWN,
        widget=RowRadios,
    )


class ImportForm(DayOrderForm):
    upload = forms.FileField(
        label=_("The log"),
        help_text=_("CSV or Excel (.xlsx), as your school keeps it."),
        error_messages={"required": _("Please choose a file.")},
    )
    field_order = ("upload", "day_order")


class JudgeImportForm(FwForm):
    """One decision for the entries that are ticked."""

    entries = forms.TypedMultipleChoiceField(coerce=str, widget=forms.CheckboxSelectMultiple)
    decision = forms.ChoiceField(
        label=_("Your decision"),
        choices=[("accept", _("Accept the log in place of signatures")), ("refuse", _("Do not accept it"))],
        widget=RowRadios,
        error_messages={"required": _("Please choose one.")},
    )
    reason = forms.CharField(
        label=_("Reason, as the student will read it"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Please give a reason; the student reads it.")},
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["entries"]
        field.choices = choices  # type: ignore[attr-defined]  # a choice field
        field.error_messages = {"required": _("Please tick at least one entry.")}
