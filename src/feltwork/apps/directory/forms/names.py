"""Languages and countries typed as people write them: one field instead of a list of two hundred boxes."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from feltwork.apps.directory import words
from feltwork.core.directory import fold, vocabulary


class NamesField(forms.CharField):
    """Names of one facet with commas between, in either language or as codes; gives the codes in the order typed."""

    def __init__(self, *, facet: str, **kwargs: Any) -> None:
        super().__init__(max_length=600, **kwargs)
        self.facet = facet

    def prepare_value(self, value: Any) -> Any:
        """Codes as names of the reader's language; what was typed stays."""
        return ", ".join(words.labels(self.facet, value)) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        """The codes. ValidationError names what is not known, with what may have been meant."""
        typed = [part.strip() for part in (value or "").replace(";", ",").split(",") if part.strip()]
        known = _known(self.facet)
        unknown = [name for name in typed if _key(name) not in known]
        if unknown:
            raise ValidationError([_said(self.facet, name, known) for name in unknown])
        return list(dict.fromkeys(known[_key(name)] for name in typed))

    def run_validators(self, value: Any) -> None:
        """Those of text do not fit a list."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != data)


def _said(facet: str, name: str, known: Mapping[str, str]) -> str:
    near = get_close_matches(_key(name), known, n=1, cutoff=0.7)
    if near:
        meant = words.label(facet, known[near[0]])
        return _("“%(name)s” is not known here. Is it %(meant)s?") % {"name": name, "meant": meant}
    return _("“%(name)s” is not known here. Please put commas between, as in “%(example)s”.") % {
        "name": name,
        "example": ", ".join(list(dict(words.choices(facet)).values())[:2]),
    }


def _key(name: str) -> str:
    return " ".join(fold(name))


@cache
def _known(facet: str) -> Mapping[str, str]:
    """Folded names, synonyms and codes → codes; a name goes before a code that reads the same."""
    values = vocabulary().facets[facet].values
    codes = {_key(code): code for code in values}
    return codes | {_key(word): code for code, value in values.items() for word in value.words()}
