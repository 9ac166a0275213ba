"""Figures: handing one in, and choosing one for a question."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feltwork.apps.exams.models import Figure
from feltwork.apps.exams.pictures import Picture, redrawn
from feltwork.apps.exams.showing import BUNDLED
from feltwork.apps.ui.forms import FwForm

ALTS = {
    "body-front": {
        "en": "The outline of a person seen from the front, with numbered places.",
        "de": "Der Umriss eines Menschen von vorn, mit nummerierten Stellen.",
    },
    "body-back": {
        "en": "The outline of a person seen from behind, with numbered places.",
        "de": "Der Umriss eines Menschen von hinten, mit nummerierten Stellen.",
    },
}


class FigureForm(FwForm):
    """`cleaned_data` gives name, alt and `picture`, drawn anew from its pixels."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=120, help_text=gettext_lazy("For the list of the bank.")
    )
    alt = forms.CharField(
        label=gettext_lazy("What it shows, in words"),
        max_length=400,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("For whoever hears the question read out. It must not give the answer away."),
    )
    file = forms.FileField(
        label=gettext_lazy("Picture"),
        help_text=gettext_lazy("PNG, JPEG or WebP. Place, time and camera are not kept."),
        widget=forms.FileInput,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file = cleaned.pop("file", None)
        if file is not None:
            try:
                cleaned["picture"] = redrawn(file)
            except ValidationError as wrong:
                self.add_error("file", wrong)
        return cleaned


def figure_choices(kind: str) -> list[tuple[str, Any]]:
    """The bundled ones first, then those of the school by name."""
    bundled = [("body-front", _("Body, from the front")), ("body-back", _("Body, from behind"))]
    own = [(str(one.uuid), one.name) for one in Figure.objects.order_by("name", "pk")]
    first = ("", _("Please choose")) if kind == "region" else ("", _("None"))
    return [first, *bundled, *own]


def figure_data(file: str, language: str) -> dict[str, Any] | None:
    """What an item says of its figure."""
    if file in BUNDLED:
        _path, width, height = BUNDLED[file]
        return {"file": file, "alt": ALTS[file].get(language, ALTS[file]["en"]), "width": width, "height": height}
    figure = Figure.objects.filter(uuid=file).first() if file else None
    if figure is None:
        return None
    return {"file": str(figure.uuid), "alt": figure.alt, "width": figure.width, "height": figure.height}


__all__ = ["FigureForm", "Picture", "figure_choices", "figure_data"]
