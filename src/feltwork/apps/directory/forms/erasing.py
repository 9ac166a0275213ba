"""Erasing a page."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from feltwork.apps.directory.models import Erasure
from feltwork.apps.ui.forms import FwForm, RowRadios


class EraseForm(FwForm):
    """A tick, so that it is not a slip of the finger."""

    sure = forms.BooleanField(
        label=_("Yes, erase all of it. It cannot be brought back."),
        error_messages={"required": _("Please tick the box if the page is to be erased for good.")},
    )


class EraseForOwnerForm(EraseForm):
    """Why the school does it for somebody."""

    field_order = ("why", "sure")

    why = forms.ChoiceField(
        label=_("Why"),
        choices=[
            (Erasure.Why.ASKED, _("They asked for it")),
            (Erasure.Why.ACCOUNT, _("Their account is closed")),
        ],
        widget=RowRadios(),
    )
