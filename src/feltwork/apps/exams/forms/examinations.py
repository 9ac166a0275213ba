"""What an examination is like, and the cut by a decision."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from feltwork.apps.exams.languages import known_first, language_word, primary
from feltwork.apps.exams.models import Blueprint, Examination
from feltwork.apps.exams.queries.blueprints import bank_languages
from feltwork.apps.schools.models import Level, Programme
from feltwork.apps.ui.forms import ChipBoxes, FwForm, FwModelForm, RowRadios

GROUPS = (
    (gettext_lazy("What it is"), ("programme", "level", "kind", "name", "code", "about")),
    (gettext_lazy("What is asked"), ("blueprint", "languages", "minutes", "pause_minutes")),
    (gettext_lazy("When it is passed"), ("cut_percent", "part_cut_percent", "shows", "evidence_code")),
    (
        gettext_lazy("Who may sit it, and how often"),
        ("opens_on", "closes_on", "attempts", "retake_days", "lockout_days"),
    ),
)


DECLARED = {"programme", "level", "blueprint", "languages"}


class ExaminationForm(FwModelForm):
    """All settings; opening and closing are acts of their own. What is chosen from is read in the school's scope."""

    programme: forms.ModelChoiceField[Programme] = forms.ModelChoiceField(
        label=gettext_lazy("Programme"), queryset=None, empty_label=None
    )
    level: forms.ModelChoiceField[Level] = forms.ModelChoiceField(
        label=gettext_lazy("Level"), queryset=None, required=False
    )
    blueprint: forms.ModelChoiceField[Blueprint] = forms.ModelChoiceField(
        label=gettext_lazy("Blueprint"),
        queryset=None,
        required=False,
        help_text=gettext_lazy("Needed for one in writing."),
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages of the questions"),
        required=False,
        widget=ChipBoxes,
        help_text=gettext_lazy(
            "Needed for one in writing. With several each candidate chooses one, and the form is drawn in it."
        ),
    )

    class Meta:
        model = Examination
        fields = [field for _title, fields in GROUPS for field in fields if field not in DECLARED]
        widgets = {"kind": RowRadios, "shows": RowRadios, "about": forms.Textarea({"rows": 3})}
        help_texts = {
            "code": gettext_lazy("Small letters, digits and dashes."),
            "about": gettext_lazy("Markdown. What to bring, what may be used, how it goes."),
            "minutes": gettext_lazy("Without what is agreed with single candidates."),
            "pause_minutes": gettext_lazy("The time stands still and the page is covered."),
            "cut_percent": gettext_lazy("A number of your own until judges have set one (Angoff)."),
            "part_cut_percent": gettext_lazy("0: a weak part can be made up for by the others."),
            "evidence_code": gettext_lazy("The code of the requirement in your rules that a pass proves. Empty: none."),
            "opens_on": gettext_lazy("Empty: from the moment it is opened."),
            "closes_on": gettext_lazy("Empty: until it is closed."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        of = kwargs.get("instance")
        if of is not None:
            chosen = {name: getattr(of, f"{name}_id") for name in ("programme", "level", "blueprint")}
            chosen["languages"] = of.languages
            kwargs["initial"] = chosen | dict(kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self._choose("programme", Programme.objects.order_by("name"))
        self._choose("level", Level.objects.select_related("programme").order_by("programme__name", "position"))
        self._choose("blueprint", Blueprint.objects.filter(retired_at=None).order_by("name"))
        self.fields["languages"].choices = self._languages(of)  # type: ignore[attr-defined]  # a ChoiceField
        if of is None:
            self.fields["languages"].initial = [primary(get_language() or "en")]
        self.fields["kind"].choices = Examination.Kind.choices  # type: ignore[attr-defined]  # without the empty one
        self.fields["shows"].choices = Examination.Shows.choices  # type: ignore[attr-defined]  # without the empty one

    def _choose(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        field.queryset = rows  # type: ignore[attr-defined]  # a ModelChoiceField

    def _languages(self, of: Examination | None) -> list[tuple[str, str]]:
        """Ours, those of the bank, and those that it has already."""
        ours = {code for code, _name in settings.LANGUAGES}
        codes = known_first({*ours, *bank_languages(), *(of.languages if of else ())})
        return [(code, language_word(code)) for code in codes]

    @property
    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [(title, [self[name] for name in names]) for title, names in GROUPS]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in [name for name in cleaned if cleaned[name] is not None]:
            try:
                Examination._meta.get_field(name).run_validators(cleaned[name])  # type: ignore[union-attr]  # a Field
            except forms.ValidationError as wrong:
                self.add_error(name, wrong)
        if cleaned.get("kind") == Examination.Kind.WRITTEN and not cleaned.get("languages"):
            self.add_error("languages", _("Please choose at least one language."))
        return cleaned

    def _post_clean(self) -> None:
        """The instance is the action's to change; a form that changed it first would leave nothing to compare."""


class CutForm(FwForm):
    cut_percent = forms.DecimalField(
        label=gettext_lazy("Passed from, in percent"),
        max_digits=5,
        decimal_places=2,
        min_value=Decimal(1),
        max_value=100,
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=400, widget=forms.Textarea({"rows": 3}))
