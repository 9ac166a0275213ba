"""What those who keep the training cases fill in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy

from feltwork.apps.exams.forms.practical import StatementForm
from feltwork.apps.exams.models import GoldCase, GoldConsent
from feltwork.apps.ui.forms import CardRadios, FwForm

WAYS = {
    "text": gettext_lazy("You write down how it went, invented or changed so that nobody can be known by it."),
    "recording": gettext_lazy(
        "A film of a real session. Everybody in it agrees first; it lies sealed, and has an end."
    ),
}


class WayForm(FwForm):
    way = forms.ChoiceField(
        label=gettext_lazy("What will raters in training look at?"),
        choices=GoldCase.Way,
        widget=CardRadios(hints=WAYS),
        initial=GoldCase.Way.TEXT,
    )


class CaseForm(FwForm):
    """A case that is written down; `RecordedForm` one that is filmed."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    text = forms.CharField(
        label=gettext_lazy("The session"),
        widget=forms.Textarea({"rows": 14}),
        max_length=60_000,
        help_text=gettext_lazy("Written down as it went, invented or changed so that nobody can be known by it."),
    )
    agreed_by = forms.CharField(
        label=gettext_lazy("Who agreed on the ratings"),
        max_length=200,
        help_text=gettext_lazy("At least two experienced people, who rated apart first."),
    )
    reasons = forms.CharField(
        label=gettext_lazy("Why it was rated so"),
        widget=forms.Textarea({"rows": 6}),
        max_length=20_000,
        required=False,
        help_text=gettext_lazy("Shown after somebody has handed in their own ratings."),
    )
    why = forms.CharField(
        label=gettext_lazy("What changed, and why"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Whoever rated it before keeps being compared with what was agreed on then."),
    )

    def __init__(self, *args: Any, has_versions: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_versions:
            del self.fields["why"]


class RecordedForm(CaseForm):
    text = forms.CharField(
        label=gettext_lazy("What to know before watching"),
        widget=forms.Textarea({"rows": 4}),
        max_length=5000,
        required=False,
        help_text=gettext_lazy("Which session it is, what was agreed on before. No names."),
    )


class AgreementForm(StatementForm):
    """A statement that somebody in the recording has signed."""

    who = forms.ChoiceField(
        label=gettext_lazy("Who signed it?"), choices=GoldConsent.Who, widget=CardRadios, initial="client"
    )
    field_order = ("who", "file", "signed_on", "until")
