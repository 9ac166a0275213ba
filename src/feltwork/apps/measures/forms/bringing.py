"""Answers of another system: the file; and what was looked at, on its way through the page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feltwork.apps.measures.queries.bringing import Foreign, Line, sheet_as_json
from feltwork.apps.measures.reasons_answers import others_error_words
from feltwork.apps.ui.forms import FwForm
from feltwork.core.measures import instruments
from feltwork.core.measures.fhir import OthersError, Reading, read_answers
from feltwork.core.measures.wording import WordingPack

KEPT_FOR = 3600  # seconds between looking at answers and keeping them
SALT = "measures.answers"


class AnswersForm(FwForm):
    """Reads while it is validated: `reading` holds what was found."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("FHIR as JSON: a QuestionnaireResponse, or a Bundle of several. At most 2 MB."),
        widget=forms.FileInput,
    )

    def __init__(self, *args: Any, packs: list[WordingPack], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.packs = packs
        self.reading: Reading | None = None

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            self.reading = read_answers(file.read(), packs=self.packs)
        except OthersError as wrong:
            raise forms.ValidationError(others_error_words(wrong)) from None
        return file


class KeepAnswersForm(forms.Form):
    """Sheets that were looked at, signed by us on their way through the page; for one file only."""

    answers = forms.CharField(widget=forms.HiddenInput)

    @staticmethod
    def sealed(lines: tuple[Line, ...], client: str) -> str:
        sheets = [sheet_as_json(one.sheet, one.found.id) for one in lines if one.sheet is not None]
        return signing.dumps({"client": client, "sheets": sheets}, salt=SALT, compress=True)

    def clean_answers(self) -> tuple[str, list[Foreign]]:
        """The file they were looked at for, and the sheets."""
        late = _("More than an hour went by. Please choose the file again.")
        try:
            found = signing.loads(self.cleaned_data["answers"], salt=SALT, max_age=KEPT_FOR)
        except signing.BadSignature:
            raise forms.ValidationError(late) from None
        known = instruments()
        sheets = [
            Foreign(known[one["instrument"]], one["answers"], datetime.fromisoformat(one["at"]))
            for one in found["sheets"]
            if one["instrument"] in known and known[one["instrument"]].version == one["version"]
        ]
        return found["client"], sheets
