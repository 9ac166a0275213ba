"""Completions: by hand, taken back, and out of a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feltwork.apps.learning.words import fault_words
from feltwork.apps.ui.forms import FwForm
from feltwork.core.learning import Reading, read_statements

KEPT_FOR = 3600  # seconds between looking at rows and keeping them
SALT = "learning.completions"
MOST_BYTES = 4 * 1024 * 1024


class HandForm(FwForm):
    on = forms.DateField(label=gettext_lazy("Completed on"))
    reason = forms.CharField(
        label=gettext_lazy("How you know"),
        help_text=gettext_lazy("The person reads it."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class TakeBackForm(FwForm):
    reason = forms.CharField(
        label=gettext_lazy("Why it does not count"),
        help_text=gettext_lazy("The person reads it."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class StatementsForm(FwForm):
    """Reads while it is validated: `reading` holds what was found."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("xAPI statements as JSON, or a table as CSV with the columns email, course and date."),
        widget=forms.FileInput(attrs={"accept": ".json,.csv,application/json,text/csv"}),
    )

    reading: Reading | None = None

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("A file of more than 4 MB cannot be taken. Please bring it in parts."))
        try:
            content = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError(fault_words("coding")) from None
        self.reading = read_statements(content)
        if self.reading.fault:
            raise forms.ValidationError(fault_words(self.reading.fault))
        return file


class KeepForm(forms.Form):
    """Rows that were looked at, signed by us on their way through the page; for one school only."""

    rows = forms.CharField(widget=forms.HiddenInput)
    source = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)

    @staticmethod
    def sealed(rows: list[dict[str, Any]], school: str) -> str:
        return signing.dumps({"school": school, "rows": rows}, salt=SALT, compress=True)

    def clean_rows(self) -> tuple[str, list[dict[str, Any]]]:
        """The school they were looked at in, and the rows."""
        try:
            found = signing.loads(self.cleaned_data["rows"], salt=SALT, max_age=KEPT_FOR)
        except signing.BadSignature:
            raise forms.ValidationError(_("More than an hour went by. Please choose the file again.")) from None
        return found["school"], found["rows"]
