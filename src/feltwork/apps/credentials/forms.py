"""What staff and holders write, and the field of the public check."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feltwork.apps.credentials.models import Certificate
from feltwork.apps.ui.forms import FwForm

FILE_MAX_BYTES = 2 * 1024 * 1024


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


class DomainForm(FwForm):
    """Where the school signs from."""

    domain = forms.CharField(
        label=_("The school’s own domain"),
        max_length=253,
        required=False,
        help_text=_("As in school.example. Empty: the school signs under its path on this site."),
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "none"}),
    )


class DueForm(FwForm):
    """Which certificates are renewed."""

    before = forms.DateField(
        label=_("All that end before"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    with_lapsed = forms.BooleanField(label=_("Also those that have ended already"), required=False)


class UntilForm(FwForm):
    """Until when one certificate holds."""

    until = forms.DateField(
        label=_("It holds until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Please choose the last day.")},
    )


class NameForm(FwForm):
    """Another name for the certificate."""

    wanted = forms.CharField(
        label=_("The name as it should stand there"),
        max_length=120,
        error_messages={"required": _("Please write the name.")},
    )
    words = forms.CharField(
        label=_("Why, and which paper you can show"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PreviewForm(FwForm):
    """Whether previews of the link show the name."""

    shows_name = forms.BooleanField(label=_("Show my name when I share the link"), required=False)


class FileForm(FwForm):
    """A certificate as a file, or as text."""

    file = forms.FileField(label=_("File"), required=False, help_text=_("PDF, PNG, SVG, JSON or a token, up to 2 MB"))
    text = forms.CharField(
        label=_("Or its text"),
        max_length=300_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "class": "fw-code"}),
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        file = found.get("file")
        if not file and not found.get("text"):
            raise forms.ValidationError(_("Please choose a file or paste its text."), code="required")
        if file and file.size > FILE_MAX_BYTES:
            self.add_error("file", _("That is far larger than any certificate."))
        return found

    def content(self) -> bytes:
        """What was sent; the file wins."""
        file = self.cleaned_data.get("file")
        if not file:
            return str(self.cleaned_data["text"]).encode()
        file.seek(0)
        content: bytes = file.read()
        return content
