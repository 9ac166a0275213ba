"""What staff decide about one matter or one candidate."""

from __future__ import annotations

from collections.abc import Container
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from feltwork.apps.certification.forms.common import APPEAL, offer, reason_field
from feltwork.apps.schools.fields import FractionFormField
from feltwork.apps.ui.forms import CardRadios, FwForm

ASK = ("ask", _("Ask the student something first"), _("It stays on the list; what you write below is sent"))


class DecisionForm(FwForm):
    """Base of decisions about one matter: a choice, and words for the student."""

    CHOICES: list[tuple[str, Any, Any]] = []
    decision = forms.ChoiceField(
        label=_("Your decision"), widget=CardRadios, error_messages={"required": _("Please choose one.")}
    )
    reason = reason_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "decision", [(value, label) for value, label, _hint in self.CHOICES])
        cards = cast("CardRadios", self.fields["decision"].widget)
        cards.hints = {value: hint for value, _label, hint in self.CHOICES if hint}


class EvidenceForm(DecisionForm):
    CHOICES = [
        ("accept", _("Accept it in place of a signature"), ""),
        ("refuse", _("Do not accept it"), _("Another paper may be sent, or an appeal made; someone else will look")),
        ASK,
    ]


class AmountMixin(forms.Form):
    """For decisions that may count a part."""

    amount = FractionFormField(label=_("How much of it"), required=False, help_text=_("Such as 1, 1.5 or 2/3"))

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        is_part = self.cleaned_data.get("decision") == "part"
        if is_part and self.cleaned_data.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", _("Please write how much of it counts."))
        return cleaned


class JudgementForm(AmountMixin, DecisionForm):
    CHOICES = [
        ("full", _("Count it in full"), ""),
        ("once", _("Count it, this time"), _("In full, noting that later cases will be asked about again")),
        ("part", _("Count a part of it"), _("The amount below")),
        ("no", _("Do not count it"), APPEAL),
        ASK,
    ]


class ExceptionForm(AmountMixin, DecisionForm):
    """Grant by counting, or by a waiver; refuse; ask."""

    CHOICES = [
        ("full", _("Grant: count it in full"), ""),
        ("part", _("Grant: count a part of it"), _("The amount below")),
        ("waive", _("Grant: waive a requirement"), _("With its scope and last day below")),
        ("done", _("They are on the list of providers now"), ""),
        ("no", _("Do not grant it"), APPEAL),
        ASK,
    ]
    requirement = forms.ChoiceField(label=_("Requirement to waive"), required=False)
    level = forms.ChoiceField(label=_("Level"), required=False)
    until = forms.DateField(label=_("Waived until"), required=False, help_text=_("Empty: no end"))

    def __init__(self, *args: Any, requirements: Any, levels: Any, without: Container[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "requirement", requirements, _("Choose"))
        offer(self, "level", levels, _("All levels"))
        offer(self, "decision", [(value, label) for value, label, _hint in self.CHOICES if value not in without])

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.cleaned_data.get("decision") == "waive" and not self.cleaned_data.get("requirement"):
            self.add_error("requirement", _("Please choose which requirement is waived."))
        return cleaned


class WaiverForm(FwForm):
    """Scope, days and reason of a waiver."""

    requirement = forms.ChoiceField(label=_("Requirement"), error_messages={"required": _("Please choose what.")})
    level = forms.ChoiceField(label=_("Level"), required=False)
    amount = FractionFormField(
        label=_("How much of it"), required=False, help_text=_("Such as 2 or 2/3; empty: the whole of it")
    )
    on = forms.DateField(
        label=_("From"), help_text=_("The first day"), error_messages={"required": _("From which day?")}
    )
    until = forms.DateField(label=_("Until"), required=False, help_text=_("Empty: no end"))
    reason = reason_field()

    def __init__(self, *args: Any, requirements: Any, levels: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "requirement", requirements, _("Choose"))
        offer(self, "level", levels, _("All levels"))


class RulingForm(FwForm):
    """A decision about one entry, against the rules or where they are silent."""

    outcome = forms.ChoiceField(
        label=_("Your decision"),
        widget=CardRadios(hints={"do_not_count": APPEAL}),
        choices=[("count", _("Count it")), ("do_not_count", _("Do not count it"))],
        error_messages={"required": _("Please choose one.")},
    )
    amount = FractionFormField(
        label=_("Amount"), required=False, help_text=_("Empty: as the rules would give. Such as 1, 1.5 or 2/3")
    )
    reason = reason_field()


class GateForm(FwForm):
    """A document seen or an examination passed."""

    code = forms.ChoiceField(label=_("What"), error_messages={"required": _("Please choose what.")})
    valid_from = forms.DateField(
        label=_("From"), help_text=_("The first day"), error_messages={"required": _("From which day?")}
    )
    valid_to = forms.DateField(label=_("Until"), required=False, help_text=_("Empty: no end"))
    note = forms.CharField(
        label=_("Note"), max_length=200, required=False, help_text=_("Such as the number of the register")
    )

    def __init__(self, *args: Any, codes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "code", codes, _("Choose"))


class NameForm(FwForm):
    """The name that goes on the certificate."""

    holder_name = forms.CharField(
        label=_("Name on the certificate"),
        max_length=120,
        help_text=_("The legal or professional name the holder chose. Please ask if you are not sure."),
        error_messages={"required": _("Please write the name for the certificate.")},
    )


class ReasonForm(FwForm):
    reason = reason_field()


class ColleagueReasonForm(FwForm):
    reason = reason_field(_("Reason, for your colleague"))
