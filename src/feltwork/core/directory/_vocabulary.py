"""What people may search by, from `vocabulary.yaml`: facets, their values, labels and synonyms in two languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import yaml

from ._fold import fold

FALLBACK = "en"
Labels = Mapping[str, str]


def _in(labels: Labels, language: str) -> str:
    return labels.get(language) or labels.get(language.split("-")[0]) or labels[FALLBACK]


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a facet. `label` and `synonyms` by language: "en", "de"."""

    code: str
    label: Labels
    synonyms: Mapping[str, tuple[str, ...]]

    def name(self, language: str = FALLBACK) -> str:
        """The label in *language*, else in English."""
        return _in(self.label, language)

    def words(self) -> Iterator[str]:
        """Label and synonyms in every language: what a listing with this value is found by."""
        for language, label in self.label.items():
            yield label
            yield from self.synonyms.get(language, ())


@dataclass(frozen=True, slots=True)
class Facet:
    """`many`: a listing may have several values. `every`: who chooses several wants all of them, else any of them."""

    code: str
    label: Labels
    many: bool
    every: bool
    values: Mapping[str, Value]

    def name(self, language: str = FALLBACK) -> str:
        """The label in *language*, else in English."""
        return _in(self.label, language)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All facets in the order of the file; `read_as` holds for a folded word the others that mean the same."""

    facets: Mapping[str, Facet]
    read_as: Mapping[str, frozenset[str]]
    stopwords: frozenset[str]

    def known(self, facet: str, codes: Iterator[str] | frozenset[str] | tuple[str, ...] | list[str]) -> frozenset[str]:
        """Those of *codes* that the facet has; nothing for an unknown facet."""
        return frozenset(codes) & self.facets[facet].values.keys() if facet in self.facets else frozenset()


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary, read once."""
    text = (resources.files(__package__) / "vocabulary.yaml").read_text(encoding="utf-8")
    content = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders
    facets = {code: _facet(code, row, content["values"][code]) for code, row in content["facets"].items()}
    stopwords = frozenset(token for words in content["stopwords"].values() for word in words for token in fold(word))
    return Vocabulary(MappingProxyType(facets), MappingProxyType(_read_as(facets)), stopwords)


def _facet(code: str, row: Mapping[str, Any], values: Mapping[str, Any]) -> Facet:
    made = {key: _value(key, value) for key, value in values.items()}
    labels = MappingProxyType({"en": row["en"], "de": row["de"]})
    return Facet(code, labels, row.get("many", False), row.get("every", False), MappingProxyType(made))


def _value(code: str, row: Mapping[str, Any]) -> Value:
    synonyms = {language: tuple(words) for language, words in row.get("also", {}).items()}
    return Value(code, MappingProxyType({"en": row["en"], "de": row["de"]}), MappingProxyType(synonyms))


def _read_as(facets: Mapping[str, Facet]) -> dict[str, frozenset[str]]:
    """Synonyms of one word, per word: every member of a value's single words reads as all of them."""
    found: dict[str, frozenset[str]] = {}
    for value in (value for facet in facets.values() for value in facet.values.values() if value.synonyms):
        single = frozenset(tokens[0] for tokens in map(fold, value.words()) if len(tokens) == 1)
        for word in single:
            found[word] = found.get(word, frozenset()) | single
    return found
