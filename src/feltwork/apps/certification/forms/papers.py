"""Papers in place of a signature, and words to a person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feltwork.apps.ui.forms import FwForm
from feltwork.apps.ui.uploads import check_upload

WORDS_LENGTH = 2000


class EvidenceForm(FwForm):
    upload = forms.FileField(
        label=_("The paper"),
        help_text=_("An invoice, a mail, a letter. PDF, PNG, JPEG, WebP, plain text or a saved mail (.eml)."),
        error_messages={"required": _("Please choose a file.")},
    )
    words = forms.CharField(
        label=_("What does it show?"),
        help_text=_("The person who decides reads this. Please leave out anything that could point to a client."),
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        check_upload(upload)
        return upload


class ExceptionForm(FwForm):
    words = forms.CharField(
        label=_("What should the person know?"),
        help_text=_("Two or three sentences are enough. Please leave out anything that could point to a client."),
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Please say in a sentence or two what it is about.")},
    )


class MissingProviderForm(FwForm):
    """Somebody who is not in the list; becomes the words of a request."""

    name = forms.CharField(label=_("Their name"), max_length=120)
    contact = forms.CharField(
        label=_("How the school can reach them"),
        required=False,
        max_length=200,
        help_text=_("A mail address or a page."),
    )
    words = forms.CharField(
        label=_("Anything else"), required=False, max_length=1500, widget=forms.Textarea(attrs={"rows": 3})
    )
