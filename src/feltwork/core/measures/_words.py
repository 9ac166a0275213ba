"""What the files say in English only (samples, methods, licences, rules for gaps) in German: `words.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

import yaml


def said(text: str, language: str) -> str:
    """*text* of an instrument's file in *language*; as it stands where nothing is to be translated (figures, names)."""
    return _german().get(text, text) if language.split("-")[0] == "de" else text


@cache
def _german() -> Mapping[str, str]:
    found: Mapping[str, str] = yaml.safe_load((resources.files(__package__) / "words.yaml").read_text(encoding="utf-8"))
    return found
