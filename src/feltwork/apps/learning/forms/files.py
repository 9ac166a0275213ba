"""Figures, videos, captions and files to take along."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from feltwork.apps.learning.models import LessonFile
from feltwork.apps.learning.words import LANGUAGES, language_name
from feltwork.apps.ui.forms import ChipRadios, FwForm

KINDS = [one for one in LessonFile.Kind.choices if one[0] != LessonFile.Kind.CAPTIONS]


class FileForm(FwForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"), choices=KINDS, initial=LessonFile.Kind.FIGURE, widget=ChipRadios
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "A figure: JPEG, PNG, WebP. A video: MP4, WebM. To take along: PDF, picture, plain text."
        ),
        widget=forms.FileInput,
    )
    title = forms.CharField(
        label=gettext_lazy("Title"), help_text=gettext_lazy("As readers see it."), max_length=160, required=False
    )


class VideoLinkForm(FwForm):
    url = forms.URLField(
        label=gettext_lazy("Address of the video"),
        help_text=gettext_lazy("Of the file itself (.mp4, .webm), or of a page elsewhere, which then opens as a link."),
        assume_scheme="https",
        max_length=500,
    )
    title = forms.CharField(label=gettext_lazy("Title"), max_length=160)


class CaptionsForm(FwForm):
    file = forms.FileField(
        label=gettext_lazy("Captions"),
        help_text=gettext_lazy("A WebVTT file (.vtt): what is said, and what is heard and matters."),
        widget=forms.FileInput(attrs={"accept": ".vtt,text/vtt"}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), widget=ChipRadios, initial=LANGUAGES[0])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language: Any = self.fields["language"]
        language.choices = [(code, language_name(code)) for code in LANGUAGES]
