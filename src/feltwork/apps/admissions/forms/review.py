"""What staff decide about an application."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feltwork.apps.admissions.forms.applying import cohort_label
from feltwork.apps.admissions.models import Application
from feltwork.apps.schools.models import Cohort
from feltwork.apps.schools.queries import with_taken
from feltwork.apps.ui.forms import CardRadios, FwForm

ACCEPT = ("accept", gettext_lazy("Accept"))
CONDITION = ("conditional", gettext_lazy("Accept with a condition"))
ASK = ("ask", gettext_lazy("Ask the applicant something first"))
REFUSE = ("refuse", gettext_lazy("Do not accept"))
MET = ("met", gettext_lazy("The condition is met"))
CHANGE = ("conditional", gettext_lazy("Change the condition or its day"))
NOT_MET = ("refuse", gettext_lazy("The condition is not met; do not accept"))
CHOICES = {
    Application.State.SUBMITTED: (ACCEPT, CONDITION, ASK, REFUSE),
    Application.State.ASKED: (ACCEPT, CONDITION, REFUSE),
    Application.State.CONDITIONAL: (MET, CHANGE, NOT_MET),
}
HINTS = {
    "accept": gettext_lazy("They have a place at once and are told"),
    "conditional": gettext_lazy("They are told what is needed and by when; the place comes after that"),
    "ask": gettext_lazy("It comes back to the list when they answer"),
    "refuse": gettext_lazy("They read your reason and how to ask for a second look"),
    "met": gettext_lazy("They have a place at once and are told"),
}
NEEDS = {
    "accept": ("cohort",),
    "conditional": ("cohort", "text", "due_on"),
    "ask": ("text",),
    "refuse": ("text",),
    "met": ("cohort",),
}
MISSING = {
    "cohort": gettext_lazy("Please choose a cohort."),
    "text": gettext_lazy("Please write what the applicant will read."),
    "due_on": gettext_lazy("By when?"),
}
USED = {**NEEDS, "accept": ("cohort", "text"), "ask": ("text", "due_on"), "met": ("cohort", "text")}


class DecisionForm(FwForm):
    """One decision, its cohort, the words the applicant reads, and a day where one is needed."""

    decision = forms.ChoiceField(label=gettext_lazy("Your decision"), widget=CardRadios)
    cohort: Any = forms.ModelChoiceField(label=gettext_lazy("Cohort"), queryset=None, required=False, empty_label="–")
    text = forms.CharField(
        label=gettext_lazy("Your words, as the applicant reads them"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": "5"}),
    )
    due_on = forms.DateField(label=gettext_lazy("By when"), required=False)

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decision: Any = self.fields["decision"]
        decision.choices = CHOICES.get(Application.State(application.state), ())
        decision.widget.hints = HINTS
        cohort: Any = self.fields["cohort"]
        cohorts = Cohort.objects.filter(programme=application.programme_id).order_by("-starts_on", "pk")
        cohort.queryset, cohort.label_from_instance = with_taken(cohorts), cohort_label
        cohort.initial = application.cohort_id
        self.is_open = bool(decision.choices)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for name in NEEDS.get(given.get("decision", ""), ()):
            if not given.get(name) and name not in self.errors:
                self.add_error(name, str(MISSING[name]))
        return given

    def arguments(self) -> dict[str, Any]:
        """What the chosen action is called with, beside the application, by and at."""
        used = USED[self.cleaned_data["decision"]]
        return {name: self.cleaned_data[name] for name in used}


class NoteForm(FwForm):
    text = forms.CharField(
        label=gettext_lazy("Note among staff"),
        help_text=gettext_lazy("The applicant does not see it here, but could ask for a copy of it."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": "3"}),
    )


class FilterForm(FwForm):
    """Which applications the list shows."""

    state = forms.ChoiceField(label=gettext_lazy("Show"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sent = [choice for choice in Application.State.choices if choice[0] != Application.State.DRAFT]
        self.fields["state"].choices = [("", _("Everything that was sent")), *sent]  # type: ignore[attr-defined]
