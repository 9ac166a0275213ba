"""The words of the field from `words/*.yaml`: lists of entries with an id and a label in each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import yaml

FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Word:
    """One entry. `more` holds what its list says besides: families, state, block, first …"""

    id: str
    labels: Mapping[str, str]
    more: Mapping[str, Any] = field(default_factory=dict)

    def label(self, language: str) -> str:
        """In *language*, else in its base language, else in English."""
        return self.labels.get(language) or self.labels.get(language.split("-")[0]) or self.labels[FALLBACK]


@cache
def groups() -> Mapping[str, Mapping[str, Word]]:
    """All lists: "phases", "channels", "sensations" …, each by id in the order of its file."""
    found: dict[str, Mapping[str, Word]] = {}
    for file in sorted((resources.files(__package__) / "words").iterdir(), key=lambda one: one.name):
        if file.name.endswith(".yaml"):
            content = yaml.safe_load(file.read_text(encoding="utf-8"))
            stem = file.name.removesuffix(".yaml")
            lists = {name: rows for name, rows in content.items() if isinstance(rows, list)}
            found |= {stem if name == "words" else name: _by_id(rows) for name, rows in lists.items()}
    return MappingProxyType(found)


def words(group: str) -> Mapping[str, Word]:
    """One list. Raises KeyError for an unknown one."""
    return groups()[group]


def label(group: str, word: str, language: str = FALLBACK) -> str:
    """The label of a word, or the word itself where the list does not have it: a practice may have added it."""
    entry = words(group).get(word)
    return entry.label(language) if entry else word


def _by_id(rows: list[dict[str, Any]]) -> Mapping[str, Word]:
    entries = {}
    for row in rows:
        labels = {key: text for key, text in row.items() if len(key) == 2 and isinstance(text, str) and key != "id"}
        more = {key: value for key, value in row.items() if key not in labels and key != "id"}
        entries[row["id"]] = Word(row["id"], MappingProxyType(labels), MappingProxyType(more))
    return MappingProxyType(entries)
