"""The questions of an admission route as form fields. Nothing is required: a draft may be kept at any time."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feltwork.apps.schools.rules import in_words
from feltwork.apps.ui.forms import CardRadios, DayInput, FwForm, RowRadios
from feltwork.core.certification import Criterion, Question, Route, RuleSet

PREFIX = "q_"
NUMBER = r"^[0-9]{1,6}([.,][0-9]{1,6})?$"  # what the rules can read
YES_NO = (("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No")))
UNITS = {"year": gettext_lazy("in years"), "month": gettext_lazy("in months"), "hour": gettext_lazy("in hours")}


class RouteForm(FwForm):
    """Which way in."""

    route = forms.ChoiceField(label=gettext_lazy("Which of these fits you?"), widget=CardRadios)

    def __init__(self, *args: Any, rules: RuleSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["route"]
        field.choices = [(route.code, in_words(route.title)) for route in rules.routes]
        field.widget.hints = {route.code: in_words(route.help) for route in rules.routes}


class AnswersForm(FwForm):
    """The questions of one route. With *asks_papers* a document is asked about, not handed in: have it or not."""

    def __init__(self, data: Any = None, *, route: Route, asks_papers: bool, answers: Any = None) -> None:
        self.route = route
        super().__init__(data, initial={PREFIX + code: value for code, value in (answers or {}).items()})
        for one in route.criteria:
            if one.question is not Question.DOCUMENT or asks_papers:
                self.fields[PREFIX + one.code] = field = _field(one)
                field.is_asked = one.required  # type: ignore[attr-defined]  # the page does not call it optional

    def given(self) -> dict[str, Any]:
        """Criterion → answer as text, of everything that could be read; empty where nothing was said."""
        self.is_valid()
        return {name.removeprefix(PREFIX): _text(value) for name, value in self.cleaned_data.items()}


def _field(one: Criterion) -> forms.Field:
    words: dict[str, Any] = {"label": in_words(one.title), "help_text": in_words(one.help), "required": False}
    if one.question is Question.YES_NO:
        return forms.ChoiceField(choices=YES_NO, widget=RowRadios, **words)
    if one.question is Question.DOCUMENT:
        words["label"] = _("Do you have this: %(paper)s?") % {"paper": words["label"]}
        return forms.ChoiceField(choices=YES_NO, widget=RowRadios, **words)
    if one.question is Question.CHOICE:
        return forms.ChoiceField(choices=[(o.code, in_words(o.title)) for o in one.options], widget=RowRadios, **words)
    if one.question is Question.DATE:
        return forms.DateField(widget=DayInput, **words)
    return _number(one, words)


def _number(one: Criterion, words: dict[str, Any]) -> forms.Field:
    if not words["help_text"]:
        words["help_text"] = UNITS.get(one.unit, "")
    field = forms.RegexField(NUMBER, error_messages={"invalid": _("Please write a number such as 1 or 2.5.")}, **words)
    field.widget.attrs["inputmode"] = "decimal"
    return field


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")
