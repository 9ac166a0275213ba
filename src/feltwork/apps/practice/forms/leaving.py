"""Taking out, holding, erasing, bringing in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feltwork.apps.practice.forms.items import QUIET
from feltwork.apps.ui.forms import FwForm


class TakeOutForm(FwForm):
    """Private notes only where their author ticks the box."""

    with_notes = forms.BooleanField(
        label=gettext_lazy("With my own private notes"),
        required=False,
        help_text=gettext_lazy("They are left out unless you tick this. Whoever holds the archive can read them."),
    )


class ReasonForm(FwForm):
    """Why a hold is set or lifted."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=2000,
        help_text=gettext_lazy("Who asks for it, and since when. It stays in the file."),
        widget=forms.Textarea({"rows": 2, **QUIET}),
    )

    def __init__(self, *args: Any, lifting: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if lifting:
            self.fields["reason"].label = _("Why it is over")
            self.fields["reason"].help_text = _("It stays in the file.")


class EraseForm(FwForm):
    """A box for the client's own wish, and a word that is typed."""

    asked = forms.BooleanField(
        label=gettext_lazy("The client asks for it"),
        required=False,
        help_text=gettext_lazy("Guidance of a profession then gives way. A law and a hold do not."),
    )
    word = forms.CharField(label="", max_length=20, widget=forms.TextInput(QUIET))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["word"].label = _("Type the word “%(word)s”") % {"word": self.expected}

    @property
    def expected(self) -> str:
        return _("erase")

    def clean_word(self) -> str:
        word: str = self.cleaned_data["word"].strip().lower()
        if word != self.expected.lower():
            raise forms.ValidationError(_("Please type the word as it stands above the field."))
        return word


class BringForm(FwForm):
    """An archive that was taken out here or elsewhere."""

    archive = forms.FileField(label=gettext_lazy("Archive"), help_text=gettext_lazy("A ZIP file made by Feltwork"))

    def clean_archive(self) -> Any:
        file = self.cleaned_data["archive"]
        if file.size > settings.FILES_MAX_BYTES:
            words = _("This archive is too large for a page. Whoever runs the site can bring it in.")
            raise forms.ValidationError(words)
        return file
