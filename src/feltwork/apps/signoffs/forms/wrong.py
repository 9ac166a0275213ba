"""What is not right, and what would be."""

from __future__ import annotations

from fractions import Fraction
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from feltwork.apps.schools.fields import FractionFormField
from feltwork.apps.schools.models import Mode
from feltwork.apps.signoffs.presenting import KINDS, Facts
from feltwork.apps.signoffs.statements import CORRECTABLE, Reason
from feltwork.apps.ui.forms import FwForm


class WrongForm(FwForm):
    """What is not right: sent back with a word, or signed with the right facts."""

    key = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)
    shown_hash = forms.CharField(max_length=64, widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label=_("What is not right?"),
        choices=Reason.choices,
        widget=forms.RadioSelect,
        required=False,
        error_messages={"required": _("Please choose what is not right.")},
    )
    on = forms.DateField(label=_("The day"), error_messages={"invalid": _("Please write a day that there is.")})
    hours = FractionFormField(label=_("Length in hours"), help_text=_("Such as 1, 1.5 or 2/3."))
    kind = forms.ChoiceField(label=_("What it was"), choices=list(KINDS.items()), widget=forms.Select)
    mode = forms.ChoiceField(label=_("How"), choices=Mode.choices, widget=forms.Select)
    group_size = forms.IntegerField(label=_("People in the group"), min_value=2, max_value=200, required=False)
    word = forms.CharField(
        label=_("A word to the student"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    by_name = forms.CharField(
        label=_("Your name, as your signature"),
        max_length=120,
        widget=forms.TextInput(attrs={"class": "p-signature"}),
        error_messages={"required": _("Please write your name.")},
    )

    def __init__(self, *args: Any, facts: Facts, name: str = "", student: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.facts = facts
        self.fields["reason"].required = not self.is_bound  # for signing with other facts no reason is needed
        for field in ("on", "kind", "mode", "group_size"):
            self.fields[field].initial = facts.get(field)
        self.fields["hours"].initial = plain(Fraction(facts["hours"]))
        self.fields["by_name"].initial = name
        self.fields["key"].initial = uuid4().hex
        if student:
            self.fields["word"].label = _("A word to %(name)s") % {"name": student}

    def changes(self) -> dict[str, Any]:
        """What differs from what was shown, as text that is exact."""
        data = self.cleaned_data
        is_group = data["kind"] == "consultation_group"
        written = {
            "on": data["on"].isoformat(),
            "hours": str(data["hours"]),
            "kind": data["kind"],
            "mode": data["mode"],
            "group_size": str(data["group_size"] or "") if is_group else "",
        }
        return {name: written[name] for name in CORRECTABLE if written[name] != str(self.facts.get(name) or "")}


class SendBackForm(FwForm):
    """Only what sending back needs."""

    reason = forms.ChoiceField(
        choices=Reason.choices, error_messages={"required": _("Please choose what is not right.")}
    )
    word = forms.CharField(required=False, max_length=2000)


def plain(hours: Fraction) -> str:
    """1.5 where that is exact, else 2/3: what people type and FractionFormField reads."""
    text = f"{float(hours):g}"
    return text if Fraction(text) == hours else str(hours)
