"""What to look at together."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from feltwork.apps.ui.forms import ChipBoxes, ChipRadios, DayInput, FwForm
from feltwork.core.practice import label, words


class StudyForm(FwForm):
    title = forms.CharField(
        label=_("A name for it"), max_length=120, help_text=_("For your list only. Please name no client.")
    )
    figure = forms.ChoiceField(
        label=_("Figure"), widget=ChipRadios, choices=[("fw-adult-1", _("Adults")), ("fw-child-1", _("Children"))],
        initial="fw-adult-1",
    )  # fmt: skip
    view = forms.ChoiceField(
        label=_("View"), widget=ChipRadios, choices=[("front", _("Front")), ("back", _("Back"))], initial="front"
    )
    test = forms.ChoiceField(
        label=_("Question"), widget=ChipRadios, initial="more_less",
        choices=[
            ("more_less", _("Where is more, or less, than usual?")),
            ("two_families", _("Where do two kinds of sensation differ?")),
            ("two_groups", _("Where do two groups of people differ?")),
        ],
    )  # fmt: skip
    families = forms.MultipleChoiceField(
        label=_("Kinds of sensation"), widget=ChipBoxes, required=False,
        help_text=_("None chosen: all. For two kinds, choose those two."),
    )  # fmt: skip
    headline = forms.ChoiceField(
        label=_("Headline from before"), required=False,
        help_text=_("For two groups: those with this headline in their file against those without it."),
    )  # fmt: skip
    since = forms.DateField(label=_("Sessions from"), widget=DayInput, required=False)
    until = forms.DateField(label=_("Sessions until"), widget=DayInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        field = self.fields["families"]
        field.choices = [(one, label("family_names", one, language)) for one in words("families")]  # type: ignore[attr-defined]

        headlines = [(one, label("categories", one, language)) for one in words("categories")]
        self.fields["headline"].choices = [("", _("None")), *headlines]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("test") == "two_families" and len(data.get("families", [])) != 2:
            self.add_error("families", ValidationError(_("Choose the two kinds that are to be compared.")))
        if data.get("test") == "two_groups" and not data.get("headline"):
            self.add_error("headline", ValidationError(_("Choose the headline that one of the groups has.")))
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", ValidationError(_("This day lies before the first one.")))
        return dict(data)

    def params(self) -> dict[str, Any]:
        data = self.cleaned_data
        days = {
            name: data[key].isoformat() if data[key] else "" for name, key in (("from", "since"), ("until", "until"))
        }
        headline = data["headline"] if data["test"] == "two_groups" else ""
        return {name: data[name] for name in ("figure", "view", "test", "families")} | days | {"headline": headline}
