"""Providers, and what they are approved for."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from feltwork.apps.certification.forms.common import offer, reason_field
from feltwork.apps.schools.models import Approval
from feltwork.apps.ui.forms import ChipBoxes, FwForm


class ProvidersForm(FwForm):
    """What the list of providers shows."""

    q = forms.CharField(label=_("Name or town"), max_length=80, required=False)
    kind = forms.ChoiceField(label=_("May give"), required=False, choices=[("", _("Anything")), *Approval.Kind.choices])
    level = forms.ChoiceField(label=_("Level"), required=False)

    def __init__(self, *args: Any, levels: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "level", levels, _("Any"))


class ProviderForm(FwForm):
    """Somebody new on the list."""

    name = forms.CharField(label=_("Name"), max_length=120, error_messages={"required": _("Please write a name.")})
    email = forms.EmailField(
        label=_("Mail address"), required=False, help_text=_("Without it nobody can be asked to sign")
    )
    town = forms.CharField(label=_("Town"), max_length=80, required=False)
    languages = forms.CharField(label=_("Languages"), max_length=120, required=False)


class ApprovalForm(FwForm):
    """What for, at which levels, by whom, from when to when."""

    kind = forms.ChoiceField(
        label=_("For"),
        choices=[("", _("Choose")), *Approval.Kind.choices],
        error_messages={"required": _("Please choose what for.")},
    )
    levels = forms.MultipleChoiceField(
        label=_("At"), required=False, widget=ChipBoxes, help_text=_("None chosen: every level")
    )
    issuer = forms.CharField(
        label=_("Approved by"),
        max_length=40,
        help_text=_("The body that approved, such as SEI or EASE; some rules accept only certain ones"),
        error_messages={"required": _("Who approved?")},
    )
    cohort = forms.ChoiceField(
        label=_("Only for one training"), required=False, help_text=_("For assistants on a training")
    )
    valid_from = forms.DateField(
        label=_("From"), help_text=_("The first day"), error_messages={"required": _("From which day?")}
    )
    valid_to = forms.DateField(label=_("Until"), required=False, help_text=_("Empty: until further notice"))
    reason = reason_field(_("Reason"), required=False)

    def __init__(self, *args: Any, levels: Any, cohorts: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["reason"].help_text = _("Needed when the first day lies in the past")
        cast("forms.MultipleChoiceField", self.fields["levels"]).choices = list(levels)
        offer(self, "cohort", cohorts, _("No"))

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        first, last = self.cleaned_data.get("valid_from"), self.cleaned_data.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("The last day lies before the first."))
        if first and first < self.today and not self.cleaned_data.get("reason", "").strip():
            self.add_error("reason", _("The first day lies in the past: please say why."))
        return cleaned


class ApprovalEndForm(FwForm):
    """The last day on which it holds."""

    on = forms.DateField(label=_("Last day"), error_messages={"required": _("Which is the last day?")})
    reason = reason_field(_("Reason"))
