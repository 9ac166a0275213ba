"""What is to be seen of a group."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from feltwork.apps.measures.models import Evaluation
from feltwork.apps.measures.placing import OF_CLIENTS, OF_TRAINEES
from feltwork.apps.measures.queries.definitions import changes
from feltwork.apps.measures.queries.evaluation_words import TIMES
from feltwork.apps.ui.forms import CardRadios, ChipRadios, FwForm
from feltwork.core.measures import Instrument


class EvaluationForm(FwForm):
    scale = forms.ChoiceField(label=gettext_lazy("Score"), widget=ChipRadios)
    times = forms.ChoiceField(label=gettext_lazy("When"), widget=CardRadios)
    change_rule = forms.ChoiceField(
        label=gettext_lazy("What counts as a reliable change"), widget=CardRadios, required=False,
        help_text=gettext_lazy("Sources give different numbers. The one you choose stands beside the result."),
    )  # fmt: skip

    def __init__(self, *args: Any, instrument: Instrument, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instrument = instrument
        language = get_language() or "en"
        scales = [(one.id, one.label(language)) for one in instrument.scales]
        rules = zip(instrument.changes, changes(instrument, language), strict=True)
        several = len(scales) > 1
        told = [(rule.id, rule_words(figure, with_scale=several)) for rule, figure in rules]
        times = OF_CLIENTS if kind == Evaluation.Kind.CLIENTS else OF_TRAINEES
        self._choose("scale", scales)
        self._choose("times", [(code, str(TIMES[code])) for code in times])
        self._choose("change_rule", [*told, ("", _("None: shares are not shown"))])
        if not told:
            del self.fields["change_rule"]

    def clean_change_rule(self) -> str:
        code = str(self.cleaned_data["change_rule"])
        rule = next((one for one in self.instrument.changes if one.id == code), None)
        if rule is not None and rule.scale != self.cleaned_data.get("scale"):
            raise ValidationError(_("This rule is for another score."))
        return code

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        field.choices = choices  # type: ignore[attr-defined]  # of a choice field
        field.initial = choices[0][0]


def rule_words(figure: Any, *, with_scale: bool) -> str:
    """ "Reliable change: 5.06 …, NHS Talking Therapies (source)" """
    what = f"{figure.scale}, {figure.what}" if with_scale else figure.what
    sample = f"; {figure.sample}" if figure.sample else ""
    return f"{what}: {figure.value}{sample} ({figure.source})"
