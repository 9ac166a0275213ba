"""Forms of written examinations: arranging, marking, deciding, asking for another look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feltwork.apps.exams.languages import language_word
from feltwork.apps.exams.models import Allowance, Appeal, Decision
from feltwork.apps.ui.forms import CardRadios, ChipRadios, FwForm, FwModelForm
from feltwork.apps.ui.words import fraction
from feltwork.core.exams import Item


class LanguageForm(FwForm):
    """In which language the questions shall be, where there is a choice; `chosen` is "" where there is none."""

    language = forms.ChoiceField(label=_("In which language would you like the questions?"), widget=ChipRadios)

    def __init__(self, *args: Any, languages: Sequence[str], usual: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(languages) < 2:
            del self.fields["language"]
            return
        field: Any = self.fields["language"]
        field.choices = [(one, language_word(one)) for one in languages]
        field.initial = usual if usual in languages else languages[0]

    @property
    def chosen(self) -> str:
        return str(getattr(self, "cleaned_data", {}).get("language", ""))


class AppealForm(FwForm):
    words = forms.CharField(
        label=_("What should be looked at again, and why?"),
        help_text=_("Name the topic or the question, as well as you remember. It is read by staff."),
        widget=forms.Textarea(attrs={"rows": 7}),
        max_length=4000,
    )


class AllowanceForm(FwModelForm):
    class Meta:
        model = Allowance
        fields = ("extra_percent", "extra_pause_minutes", "is_plain", "words")
        help_texts = {
            "extra_percent": _("25 makes two and a half hours of two."),
            "words": _("As the candidate reads it, for instance: a room of your own. Why it is so stands nowhere."),
        }


class LeaveForm(FwForm):
    """One more attempt, whatever the rules say."""

    examination: Any = forms.ModelChoiceField(queryset=None, label=_("Examination"), empty_label=_("Choose one"))
    reason = forms.CharField(label=_("Why"), max_length=300, help_text=_("Read by staff only."))

    def __init__(self, *args: Any, examinations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["examination"]
        field.queryset = examinations


class EntryForm(FwForm):
    """Why somebody may sit it before they have everything, or why not any more."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        help_text=_("The candidate reads it. It stays with the names of what is missing."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PersonForm(FwForm):
    """One of the people offered."""

    user: Any = forms.ModelChoiceField(queryset=None, label=_("Person"), empty_label=_("Choose somebody"))

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["user"]
        field.queryset = people


class TrainerForm(PersonForm):
    cohort: Any = forms.ModelChoiceField(queryset=None, label=_("Group"), empty_label=_("Choose one"))

    def __init__(self, *args: Any, cohorts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["cohort"]
        field.queryset = cohorts


class MarkForm(FwForm):
    """Points for each criterion of one short answer, in halves, and words."""

    words = forms.CharField(
        label=_("Why"),
        help_text=_("For whoever decides, and for the candidate where results show answers."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2000,
    )

    def __init__(self, *args: Any, item: Item, given: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item
        words = self.fields.pop("words")
        for one in item.criteria:
            self.fields[f"c-{one.id}"] = forms.TypedChoiceField(
                label=one.text,
                choices=[(str(step), fraction(step)) for step in _steps(one.points)],
                coerce=Fraction,
                widget=ChipRadios,
                initial=(given or {}).get(one.id),
            )
        self.fields["words"] = words

    @property
    def points(self) -> dict[str, Fraction]:
        return {one.id: self.cleaned_data[f"c-{one.id}"] for one in self.item.criteria}


class DecideForm(FwForm):
    """The result. Anything else than what was counted needs a reason."""

    outcome = forms.ChoiceField(label=_("The result"), choices=Decision.Outcome.choices, widget=CardRadios)
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("Needed where it is another result than the figures give, and for every later decision."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2000,
    )


class LateForm(FwForm):
    reason = forms.CharField(label=_("Why they shall count"), max_length=200)


class AnswerAppealForm(FwForm):
    answer = forms.ChoiceField(
        label=_("Your answer"), choices=[one for one in Appeal.Answer.choices if one[0]], widget=CardRadios
    )
    outcome = forms.ChoiceField(
        label=_("Where it is changed: the result from now on"),
        choices=[("", _("Not changed")), *Decision.Outcome.choices],
        required=False,
    )
    reason = forms.CharField(
        label=_("What you found"),
        help_text=_("The candidate reads it."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("answer") == Appeal.Answer.CHANGED and not data.get("outcome"):
            self.add_error("outcome", _("Please say what the result is from now on."))
        return data


def _steps(most: Fraction) -> Iterable[Fraction]:
    """0, ½, 1, … up to *most*, which is always among them."""
    halves = [Fraction(n, 2) for n in range(int(most * 2) + 1)]
    return halves if halves[-1] == most else [*halves, most]
