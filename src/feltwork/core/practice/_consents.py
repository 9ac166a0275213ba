"""The wording that a new practice begins with, from `words/consents/*.yaml`. Ours, plain; a practice changes it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

import yaml


@cache
def consent_wording() -> Mapping[tuple[str, str], str]:
    """Text by topic and language."""
    folder = resources.files(__package__) / "words" / "consents"
    found: dict[tuple[str, str], str] = {}
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        found |= {(topic, content["language"]): _unwrapped(text) for topic, text in content["topics"].items()}
    return MappingProxyType(found)


def _unwrapped(text: str) -> str:
    """Paragraphs without the line ends that the file has for its readers."""
    return "\n\n".join(" ".join(part.split()) for part in text.strip().split("\n\n"))
