"""The rubric by which a session is watched: twelve domains with two ratings each, and what fails outright.

The texts are files in `rubrics/`, in English and German.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import yaml

Texts = Mapping[str, str]
TOP = Fraction(3)
HALF = Fraction(1, 2)
LEVELS = tuple(step * HALF for step in range(7))  # 0, 1/2, … 3


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a level looks like."""

    at: Fraction
    says: Texts


@dataclass(frozen=True, slots=True)
class Rating:
    """One of the two questions asked of each domain; `levels` has words for each half step."""

    id: str
    name: Texts
    asks: Texts
    levels: tuple[Anchor, ...]

    def level(self, at: Fraction) -> Texts:
        """Raises KeyError."""
        return {anchor.at: anchor.says for anchor in self.levels}[at]


@dataclass(frozen=True, slots=True)
class Domain:
    """`anchors`: of each rating what 0, 1, 2 and 3 look like here; a half lies between its neighbours."""

    id: str
    name: Texts
    looks_for: Texts
    anchors: Mapping[str, tuple[Anchor, ...]]


@dataclass(frozen=True, slots=True)
class Gate:
    """What fails outright, whatever the ratings are."""

    id: str
    name: Texts
    says: Texts


@dataclass(frozen=True, slots=True)
class Rubric:
    id: str
    version: int
    is_validated: bool
    name: Texts
    note: Texts
    how: Texts
    ratings: tuple[Rating, ...]
    domains: tuple[Domain, ...]
    gates: tuple[Gate, ...]
    sources: tuple[str, ...]

    @property
    def cells(self) -> tuple[tuple[str, str], ...]:
        """Domain and rating of all that is rated, in order."""
        return tuple((domain.id, rating.id) for domain in self.domains for rating in self.ratings)


@cache
def rubric(rubric_id: str = "session-1") -> Rubric:
    """Raises KeyError."""
    if rubric_id not in rubrics():
        raise KeyError(rubric_id)
    return _rubric(yaml.safe_load((_folder() / f"{rubric_id}.yaml").read_text(encoding="utf-8")))


@cache
def rubrics() -> tuple[str, ...]:
    """The ids of all there are."""
    return tuple(sorted(file.name.removesuffix(".yaml") for file in _folder().iterdir() if file.name.endswith(".yaml")))


def said(texts: Texts, language: str) -> str:
    """In this language, else in English."""
    return texts.get(language.partition("-")[0], texts["en"])


def _folder() -> Any:
    return resources.files(__package__) / "rubrics"


def _rubric(content: Mapping[str, Any]) -> Rubric:
    ratings = tuple(
        Rating(row["id"], _texts(row["name"]), _texts(row["asks"]), _anchors(row["levels"]))
        for row in content["ratings"]
    )
    return Rubric(
        id=content["id"],
        version=content["version"],
        is_validated=content["validated"],
        name=_texts(content["name"]),
        note=_texts(content["note"]),
        how=_texts(content["how"]),
        ratings=ratings,
        domains=tuple(
            Domain(
                row["id"],
                _texts(row["name"]),
                _texts(row["looks_for"]),
                MappingProxyType({rating.id: _anchors(row[rating.id]) for rating in ratings}),
            )
            for row in content["domains"]
        ),
        gates=tuple(Gate(row["id"], _texts(row["name"]), _texts(row["says"])) for row in content["gates"]),
        sources=tuple(content["sources"]),
    )


def _anchors(rows: Sequence[Mapping[str, Any]]) -> tuple[Anchor, ...]:
    return tuple(Anchor(Fraction(str(row["at"])), _texts(row)) for row in rows)


def _texts(row: Mapping[str, Any]) -> Texts:
    return MappingProxyType({language: row[language] for language in ("en", "de")})
