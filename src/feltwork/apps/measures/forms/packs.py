"""A wording pack: the file, its language, where it is from, and what permits its use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feltwork.apps.measures import names
from feltwork.apps.measures.packfiles import MOST_UPLOAD, files_of_upload
from feltwork.apps.measures.reasons import fault_words, read_error_words
from feltwork.apps.ui.forms import FwForm
from feltwork.core.measures import Instrument
from feltwork.core.measures.wording import Checked, Draft, ReadError, WordingPack, check, read_wording

KEPT_FOR = 3600  # seconds between looking at a pack and keeping it
SALT = "measures.wording"
ORDERS = {
    "a": gettext_lazy("Order a: the short form of the university; it begins with fidgeting, sadness, daydreaming"),
    "b": gettext_lazy("Order b: that of the long form; it begins with fidgeting, constant drive, daydreaming"),
    "c": gettext_lazy("Order c: grouped; it begins with sadness and hopelessness"),
}


class PackForm(FwForm):
    """Reads and checks while it is validated: `checked` holds what was found, faults stand beside the file."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("A FHIR Questionnaire (JSON or XML), or a ZIP of a ReproSchema activity. At most 4 MB."),
        widget=forms.FileInput,
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        help_text=gettext_lazy("A file with several languages is brought in once for each."),
    )
    order = forms.ChoiceField(
        label=gettext_lazy("Order of the questions"),
        required=False,
        help_text=gettext_lazy("Only needed where it cannot be told from the file."),
    )
    source = forms.CharField(
        label=gettext_lazy("Where the file is from"),
        max_length=200,
        help_text=gettext_lazy("An address, a publisher, a person"),
    )
    licence = forms.CharField(
        label=gettext_lazy("What permits its use here"),
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
    )
    may_use = forms.BooleanField(label=gettext_lazy("We may show these words to the people we ask"))

    def __init__(self, *args: Any, instrument: Instrument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instrument = instrument
        self.checked: Checked | None = None
        self.draft: Draft | None = None
        self.fields["language"].choices = settings.LANGUAGES  # type: ignore[attr-defined]  # a ChoiceField
        if len(instrument.orders) > 1:
            named = [(one, ORDERS.get(one, one)) for one in instrument.orders]
            self.fields["order"].choices = [("", _("Tell it from the file")), *named]  # type: ignore[attr-defined]
        else:
            del self.fields["order"]
        if instrument.licence.tier in {"A", "own"}:
            self.fields["licence"].required = False
            text = names.said_words(instrument.licence.text)
            self.fields["licence"].help_text = _("Leave it empty to keep: %(text)s") % {"text": text}
        else:
            self.fields["licence"].help_text = _("Which permission or licence you hold, and since when")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file = cleaned.get("file")
        if file is not None and "language" in cleaned:
            self._read(file, cleaned)
        return cleaned

    def _read(self, file: Any, cleaned: Mapping[str, Any]) -> None:
        if file.size > MOST_UPLOAD:
            self.add_error("file", _("This file is larger than 4 MB. A questionnaire is much smaller."))
            return
        try:
            self.draft = read_wording(files_of_upload(file, file.name))
        except ReadError as error:
            self.add_error("file", read_error_words(error))
            return
        self.checked = check(
            self.draft,
            self.instrument,
            language=cleaned["language"],
            order=cleaned.get("order", ""),
            source=cleaned.get("source", ""),
            licence=cleaned.get("licence", ""),
        )
        for fault in self.checked.faults:
            about_order = fault.code == "order_unknown" and "order" in self.fields
            self.add_error("order" if about_order else "file", fault_words(fault, self.instrument))


class KeepForm(forms.Form):
    """A pack that was looked at, signed by us on its way through the page."""

    pack = forms.CharField(widget=forms.HiddenInput)

    @staticmethod
    def sealed(pack: WordingPack, school: str) -> str:
        return signing.dumps({"school": school, "pack": pack.to_json()}, salt=SALT, compress=True)

    def clean_pack(self) -> tuple[str, WordingPack]:
        """The school it was looked at in, and the pack."""
        try:
            found = signing.loads(self.cleaned_data["pack"], salt=SALT, max_age=KEPT_FOR)
        except signing.BadSignature:
            raise forms.ValidationError(_("More than an hour went by. Please choose the file again.")) from None
        return found["school"], WordingPack.from_json(found["pack"])
