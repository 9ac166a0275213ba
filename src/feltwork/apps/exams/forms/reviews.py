"""A reader's verdict, taking a question out, and the filters of the list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feltwork.apps.exams.forms.items import KIND_WORDS
from feltwork.apps.exams.languages import language_word
from feltwork.apps.exams.models import Difficulty, ItemReview, Topic
from feltwork.apps.exams.queries.blueprints import bank_languages
from feltwork.apps.ui.forms import ChipRadios, FwForm, RowRadios

STATES = [
    ("", gettext_lazy("All")),
    ("live", gettext_lazy("In use")),
    ("mine", gettext_lazy("For you to read")),
    ("review", gettext_lazy("Being read")),
    ("draft", gettext_lazy("Drafts")),
    ("retired", gettext_lazy("Taken out")),
]


class ReviewForm(FwForm):
    verdict = forms.ChoiceField(label=gettext_lazy("Your verdict"), choices=ItemReview.Verdict, widget=RowRadios)
    words = forms.CharField(
        label=gettext_lazy("What you noticed"),
        widget=forms.Textarea({"rows": 4}),
        required=False,
        max_length=4000,
        help_text=gettext_lazy("Is only one answer right? Can it be answered without knowing the matter? Is it fair?"),
    )


class RetireForm(FwForm):
    reason = forms.CharField(label=gettext_lazy("Why it is taken out"), max_length=200)


class TagForm(FwForm):
    topic = forms.ChoiceField(label=gettext_lazy("Topic"), choices=Topic, widget=ChipRadios)
    difficulty = forms.ChoiceField(label=gettext_lazy("How hard"), choices=Difficulty, widget=ChipRadios)
    family = forms.SlugField(
        label=gettext_lazy("Family"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("One word for questions that give each other away: no form has two of them."),
    )


class FilterForm(FwForm):
    """Sent by GET; what makes no sense is left out of account."""

    q = forms.CharField(label=gettext_lazy("Words, code or family"), required=False, max_length=100)
    topic = forms.ChoiceField(
        label=gettext_lazy("Topic"), required=False, choices=[("", gettext_lazy("All topics")), *Topic.choices]
    )
    difficulty = forms.ChoiceField(
        label=gettext_lazy("How hard"), required=False, choices=[("", gettext_lazy("Any")), *Difficulty.choices]
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), required=False, choices=[("", gettext_lazy("All kinds")), *KIND_WORDS.items()]
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    state = forms.ChoiceField(required=False, choices=STATES, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = bank_languages(with_drafts=True)
        choices = [("", _("All languages")), *((code, language_word(code)) for code in codes)]
        self.fields["language"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def has_languages(self) -> bool:
        """Whether there is something to choose."""
        return len(self.fields["language"].choices) > 2  # type: ignore[attr-defined]  # a ChoiceField

    def wanted(self) -> dict[str, str]:
        self.is_valid()
        return {name: str(value) for name, value in self.cleaned_data.items() if value}
