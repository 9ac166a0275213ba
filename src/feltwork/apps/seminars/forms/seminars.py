"""Planning a seminar, its dates, its staff and the school's numbers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from feltwork.apps.schools.models import Cohort, ModuleDate, Programme, Provider
from feltwork.apps.seminars.actions.meetings import MODES
from feltwork.apps.seminars.models import Seminar, SeminarRules, SeminarStaff
from feltwork.apps.seminars.queries.rules import Choice, proofs
from feltwork.apps.seminars.questions import MOST_OWN
from feltwork.apps.ui.forms import CardRadios, ChipRadios, FwForm, FwModelForm

Kind = Seminar.Kind


class SeminarForm(FwForm):
    """What a seminar, workshop or group is. `cleaned_data` are the facts of `actions.plan_seminar`."""

    title = forms.CharField(label=_("Title"), max_length=120)
    about = forms.CharField(
        label=_("About it"),
        help_text=_("What is taught, for whom, and what to bring. You can use **bold**, lists and links."),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    programme: Any = forms.ModelChoiceField(label=_("For a programme"), queryset=None, required=False)
    cohort: Any = forms.ModelChoiceField(label=_("Only for a cohort"), queryset=None, required=False)
    host: Any = forms.ModelChoiceField(label=_("Consultant"), queryset=None)
    capacity = forms.IntegerField(
        label=_("Places"),
        help_text=_("Whoever comes after the last place waits, and moves up by itself."),
        required=False,
        min_value=1,
        max_value=999,
    )
    sign_up_until = forms.DateField(label=_("Signing up until"), required=False)
    leave_days = forms.IntegerField(
        label=_("Giving a place back"),
        help_text=_("Until so many days before the first date."),
        min_value=0,
        max_value=90,
        initial=2,
    )
    needs_assistants = forms.BooleanField(
        label=_("Needs assistants"),
        help_text=_("Their number is compared with the school’s ratio."),
        required=False,
    )
    needed_meetings = forms.IntegerField(
        label=_("Dates needed for whole attendance"),
        help_text=_("Empty means all of them."),
        required=False,
        min_value=1,
        max_value=99,
    )
    evidence_code = forms.ChoiceField(
        label=_("What whole attendance proves"),
        help_text=_("One of the documents that the rules ask for; it is noted for the student by itself."),
        required=False,
    )
    asks_feedback = forms.BooleanField(label=_("Ask how it was, once it is over"), required=False, initial=True)
    own_questions = forms.CharField(
        label=_("Questions of your own"),
        help_text=_("One to a line, at most three; they are answered in words."),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, kind: str, seminar: Seminar | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        fields: Any = self.fields
        fields["programme"].queryset = Programme.objects.order_by("name", "pk")
        fields["programme"].empty_label = _("Everybody in training")
        fields["cohort"].queryset = Cohort.objects.select_related("programme").order_by("-starts_on", "pk")
        fields["cohort"].empty_label = _("All cohorts")
        fields["host"].queryset = _consultants()
        fields["host"].empty_label = _("Please choose")
        known = dict(proofs(get_language() or "en"))
        if seminar is not None and seminar.evidence_code:
            known.setdefault(seminar.evidence_code, seminar.evidence_code)
        fields["evidence_code"].choices = [("", _("Nothing")), *known.items()]
        for name in self._not_asked():
            del self.fields[name]
        if kind == Kind.CONSULTATION:
            fields["capacity"].required = True
            fields["capacity"].help_text = _("How many people the group has; the consultant is not counted.")

    def _not_asked(self) -> tuple[str, ...]:
        if self.kind == Kind.MODULE:
            return ("programme", "cohort", "host", "needed_meetings", "evidence_code")
        return ("needs_assistants",) if self.kind == Kind.CONSULTATION else ("host",)

    def clean_own_questions(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["own_questions"].splitlines() if line.strip()]
        if len(lines) > MOST_OWN or any(len(line) > 200 for line in lines):
            raise forms.ValidationError(_("At most three questions, each of at most 200 letters."))
        return lines


class ModuleForm(SeminarForm):
    """A module with its trainers and assistants; the days are those of the cohort."""

    module_date: Any = forms.ModelChoiceField(label=_("Module and cohort"), queryset=None)
    field_order = ("module_date", "title", "about", "capacity")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, kind=Kind.MODULE, **kwargs)
        fields: Any = self.fields
        dates = ModuleDate.objects.filter(days__isnull=False).exclude(seminars__state__in=("draft", "open")).distinct()
        fields["module_date"].queryset = dates.select_related("module", "cohort").order_by("-cohort__starts_on", "pk")
        fields["module_date"].label_from_instance = lambda one: f"{one.cohort.name} · {one.module.name}"
        fields["module_date"].empty_label = _("Please choose")
        fields["title"].required = False
        fields["title"].help_text = _("Empty takes the module’s own name.")
        fields["needs_assistants"].initial = True
        guests(fields["capacity"])
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not given.get("title") and given.get("module_date"):
            given["title"] = given["module_date"].module.name
        return given


def guests(field: Any) -> None:
    """Places of a module are those of guests."""
    field.label = _("Places for guests from other cohorts")
    field.help_text = _("The cohort itself needs none. Guests take days here that they missed elsewhere.")
    field.min_value = 0
    field.validators = [one for one in field.validators if getattr(one, "limit_value", None) != 1]
    field.widget.attrs["min"] = 0


class MeetingForm(FwForm):
    """One time at which it meets; of a module the day stays as planned."""

    on = forms.DateField(label=_("Day"))
    begins = forms.TimeField(label=_("From"))
    ends = forms.TimeField(label=_("To"))
    mode = forms.ChoiceField(
        label=_("How you meet"),
        choices=[(one.value, one.label) for one in MODES],
        widget=ChipRadios,
        initial="in_person",
    )
    room = forms.CharField(label=_("Room and address"), max_length=160, required=False)
    link = forms.URLField(
        label=_("Link"),
        help_text=_("Shown only to whoever has a place, and never in calendars."),
        max_length=300,
        required=False,
        assume_scheme="https",
    )

    def __init__(self, *args: Any, is_day: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_day:
            del self.fields["on"]
            del self.fields["mode"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if "mode" not in self.fields:
            given["mode"] = ""
        return given


class CallOffForm(FwForm):
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("Everybody who had a place reads it."),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class StaffForm(FwForm):
    """Who leads or assists. The value of a choice names a provider or a member; see queries.rules.Choice."""

    who = forms.ChoiceField(label=_("Who"))
    role = forms.ChoiceField(label=_("As"), choices=SeminarStaff.Role.choices, widget=ChipRadios, initial="assistant")

    def __init__(self, *args: Any, choices: list[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["who"]
        field.choices = [("", _("Please choose")), *((one.key, one.name) for one in choices)]


class PersonForm(FwForm):
    """A student whom staff sign up, by the address they sign in with."""

    email = forms.EmailField(label=_("Mail address of a student"), max_length=254)


class VisitorForm(FwForm):
    """Somebody from outside the school, whom it invites by mail."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As it should stand on the statement."))
    email = forms.EmailField(label=_("Mail address"), max_length=254)
    language = forms.ChoiceField(label=_("Language of the mails"), choices=settings.LANGUAGES)


class RulesForm(FwModelForm):
    """The school's own numbers."""

    class Meta:
        model = SeminarRules
        fields = (
            "people_per_assistant", "ratio_source", "group_min", "group_max", "group_source", "answer_hours",
            "make_up_days", "feedback_days",
        )  # fmt: skip


class FeedForm(FwForm):
    label = forms.CharField(label=_("For which device"), max_length=60, help_text=_("For you alone: “my phone”."))


class KindForm(FwForm):
    """The kinds, each with a word about what is different."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=Kind.choices,
        widget=CardRadios(
            hints={
                "seminar": _("People sign up; whole attendance may prove something the rules ask for."),
                "workshop": _("As a seminar, mostly practice, with assistants."),
                "module": _("The training days of a cohort, with trainers, assistants and guests."),
                "consultation": _("A small group with a consultant; whoever was there gets it into their log."),
            }
        ),
    )


def _consultants() -> Any:
    rows = Provider.objects.filter(approvals__kind="consultation_group", approvals__retracted_at=None)
    return rows.distinct().order_by("name", "pk")
