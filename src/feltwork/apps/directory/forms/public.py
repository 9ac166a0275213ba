"""What anybody may send: that a page is wrong, that one's own is still right."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feltwork.apps.directory.forms.contact import OpenForm
from feltwork.apps.directory.models import Profile, Report
from feltwork.apps.ui.forms import FwForm, RowRadios


class ReportForm(OpenForm):
    """What is wrong on a page."""

    kind = forms.ChoiceField(label=_("What is wrong?"), choices=Report.Kind.choices, widget=RowRadios())
    words = forms.CharField(
        label=_("In a line or two"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": "3"}),
        help_text=_("No name is needed, neither yours nor anybody’s. Please do not write what happened to you."),
    )


class RoomForm(FwForm):
    """Room for new people, and with it that all the rest still holds."""

    room = forms.ChoiceField(label=_("Room for new people"), choices=Profile.Room.choices, widget=RowRadios())
    waiting_weeks = forms.IntegerField(
        label=_("Weeks to wait, with a waiting list"), required=False, min_value=1, max_value=104
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("room") != Profile.Room.WAITING:
            given["waiting_weeks"] = None
        return given
