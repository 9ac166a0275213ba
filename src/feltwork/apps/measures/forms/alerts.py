"""What somebody writes when they move an alert on. Nothing here is worked out by the site."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feltwork.apps.accounts.models import User
from feltwork.apps.measures.models import Alert
from feltwork.apps.measures.queries.alerts import colleagues
from feltwork.apps.schools.models import School
from feltwork.apps.ui.forms import ChipRadios, FwForm

REASON_MOST = 1500
ANSWERS = (
    ("not_asked", gettext_lazy("Not asked")),
    ("no", gettext_lazy("No")),
    ("yes", gettext_lazy("Yes")),
    ("unsaid", gettext_lazy("They would rather not say")),
)
# asked one by one, for a person to judge; the site adds nothing up
QUESTIONS = (
    (
        "passive",
        gettext_lazy("Wishing not to live, or not to wake up"),
        gettext_lazy("Passive: without a thought of doing anything"),
    ),
    (
        "active",
        gettext_lazy("Thoughts of ending their life, or of harming somebody"),
        gettext_lazy("Active: how often, how strong, what holds them back"),
    ),
    (
        "imminent",
        gettext_lazy("A plan, the means, a time"),
        gettext_lazy("Imminent: if so, stay with them and call for help first; write afterwards"),
    ),
)
REASONS: dict[str, tuple[Any, Any]] = {
    Alert.State.ACKNOWLEDGED: (gettext_lazy("A word, if you like"), ""),
    Alert.State.ASSESSED: (
        gettext_lazy("What you found"),
        gettext_lazy("In a few words: when and how you spoke, what they said, what protects them"),
    ),
    Alert.State.ACTIONED: (
        gettext_lazy("What was done"),
        gettext_lazy(
            "A plan agreed, somebody called, a session moved forward; that nothing was needed is an answer, too"
        ),
    ),
    Alert.State.CLOSED: (
        gettext_lazy("Why it can be closed"),
        gettext_lazy("A later, lower score is no reason by itself"),
    ),
}


class MoveForm(FwForm):
    """The next step of an alert; the three questions only where somebody says what they found."""

    def __init__(self, *args: Any, to: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.to = to
        if to == Alert.State.ASSESSED:
            for name, label, hint in QUESTIONS:
                self.fields[name] = forms.ChoiceField(
                    label=label, help_text=hint, choices=ANSWERS, widget=ChipRadios, initial="not_asked"
                )
        asked, about = REASONS[Alert.State(to)]
        self.fields["reason"] = forms.CharField(
            label=asked,
            help_text=about,
            max_length=REASON_MOST,
            required=to != Alert.State.ACKNOWLEDGED,
            widget=forms.Textarea({"rows": 4, "autocomplete": "off"}),
        )

    @property
    def reason(self) -> str:
        """The answers to the questions, as they were given, and the words."""
        lines = []
        if self.to == Alert.State.ASSESSED:
            said = dict(ANSWERS)
            lines = [f"{label}: {said[self.cleaned_data[name]]}." for name, label, _hint in QUESTIONS]
        return "\n".join([*lines, self.cleaned_data["reason"]]).strip()


class PassOnForm(FwForm):
    """To whom it goes."""

    to = forms.ModelChoiceField(label=gettext_lazy("Give it to"), queryset=User.objects.none())

    def __init__(self, *args: Any, school: School, but: User | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = colleagues(school, but)  # type: ignore[attr-defined]
        self.fields["to"].empty_label = _("Please choose")  # type: ignore[attr-defined]
