"""Handing in an edition of the rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feltwork.apps.schools.rules import bases_for
from feltwork.apps.ui.forms import FwForm

MOST_BYTES = 500_000


class EditionForm(FwForm):
    """A rule text, pasted or as a file; a file wins. `cleaned_data` holds arguments of `actions.publish_edition`."""

    code = forms.CharField(
        label=gettext_lazy("Name of the edition"), help_text=gettext_lazy("For example 2027-1."), max_length=20
    )
    valid_from = forms.DateField(label=gettext_lazy("For cohorts that start on or after"))
    file = forms.FileField(label=gettext_lazy("Rule file (YAML or TOML)"), required=False)
    text = forms.CharField(
        label=gettext_lazy("Or the text itself"),
        widget=forms.Textarea(attrs={"rows": "18", "spellcheck": "false", "wrap": "off"}),
        required=False,
        strip=False,
    )

    rule_text = ""  # what was read, wherever it came from; `cleaned_data` loses it when a mistake is found

    def clean(self) -> dict[str, Any]:
        given = dict(super().clean() or {})
        file = given.pop("file", None)
        if file is not None:
            given["text"] = self._read(file)
            self._show(given["text"])
        elif not given.get("text", "").strip() and "file" not in self.errors:
            self.add_error("text", _("Choose a file or paste the text of the rules."))
        self.rule_text = text = given.get("text", "").replace("\r\n", "\n")
        return {**given, "text": text, "bases": bases_for(text)}

    def _show(self, text: str) -> None:
        """Put what a file held into the text field: a browser does not send a file a second time."""
        self.data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        self.data["text"] = text  # type: ignore[index]

    def _read(self, file: Any) -> str:
        if file.size > MOST_BYTES:
            self.add_error("file", _("A rule file is at most 500 kB; this one is larger."))
            return ""
        try:
            text: str = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            self.add_error("file", ValidationError(_("This file is not text in UTF-8.")))
            return ""
        return text
