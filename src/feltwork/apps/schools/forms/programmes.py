"""What staff fill in about programmes, levels, modules and the school itself."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feltwork.apps.schools.fields import FractionFormField
from feltwork.apps.schools.models import Module, School
from feltwork.apps.ui.forms import FwForm, FwModelForm

CODE_HELP = gettext_lazy("Small letters, digits and dashes. It cannot be changed later.")


class ProgrammeForm(FwForm):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    certificate_title = forms.CharField(
        label=gettext_lazy("Title on the certificate"),
        help_text=gettext_lazy("For example Somatic Experiencing Practitioner."),
        max_length=160,
    )
    about = forms.CharField(
        label=gettext_lazy("About the programme"),
        help_text=gettext_lazy("Two or three sentences for people who think of applying."),
        widget=forms.Textarea,
        required=False,
    )
    certificate_months = forms.IntegerField(
        label=gettext_lazy("Months for which a certificate holds"),
        help_text=gettext_lazy("Empty: it has no end. Certificates that were issued already stay as they are."),
        min_value=1,
        max_value=600,
        required=False,
    )
    is_open = forms.BooleanField(label=gettext_lazy("Open for applications"), required=False, initial=True)


class NewProgrammeForm(ProgrammeForm):
    slug = forms.SlugField(label=gettext_lazy("Word in the address"), help_text=CODE_HELP, required=False)
    field_order = ("name", "slug", "certificate_title", "about", "certificate_months", "is_open")


class LevelForm(FwForm):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)


class NewLevelForm(LevelForm):
    code = forms.SlugField(
        label=gettext_lazy("Code"), help_text=gettext_lazy("The word the rules use, for example beginning.")
    )


class ModuleForm(FwForm):
    """`cleaned_data` gives the length of a day as `seconds_per_day`."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    days = forms.IntegerField(label=gettext_lazy("Days"), min_value=1, max_value=31, initial=6)
    hours = FractionFormField(label=gettext_lazy("Hours a day"), initial="6")

    def clean_hours(self) -> Any:
        hours = self.cleaned_data["hours"]
        if hours is not None and not 0 < hours <= 24:
            raise ValidationError(_("Between a few minutes and 24 hours."))
        return hours

    def clean(self) -> dict[str, Any]:
        given = dict(super().clean() or {})
        hours = given.pop("hours", None)
        return {**given, "seconds_per_day": int(hours * 3600)} if hours else given


class NewModuleForm(ModuleForm):
    code = forms.SlugField(label=gettext_lazy("Code"), help_text=CODE_HELP)
    field_order = ("name", "code", "days", "hours")


def module_words(module: Module) -> dict[str, Any]:
    """What the form of an existing module starts with."""
    hours = FractionFormField().to_python(f"{module.seconds_per_day}/3600")
    return {"name": module.name, "days": module.days, "hours": str(hours)}


class SchoolForm(FwModelForm):
    """The school as people meet it. Its address stays."""

    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=[(zone, zone.replace("_", " ")) for zone in sorted(available_timezones())],
    )

    class Meta:
        model = School
        fields = ("name", "town", "country", "time_zone", "email", "about", "code", "answer_days", "signer")
        widgets = {"about": forms.Textarea}

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).upper()
