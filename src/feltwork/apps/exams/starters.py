"""The training cases that come with Feltwork. Their ratings are a proposal that faculty agrees on before use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml

FOLDER = "gold"
RATINGS = ("adherence", "helpfulness")  # in the order in which the files have them


@dataclass(frozen=True, slots=True)
class Starter:
    """One case in one language; `gold` has the shape of a sheet."""

    title: str
    language: str
    text: str
    reasons: str
    gold: dict[str, Any]


def starters(language: str) -> list[Starter]:
    """All of them in *language*, else in English."""
    chosen = language.partition("-")[0]
    return [_starter(content, chosen if chosen in content["title"] else "en") for content in _contents()]


def _starter(content: Mapping[str, Any], language: str) -> Starter:
    ratings = {
        domain: {
            name: None if value == "cant" else value
            for name, value in zip(("adherence", "helpfulness"), pair, strict=True)
        }
        for domain, pair in content["ratings"].items()
    }
    gold = {"ratings": ratings, "gates": content["gates"], "words": {}}
    return Starter(content["title"][language], language, content["text"][language], content["reasons"][language], gold)


def _contents() -> Iterator[Mapping[str, Any]]:
    folder = resources.files(__package__) / FOLDER
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".yaml"):
            yield yaml.safe_load(file.read_text(encoding="utf-8"))
