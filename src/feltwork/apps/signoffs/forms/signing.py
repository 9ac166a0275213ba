"""A name as signature, under one request or several."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from feltwork.apps.ui.forms import FwForm


class Signature(FwForm):
    """A name as signature. `key` makes pressing twice one act."""

    key = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)
    by_name = forms.CharField(
        label=_("Your name, as your signature"),
        help_text=_("We keep the time, and what was on this page, with it."),
        max_length=120,
        widget=forms.TextInput(attrs={"class": "p-signature"}),
        error_messages={"required": _("Please write your name.")},
    )

    def __init__(self, *args: Any, name: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["by_name"].initial = name
        self.fields["key"].initial = uuid4().hex


class SignForm(Signature):
    """One request, and others of the same student with it."""

    shown_hash = forms.CharField(max_length=64, widget=forms.HiddenInput)
    held = forms.BooleanField(
        label=_("This took place as described, and I gave it."),
        error_messages={"required": _("Please tick this if it is so.")},
    )
    also = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, others: list[tuple[str, str]] = [], **kwargs: Any) -> None:  # noqa: B006 only read
        super().__init__(*args, **kwargs)
        self.fields["also"].choices = others  # type: ignore[attr-defined]


class SeveralForm(Signature):
    """Several requests from the list of all that wait."""

    held = forms.BooleanField(
        label=_("All that I ticked took place as described, and I gave it."),
        error_messages={"required": _("Please tick this if it is so.")},
    )


def parsed(values: list[str]) -> list[tuple[UUID, str]]:
    """Ticked requests: "uuid.hash" each; what is neither is left out."""
    found = []
    for value in values:
        name, _dot, shown_hash = value.partition(".")
        try:
            found.append((UUID(name), shown_hash))
        except ValueError:
            continue
    return found
