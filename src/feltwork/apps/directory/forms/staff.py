"""What staff enter: a look at a licence, an answer to a report, the school's policy."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feltwork.apps.directory.models import LicenceCheck, Policy, Report
from feltwork.apps.schools.models import Level, School
from feltwork.apps.ui.forms import DayInput, FwForm, FwModelForm, RowRadios


class CheckForm(FwForm):
    """What a register says of a licence."""

    result = forms.ChoiceField(label=_("What you found"), choices=LicenceCheck.Result.choices, widget=RowRadios())
    method = forms.ChoiceField(label=_("How"), choices=LicenceCheck.Method.choices, widget=RowRadios())
    source = forms.CharField(
        label=_("Where"), max_length=200, help_text=_("The address of the register’s page, or who answered.")
    )
    on = forms.DateField(label=_("Day of the check"), widget=DayInput())
    valid_until = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=DayInput(),
        help_text=_("As the register says; empty if it does not."),
    )
    note = forms.CharField(
        label=_("Note for staff"), required=False, max_length=600, widget=forms.Textarea(attrs={"rows": "2"})
    )


class AnswerForm(FwForm):
    """How a report ends."""

    state = forms.ChoiceField(
        label=_("How it ends"), choices=[row for row in Report.State.choices if row[0] != "open"], widget=RowRadios()
    )
    answer = forms.CharField(
        label=_("Answer"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": "4"}),
        help_text=_("Read by whoever wrote to you and, if the page is hidden, by its owner. Name nobody else."),
    )

    def __init__(self, *args: Any, has_page: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_page:  # it was erased meanwhile
            ways: Any = self.fields["state"]
            ways.choices = [row for row in ways.choices if row[0] != "hidden"]


class PolicyForm(FwModelForm):
    """All of the policy."""

    class Meta:
        model = Policy
        fields = (
            "lists_students",
            "student_from_level",
            "ask_days",
            "mark_days",
            "hide_days",
            "reply_days",
            "tell_days",
            "delete_days",
            "free_call_minutes",
            "free_calls_each",
        )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = Level.objects.filter(school=school).order_by("position").values_list("code", "name")
        self.fields["student_from_level"] = forms.ChoiceField(
            label=_("From which level on"),
            required=False,
            choices=[("", _("From the first day")), *dict(levels).items()],
            help_text=_("Once their cohort has begun it."),
        )
