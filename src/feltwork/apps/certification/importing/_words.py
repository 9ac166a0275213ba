"""The vocabulary, and how words are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("words.yaml")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Plain words → codes. `months` gives 1 to 12."""

    headers: Mapping[str, str]
    kinds: Mapping[str, str]
    either_kind: frozenset[str]
    not_logged: Mapping[str, str]
    modes: Mapping[str, str]
    signed: frozenset[str]
    evidence: frozenset[str]
    unsigned: frozenset[str]
    months: Mapping[str, int]


@cache
def vocabulary() -> Vocabulary:
    """Read once for the process."""
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return Vocabulary(
        headers=_turned(data["headers"]),
        kinds=_turned(data["kinds"]),
        either_kind=frozenset(map(plain, data["either_kind"])),
        not_logged=_turned(data["not_logged"]),
        modes=_turned(data["modes"]),
        signed=frozenset(map(plain, data["signed"])),
        evidence=frozenset(map(plain, data["evidence"])),
        unsigned=frozenset(map(plain, data["unsigned"])),
        months={plain(word): number for number, words in data["months"].items() for word in words},
    )


def plain(text: str) -> str:
    """Without case, accents, punctuation and repeated spaces: “Länge (Std.)” → “lange std”."""
    letters = unicodedata.normalize("NFKD", text.replace("ß", "ss").casefold())
    kept = "".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c) and c not in "'’")
    return " ".join(kept.split())


def without_brackets(text: str) -> str:
    """“Length (hours)” → “Length ”."""
    return re.sub(r"[(\[{].*?[)\]}]", " ", text)


def _turned(groups: Mapping[str, list[str]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for code, words in groups.items():
        for word in map(plain, words):
            if found.setdefault(word, code) != code:
                raise ValueError(f"“{word}” stands for {found[word]} and for {code}")
    return found
