"""Words in several languages, as a rule file gives them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """A title or an explanation: language code → words. English is always there."""

    by_language: Mapping[str, str]

    def in_language(self, code: str) -> str:
        """The words in *code* (`de`, `de-at`), else in its plain language, else in English."""
        plain = code.split("-")[0].lower()
        return self.by_language.get(code) or self.by_language.get(plain) or self.by_language["en"]

    def __str__(self) -> str:
        return self.by_language["en"]


EMPTY = Text({"en": ""})
