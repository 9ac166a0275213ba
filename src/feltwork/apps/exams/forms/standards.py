"""Beginning to set a cut, a judge's numbers, and adopting."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from feltwork.apps.accounts.models import User
from feltwork.apps.exams.languages import language_word
from feltwork.apps.exams.queries.standards import Rated
from feltwork.apps.ui.forms import ChipRadios, FwForm, RowBoxes


class BeginForm(FwForm):
    """`cleaned_data` gives the judges as people, and the language where the examination has several."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language of the questions"),
        widget=ChipRadios,
        help_text=gettext_lazy("The cut holds for all languages; take the one in which most people sit it."),
    )

    judges = forms.MultipleChoiceField(
        label=gettext_lazy("Who judges"),
        widget=RowBoxes,
        help_text=gettext_lazy(
            "Three or more who teach or accompany people on this level. None of them sees the others before the "
            "first round is over."
        ),
    )

    def __init__(self, *args: Any, people: Sequence[User], languages: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(languages) > 1:
            self.fields["language"].choices = [(one, language_word(one)) for one in languages]  # type: ignore[attr-defined]  # a ChoiceField
            self.fields["language"].initial = languages[0]
        else:
            del self.fields["language"]
        self.people = {str(one.uuid): one for one in people}
        self.fields["judges"].choices = [(code, one.name) for code, one in self.people.items()]  # type: ignore[attr-defined]  # a ChoiceField

    def clean_judges(self) -> list[User]:
        return [self.people[code] for code in self.cleaned_data["judges"]]


class ExpectForm(FwForm):
    """One number for each question; empty ones are left for later."""

    def __init__(self, *args: Any, rated: Sequence[Rated], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rated = rated
        for one in rated:
            field = forms.IntegerField(
                label=gettext_lazy("Of a hundred who only just deserve to pass, how many answer this rightly?"),
                min_value=0,
                max_value=100,
                required=False,
                initial=one.mine,
                widget=forms.NumberInput({"class": "fw-input b-count", "inputmode": "numeric", "step": "5"}),
            )
            field.is_asked = True  # type: ignore[attr-defined]  # not enforced before the round is handed in, yet wanted
            self.fields[f"item_{one.item.pk}"] = field

    @property
    def rows(self) -> list[tuple[Rated, forms.BoundField]]:
        return [(one, self[f"item_{one.item.pk}"]) for one in self.rated]

    def percents(self) -> dict[int, int]:
        """What was filled in soundly: pk of the question → number."""
        said = ((one.item.pk, self.cleaned_data.get(f"item_{one.item.pk}")) for one in self.rated)
        return {pk: percent for pk, percent in said if percent is not None}


class AdoptForm(FwForm):
    cut_percent = forms.DecimalField(
        label=gettext_lazy("Passed from, in percent"),
        max_digits=5,
        decimal_places=2,
        min_value=Decimal(1),
        max_value=100,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=400,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("That judges came to it is one; if you take another number, say why."),
    )
