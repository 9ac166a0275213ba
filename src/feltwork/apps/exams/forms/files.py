"""Questions in and out: a file to look at, topics for what names none, what to give out."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feltwork.apps.exams.models import Difficulty, Topic
from feltwork.apps.exams.packages import Unreadable, read_package
from feltwork.apps.exams.starter import languages
from feltwork.apps.ui.forms import ChipRadios, FwForm

MOST_BYTES = 20 * 1024 * 1024


class FileForm(FwForm):
    """Reads while it is validated; `cleaned_data` gives the name and what is in it as `package`."""

    file = forms.FileField(
        label=gettext_lazy("QTI file"),
        help_text=gettext_lazy("A QTI 3.0 package (ZIP), as other systems give it out. At most 20 MB."),
        widget=forms.FileInput,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file = cleaned.pop("file", None)
        if file is None:
            return cleaned
        if file.size > MOST_BYTES:
            self.add_error("file", _("This file is larger than 20 MB. Please part it."))
            return cleaned
        try:
            package = read_package(file.read())
        except Unreadable as wrong:
            self.add_error("file", wrong.words)
            return cleaned
        return {"name": PurePosixPath(str(file.name)).name, "package": package}


class TakeInForm(FwForm):
    """For questions that do not say where they belong."""

    topic = forms.ChoiceField(
        label=gettext_lazy("Topic of those that name none"), choices=Topic, widget=ChipRadios, initial=Topic.SKILLS
    )
    difficulty = forms.ChoiceField(
        label=gettext_lazy("How hard those are"), choices=Difficulty, widget=ChipRadios, initial=Difficulty.MEDIUM
    )


class StarterForm(FwForm):
    language = forms.ChoiceField(label=gettext_lazy("Language"), widget=ChipRadios, initial="en")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(settings.LANGUAGES)
        self.fields["language"].choices = [(code, names.get(code, code)) for code in languages()]  # type: ignore[attr-defined]  # a ChoiceField


class ExportForm(FwForm):
    topic = forms.ChoiceField(
        label=gettext_lazy("Topic"), required=False, choices=[("", gettext_lazy("All topics")), *Topic.choices]
    )
