"""Pieces that several forms of staff share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

REASON_ROWS = 3
FOR_STUDENT = _("Reason, as the student will read it")
APPEAL = _("An appeal is possible within 30 days; someone else will look")


def reason_field(label: Any = None, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label or FOR_STUDENT,
        max_length=2000,
        required=required,
        widget=forms.Textarea(attrs={"rows": REASON_ROWS}),
        error_messages={"required": _("Please give a reason; the student reads it.")},
    )


def offer(form: forms.BaseForm, name: str, choices: Iterable[tuple[Any, Any]], empty: Any = None) -> None:
    """Give a choice field what there is to choose, with *empty* as the words for nothing."""
    field = cast("forms.ChoiceField", form.fields[name])
    field.choices = ([("", empty)] if empty is not None else []) + list(choices)
