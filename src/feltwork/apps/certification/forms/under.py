"""Choosing other rules to judge by: an edition of the school, a programme of the library, or a draft."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from feltwork.apps.certification.queries.editions import PublicEdition
from feltwork.apps.certification.queries.library import shelves
from feltwork.apps.certification.queries.under import DRAFT, Under, library_key, school_key, under_of
from feltwork.apps.schools.actions import check_rules
from feltwork.apps.schools.forms.editions import MOST_BYTES
from feltwork.apps.schools.rules import bases_for, in_words
from feltwork.apps.ui.forms import FwForm


class UnderForm(FwForm):
    """`chosen` is what a valid form says; the mistakes of a draft stand next to its text, each with its line."""

    under = forms.ChoiceField(label=lazy("Rules to try"), required=False)
    file = forms.FileField(label=lazy("Draft as a file (YAML or TOML)"), required=False)
    text = forms.CharField(
        label=lazy("Or the text of the draft"),
        widget=forms.Textarea(attrs={"rows": "14", "spellcheck": "false", "wrap": "off"}),
        required=False,
        strip=False,
    )

    def __init__(self, *args: Any, editions: Sequence[PublicEdition], programme: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.editions = editions
        self.chosen: Under | None = None
        self.fields["under"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("Please choose")),
            *_groups(editions, programme),
            (DRAFT, _("A draft, below")),
        ]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        file = data.pop("file", None)
        if file is not None:
            data["text"] = self._read(file)
            self._show(data["text"])
        under = data.get("under")
        if file is not None or (under == DRAFT and "file" not in self.errors):
            self._draft(data)
        elif under:
            self.chosen = under_of(under, self.editions)
        elif not self.errors:
            self.add_error("under", _("Please choose."))
        return data

    @property
    def wrong(self) -> list[tuple[int, str]]:
        """The lines of the draft in which there is a mistake."""
        errors = self.errors.as_data().get("text", [])
        lines = {error.params["line"] for error in errors if error.params}
        text = str(self.data.get(self.add_prefix("text"), ""))
        return [(number, words) for number, words in enumerate(text.splitlines(), start=1) if number in lines]

    def _draft(self, data: dict[str, Any]) -> None:
        text = data.get("text", "").replace("\r\n", "\n")
        if not text.strip():
            if "file" not in self.errors:
                self.add_error("text", _("Choose a file or paste the text of the rules."))
            return
        try:
            rules = check_rules(text, code=DRAFT, bases=bases_for(text))
        except ValidationError as refused:
            for error in refused.error_dict["text"]:
                self.add_error("text", error)
            return
        name = _("Draft of “%(title)s”") % {"title": in_words(rules.title)}
        self.chosen = Under(key=DRAFT, name=name, rules=rules, text=text)

    def _show(self, text: str) -> None:
        """Put what a file held into the text field: a browser does not send a file a second time."""
        self.data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        self.data["text"], self.data["under"] = text, DRAFT  # type: ignore[index]

    def _read(self, file: Any) -> str:
        if file.size > MOST_BYTES:
            self.add_error("file", _("A rule file is at most 500 kB; this one is larger."))
            return ""
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            self.add_error("file", _("This file is not text in UTF-8."))
            return ""


def _groups(editions: Sequence[PublicEdition], programme: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Editions of the own programme, of the school's others, then the library by issuer."""
    own = [one for one in editions if one.programme.slug == programme]
    others = [one for one in editions if one.programme.slug != programme]
    groups = []
    if own:
        groups.append((_("Editions of this programme"), [(school_key(one), one.edition.code) for one in own]))
    if others:
        named = [(school_key(one), f"{one.programme.name}, {one.edition.code}") for one in others]
        groups.append((_("Other programmes of the school") if own else _("Programmes of the school"), named))
    for shelf in shelves():
        title = _("Library: %(issuer)s") % {"issuer": shelf.issuer}
        groups.append(
            (title, [(library_key(one.id), f"{in_words(one.title)}, {one.edition}") for one in shelf.programmes])
        )
    return groups
