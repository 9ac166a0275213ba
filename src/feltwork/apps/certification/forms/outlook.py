"""Asking what would change: about whom, under which rules, on which day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from feltwork.apps.certification.forms.under import UnderForm
from feltwork.apps.schools.models import Cohort, Programme


class OutlookForm(UnderForm):
    about = forms.ChoiceField(label=lazy("For whom"), required=False)
    as_of = forms.DateField(label=lazy("As of"), required=False)
    field_order = ("about", "under", "as_of", "file", "text")

    def __init__(self, *args: Any, cohorts: Sequence[Cohort], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.cohorts = today, {f"cohort:{one.uuid}": one for one in cohorts}
        self.programmes = {f"programme:{one.programme.uuid}": one.programme for one in cohorts}
        self.fields["as_of"].initial = today
        self.fields["about"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("Everybody in training at the school")),
            (_("Everybody of a programme"), [(key, one.name) for key, one in self.programmes.items()]),
            (_("One cohort"), [(key, one.name) for key, one in self.cohorts.items()]),
        ]

    @property
    def programme(self) -> Programme | None:
        return self.programmes.get(self.cleaned_data.get("about", ""))

    @property
    def cohort(self) -> Cohort | None:
        return self.cohorts.get(self.cleaned_data.get("about", ""))

    @property
    def on(self) -> date:
        return self.cleaned_data.get("as_of") or self.today
