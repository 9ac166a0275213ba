"""What a candidate fills in: how, consent, when and where, who stands close, an appeal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feltwork.apps.accounts.models import User
from feltwork.apps.exams.models import Practical
from feltwork.apps.ui.forms import CardRadios, FwForm, RowBoxes

WAYS = {
    "recording": gettext_lazy("You send a video of a whole session. It lies sealed, and only your raters watch it."),
    "live": gettext_lazy("Two raters watch while you work, in the room or over a line. Nothing is kept but ratings."),
}
KEPT_FOR_MOST = 366


class BookForm(FwForm):
    way = forms.ChoiceField(
        label=gettext_lazy("What will the raters watch?"),
        choices=Practical.Way,
        widget=CardRadios(hints=WAYS),
        initial=Practical.Way.RECORDING,
    )


class FileConsentForm(FwForm):
    """One of the candidate's own clients who agreed. *clients*: pairs of uuid and what they are called."""

    client = forms.ChoiceField(label=gettext_lazy("Whose session is it?"), widget=CardRadios)

    def __init__(self, *args: Any, clients: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client"].choices = clients  # type: ignore[attr-defined]  # a ChoiceField


class StatementForm(FwForm):
    file = forms.FileField(
        label=gettext_lazy("The signed statement"),
        help_text=gettext_lazy("A photograph or a PDF. It lies sealed; one person of the school reads it."),
    )
    signed_on = forms.DateField(label=gettext_lazy("Signed on"))
    until = forms.DateField(
        label=gettext_lazy("Agreed until"),
        help_text=gettext_lazy("The last day on which the session may be watched. Then it is deleted."),
    )


class LiveForm(FwForm):
    on = forms.DateField(label=gettext_lazy("Day"))
    time = forms.TimeField(label=gettext_lazy("Time"))
    place = forms.CharField(
        label=gettext_lazy("Room or link"),
        max_length=200,
        help_text=gettext_lazy("Your raters read it; nobody else does. Leave out who the client is."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "on" in cleaned and "time" in cleaned:
            naive = datetime.combine(cleaned.pop("on"), cleaned.pop("time"))
            cleaned["live_at"] = timezone.make_aware(naive)
        return cleaned


class CloseForm(FwForm):
    """Which of the people who rate stand close to the candidate."""

    people = forms.MultipleChoiceField(label=gettext_lazy("Who should not rate you?"), widget=RowBoxes, required=False)

    def __init__(self, *args: Any, raters: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.raters = {str(user.uuid): user for user in raters}
        self.fields["people"].choices = [(key, str(user)) for key, user in self.raters.items()]  # type: ignore[attr-defined]

    def chosen(self) -> list[User]:
        return [self.raters[key] for key in self.cleaned_data["people"]]


class AppealForm(FwForm):
    words = forms.CharField(
        label=gettext_lazy("Why you ask for other raters"),
        widget=forms.Textarea({"rows": 5}),
        max_length=4000,
        help_text=gettext_lazy("In your own words. Please write nothing about the client."),
    )

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"].strip()
        if len(words) < 20:
            raise ValidationError(_("Please say in a sentence or two why."))
        return words
