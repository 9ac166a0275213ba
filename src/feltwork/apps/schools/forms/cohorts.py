"""What staff fill in about cohorts and their dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feltwork.apps.schools.models import Cohort, Mode, Programme
from feltwork.apps.ui.forms import FwForm, RowRadios

HELD = (Mode.IN_PERSON, Mode.ONLINE, Mode.HYBRID, Mode.RECORDING)
MODES = [(mode.value, mode.label) for mode in HELD]
MOST_DAYS = 31


class CohortForm(FwForm):
    """Names, days and places of a cohort."""

    name = forms.CharField(label=_("Name"), help_text=_("As people say it, for example Bristol 2027."), max_length=120)
    starts_on = forms.DateField(
        label=_("First day"), help_text=_("It chooses the edition of the rules that holds for the cohort.")
    )
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    places = forms.IntegerField(label=_("Places"), min_value=1, max_value=999, initial=24)
    is_public = forms.BooleanField(label=_("Shown to applicants"), required=False, initial=True)


class NewCohortForm(CohortForm):
    """A cohort of one of the school's programmes."""

    programme: Any = forms.ModelChoiceField(label=_("Programme"), queryset=None, empty_label=None, widget=RowRadios)
    code = forms.SlugField(
        label=_("Short word"),
        help_text=_("Small letters, digits and dashes, for files and addresses. Made from the name if left empty."),
        required=False,
    )
    field_order = ("programme", "name", "code", "starts_on", "place", "places", "is_public")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programmes = Programme.objects.order_by("name", "pk")
        self.fields["programme"].queryset = programmes  # type: ignore[attr-defined]
        self.fields["programme"].initial = programmes.first() if len(programmes) == 1 else None


class FirstDayForm(FwForm):
    """From when and for how many days: enough to write the days of a module down."""

    first = forms.DateField(label=_("First day"))
    number = forms.IntegerField(label=_("Number of days"), min_value=1, max_value=MOST_DAYS)
    mode = forms.ChoiceField(label=_("How"), choices=MODES)

    def days(self) -> list[tuple[date, str]]:
        """Consecutive days with their mode; only after the form was found valid."""
        given = self.cleaned_data
        return [(given["first"] + timedelta(days=offset), given["mode"]) for offset in range(given["number"])]


class DayForm(FwForm):
    on = forms.DateField(label=_("Day"), required=False)
    mode = forms.ChoiceField(label=_("How"), choices=MODES)


class PlaceForm(FwForm):
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    note = forms.CharField(
        label=_("Note"), help_text=_("For example a different house or hour."), max_length=200, required=False
    )


class ScheduleForm:
    """The days of a module, each with its mode, and where it is. An emptied day is left out."""

    def __init__(self, data: Any = None, *, days: Sequence[tuple[date, str]], place: str = "", note: str = "") -> None:
        initial = [{"on": on, "mode": mode} for on, mode in days]
        many = forms.formset_factory(DayForm, extra=0, max_num=MOST_DAYS, absolute_max=MOST_DAYS)
        self.days = many(data, initial=initial, prefix="day")
        self.place = PlaceForm(data, initial={"place": place, "note": note})

    def add_error(self, field: str | None, error: Any) -> None:
        """What an action refuses is said above the days."""
        self.place.add_error(None, error)

    def is_valid(self) -> bool:
        return self.days.is_valid() and self.place.is_valid()

    @property
    def cleaned_data(self) -> dict[str, Any]:
        """The arguments of `actions.schedule_module` that people fill in."""
        days = [(d["on"], d["mode"]) for d in (form.cleaned_data for form in self.days) if d.get("on")]
        return {"days": days, **self.place.cleaned_data}


def cohort_words(cohort: Cohort) -> dict[str, Any]:
    """What the form of an existing cohort starts with."""
    return {word: getattr(cohort, word) for word in ("name", "starts_on", "place", "places", "is_public")}
