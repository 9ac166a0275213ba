"""Marking a list, one person's mark, make-up work, and the code that people type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from feltwork.apps.schools.models import Attendance
from feltwork.apps.seminars.models import MakeUp
from feltwork.apps.seminars.queries.people import Person
from feltwork.apps.ui.forms import CardRadios, FwForm, RowRadios

State = Attendance.State
AT_ONCE = (State.ATTENDED, State.MISSED, State.EXCUSED)
SHORT = {
    State.ATTENDED: _("There"),
    State.MISSED: _("Not there"),
    State.RECORDING: _("Recording"),
    State.EXCUSED: _("Excused"),
    State.MADE_UP: _("Made up"),
}


class ListForm(FwForm):
    """One choice for each person; `cleaned_data` is {"states": {uuid: state}}.

    Where a code was shown, whoever did not enter it is not marked beforehand: the trainer looks round.
    """

    def __init__(
        self, data: Any = None, *, people: Sequence[Person], is_ahead: bool, had_code: bool
    ) -> None:  # fmt: skip
        super().__init__(data)
        for person in people:
            self.fields[str(person.uuid)] = forms.ChoiceField(
                label=person.name,
                choices=_choices(person, is_ahead, had_code),
                initial=_expected(person, is_ahead, had_code),
                required=False,
                widget=forms.RadioSelect,
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        return {"states": {UUID(name): state for name, state in given.items() if state}}


def _choices(person: Person, is_ahead: bool, had_code: bool) -> list[tuple[str, Any]]:
    states: tuple[State, ...] = (State.EXCUSED,) if is_ahead else AT_ONCE
    if person.state in {State.MADE_UP, State.RECORDING}:
        states += (State(person.state),)
    unmarked = not person.state and (is_ahead or had_code or person.is_paused)
    return [*([("", _now("Not marked"))] if unmarked else []), *((state.value, SHORT[state]) for state in states)]


def _expected(person: Person, is_ahead: bool, had_code: bool) -> str:
    return person.state or ("" if is_ahead or had_code or person.is_paused else State.ATTENDED.value)


class MarkForm(FwForm):
    """One person's date: also that it was made up on another day, or seen on the recording."""

    state = forms.ChoiceField(label=_("How was it"), choices=State.choices, widget=RowRadios)
    made_up_on = forms.DateField(
        label=_("Made up on"), help_text=_("Only if it was made up on another day."), required=False
    )


class MakeUpForm(FwForm):
    """What stands in for a missed date."""

    how = forms.ChoiceField(
        label=_("How"),
        choices=MakeUp.How.choices,
        widget=CardRadios(
            hints={
                "recording": _("It is marked as taken by recording; how many of those count is a matter of the rules."),
                "other_day": _("The day is marked as made up; with which group, you write below."),
                "written": _("For example a page on what was taught and how it shows in one’s own work."),
                "supervision": _("Some schools ask for one hour for each missed day."),
            }
        ),
    )
    words = forms.CharField(
        label=_("What is to be done"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    due_on = forms.DateField(label=_("Until"))


class HandInForm(FwForm):
    """What the student did. Clients do not belong here."""

    done_on = forms.DateField(label=_("On which day"))
    report = forms.CharField(
        label=_("What you did"),
        help_text=_("A few words are enough. Please write nothing from which a client could be told."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class DecideForm(FwForm):
    """A trainer's answer; which button was pressed says what it is."""

    answer = forms.CharField(
        label=_("An answer"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    done_on = forms.DateField(label=_("Done on"), required=False)


class CodeForm(FwForm):
    """The code on the screen, typed."""

    code = forms.CharField(
        label=_("The code on the screen"),
        help_text=_("Eight letters and digits; capitals and spaces do not matter."),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "sm-code-input",
            }
        ),
    )
