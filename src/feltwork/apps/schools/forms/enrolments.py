"""What staff fill in about one student's place."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from feltwork.apps.schools.fields import FractionFormField
from feltwork.apps.schools.models import Cohort, Enrolment, Mode
from feltwork.apps.schools.queries import holds, with_taken
from feltwork.apps.schools.rules import in_words, rules_of
from feltwork.apps.ui.forms import FwForm, RowRadios
from feltwork.apps.ui.words import date_words

MODES = (Mode.IN_PERSON, Mode.ONLINE, Mode.HYBRID, Mode.RECORDING)
HOLD_CODES = (
    ("invoice", _lazy("An invoice is open")),
    ("forms", _lazy("A form is missing")),
    ("waiver", _lazy("A waiver is not signed")),
    ("other", _lazy("Something else")),
)


def _reason(required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=_lazy("Reason"),
        help_text=_lazy("Staff and the student can read it."),
        required=required,
        widget=forms.Textarea(attrs={"rows": "3"}),
        max_length=2000,
    )


class PlaceForm(FwForm):
    """The base: every form about a place knows the place."""

    def __init__(self, *args: Any, enrolment: Enrolment, **kwargs: Any) -> None:
        self.enrolment = enrolment
        super().__init__(*args, **kwargs)


class DeferForm(PlaceForm):
    until = forms.DateField(
        label=_lazy("Until"), help_text=_lazy("Leave it empty if nobody knows yet. The place is kept."), required=False
    )
    reason = _reason()


class ResumeForm(PlaceForm):
    reason = _reason(required=False)


class WithdrawForm(PlaceForm):
    reason = _reason()


class CohortChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # cohorts, annotated with `taken`
    """A cohort with its first day and its free places."""

    widget = RowRadios

    def label_from_instance(self, obj: Any) -> str:
        free = max(obj.places - obj.taken, 0)
        words = ngettext("%(free)s place free", "%(free)s places free", free) % {"free": free}
        start = _("from %(day)s") % {"day": date_words(obj.starts_on)}
        return f"{obj.name}, {start}, {words}"


class ChangeCohortForm(PlaceForm):
    cohort = CohortChoice(label=_lazy("To which cohort"), queryset=None, empty_label=None)
    reason = _reason()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = self.enrolment.cohort
        others = Cohort.objects.filter(programme=here.programme_id).exclude(pk=here.pk).order_by("-starts_on")
        self.fields["cohort"].queryset = with_taken(others)  # type: ignore[attr-defined]


class RecogniseForm(PlaceForm):
    """What was brought from another school. `cleaned_data` holds the arguments of `actions.recognise`."""

    kind = forms.ChoiceField(label=_lazy("What"))
    level = forms.ChoiceField(label=_lazy("At which level"), required=False)
    amount = FractionFormField(label=_lazy("How much"), help_text=_lazy("A number such as 12, 1.5 or 2/3."))
    source = forms.CharField(
        label=_lazy("From where"), help_text=_lazy("The school, and the paper it rests on."), max_length=160
    )
    on = forms.DateField(label=_lazy("Date of that paper"))
    in_person = forms.IntegerField(label=_lazy("In person"), min_value=0, required=False)
    online = forms.IntegerField(label=_lazy("Video"), min_value=0, required=False)
    hybrid = forms.IntegerField(label=_lazy("Mixed"), min_value=0, required=False)
    recording = forms.IntegerField(label=_lazy("Recording"), min_value=0, required=False)
    reason = forms.CharField(
        label=_lazy("Note"), required=False, widget=forms.Textarea(attrs={"rows": "3"}), max_length=2000
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = rules_of(self.enrolment.edition)
        kinds = [(kind.code, in_words(kind.title)) for kind in rules.kinds]
        levels = [(level.code, in_words(level.title)) for level in rules.levels]
        self.fields["kind"].choices = [("training_day", _("Training days")), *kinds]  # type: ignore[attr-defined]
        self.fields["level"].choices = [("", _("For no level in particular")), *levels]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = dict(super().clean() or {})
        days = {mode: given.pop(mode, None) for mode in MODES}
        is_days = given.get("kind") == "training_day"
        return {**given, "modes": {mode: number for mode, number in days.items() if number and is_days}}


class HoldForm(PlaceForm):
    code = forms.ChoiceField(label=_lazy("What is open"), choices=HOLD_CODES, widget=RowRadios, initial="invoice")
    reason = _reason()


class ReleaseForm(PlaceForm):
    code = forms.ChoiceField(label=_lazy("What is settled"), widget=RowRadios)
    reason = _reason(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_now = [(hold.code, hold.reason) for hold in holds(self.enrolment)]
        self.fields["code"].choices = open_now  # type: ignore[attr-defined]
        if len(open_now) == 1:
            self.fields["code"].initial = open_now[0][0]


class TakeBackForm(PlaceForm):
    reason = _reason()


class EnrolForm(FwForm):
    """Somebody who gets a place directly, without an application."""

    email = forms.EmailField(
        label=_lazy("Mail address"), help_text=_lazy("An account is made if there is none; they get a mail.")
    )
    name = forms.CharField(label=_lazy("Name"), max_length=120)
