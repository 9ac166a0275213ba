"""What is wrong with a rule file: where, what was found, what was expected, and the nearest right word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleError:
    """One mistake. Lines and columns count from 1."""

    file: str
    line: int
    column: int
    code: str  # a word of docs/guide/rules.md, “When the file has a mistake”
    found: str
    expected: str
    nearest: str | None = None

    def __str__(self) -> str:
        hint = f" Did you mean “{self.nearest}”?" if self.nearest else ""
        return f"{self.file}, line {self.line}: {self.found}; expected {self.expected}.{hint}"


class RuleFileError(ValueError):
    """A rule file could not be read; `errors` holds every mistake that was found, in the order of the file."""

    def __init__(self, errors: Iterable[RuleError]) -> None:
        self.errors = tuple(sorted(errors, key=lambda error: (error.file, error.line, error.column)))
        super().__init__("\n".join(map(str, self.errors)))


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The most similar of *words*, or None if nothing is similar."""
    found = get_close_matches(word, sorted(words), n=1, cutoff=0.6)
    return found[0] if found else None
