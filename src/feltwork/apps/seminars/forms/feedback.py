"""How was it? Every question can be left out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feltwork.apps.seminars.models import Seminar
from feltwork.apps.seminars.questions import LONGEST, SCALE, questions_of
from feltwork.apps.ui.forms import FwForm

NEITHER = "none"  # a choice of its own, so that a step chosen by mistake can be taken back


class FeedbackForm(FwForm):
    """`cleaned_data` is {"answers": {question: number, words or None}}."""

    def __init__(self, data: Any = None, *, seminar: Seminar) -> None:
        super().__init__(data)
        self.questions = questions_of(seminar)
        for one in self.questions:
            self.fields[one.code] = _scale(one.text) if one.is_scale else _words(one.text)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        return {"answers": {one.code: self._said(given, one.code, one.is_scale) for one in self.questions}}

    def _said(self, given: dict[str, Any], code: str, is_scale: bool) -> int | str | None:
        said = given.get(code) or None
        if not is_scale:
            return said
        return int(said) if said and said != NEITHER else None


def _scale(text: Any) -> forms.Field:
    choices = [(str(step), str(step)) for step in SCALE]
    return forms.ChoiceField(
        label=text, choices=[*choices, (NEITHER, _("Cannot say"))], required=False, widget=forms.RadioSelect
    )


def _words(text: Any) -> forms.Field:
    return forms.CharField(
        label=text, required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"})
    )
