"""Languages of questions. A form is in one language; “de-AT” and “de” are the same one to whoever sits it."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import get_language_info


def primary(code: str) -> str:
    """“de” of “de-AT”."""
    return code.partition("-")[0].lower()


def language_word(code: str) -> str:
    """What a language is called, in the language of the reader; its code where we do not know it."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def known_first(codes: Iterable[str]) -> list[str]:
    """Each once: those in which Feltwork itself speaks, in its order, then the others."""
    asked = set(codes)
    ours = [code for code, _name in settings.LANGUAGES if code in asked]
    return [*ours, *sorted(asked - set(ours))]
