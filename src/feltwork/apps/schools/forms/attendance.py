"""Marking attendance: a whole day at once, or one student's day in detail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from feltwork.apps.schools.models import Attendance, Mode, TrainingDay
from feltwork.apps.schools.queries import Present
from feltwork.apps.ui.forms import FwForm, RowRadios

State = Attendance.State
AT_ONCE = (State.ATTENDED, State.MISSED, State.RECORDING, State.EXCUSED)
SHORT = {
    State.ATTENDED: gettext_lazy("There"),
    State.MISSED: gettext_lazy("Not there"),
    State.RECORDING: gettext_lazy("Recording"),
    State.EXCUSED: gettext_lazy("Excused"),
    State.MADE_UP: gettext_lazy("Made up"),
}


class DayForm(FwForm):
    """One choice for each student, “there” unless more is known; `cleaned_data` is {"states": {uuid: state}}."""

    def __init__(self, data: Any = None, *, people: Sequence[Present], is_ahead: bool) -> None:
        super().__init__(data)
        self.people = people
        for person in people:
            self.fields[str(person.uuid)] = forms.ChoiceField(
                label=person.name,
                choices=_choices(person, is_ahead),
                initial=_expected(person, is_ahead),
                required=False,
                widget=forms.RadioSelect,
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        return {"states": {UUID(name): state for name, state in given.items() if state}}


def _choices(person: Present, is_ahead: bool) -> list[tuple[str, Any]]:
    states: tuple[State, ...] = (State.EXCUSED,) if is_ahead else AT_ONCE
    if person.state == State.MADE_UP:
        states += (State.MADE_UP,)
    unmarked = [] if person.state or not (is_ahead or person.is_paused) else [("", _("Not marked"))]
    return [*unmarked, *((state.value, SHORT[state]) for state in states)]


def _expected(person: Present, is_ahead: bool) -> str:
    return person.state or ("" if is_ahead or person.is_paused else State.ATTENDED.value)


class MarkForm(FwForm):
    """One student's day: also another mode, or the day on which it was made up."""

    state = forms.ChoiceField(label=gettext_lazy("How was it"), choices=State.choices, widget=RowRadios)
    made_up_on = forms.DateField(
        label=gettext_lazy("Made up on"),
        help_text=gettext_lazy("Only if it was made up on another day."),
        required=False,
    )
    mode = forms.ChoiceField(label=pgettext_lazy("training day", "Taken"), required=False)
    note = forms.CharField(
        label=gettext_lazy("Note"),
        help_text=gettext_lazy("For example with which cohort."),
        max_length=200,
        required=False,
    )

    def __init__(self, *args: Any, day: TrainingDay, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = _("As the day was held: %(mode)s") % {"mode": Mode(day.mode).label}
        others = [(mode, label) for mode, label in Mode.choices if mode != day.mode]
        self.fields["mode"].choices = [("", own), *others]  # type: ignore[attr-defined]
