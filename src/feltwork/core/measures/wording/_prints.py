"""Marks of known forms without their words: twelve digits of a hash of a single telling word in English.

They tell which of three orders of PSC-17 a copy has, and a form for adolescents from one for adults. A hash of one word
hides nothing from somebody who guesses; it only keeps other people's questionnaires out of this repository.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256

from ._plain import words_of

# by item of our definition: any of these words tells that the question is about it
PSC_17: Mapping[str, frozenset[str]] = {
    "fidgety": frozenset({"edf405e21a6a", "ba1f689c9b39"}),
    "sad": frozenset({"9fecec213bd0", "e5f29defce0d"}),
    "daydreams": frozenset({"2f0b6735db30", "4f58a24e7790"}),
    "sharing": frozenset({"183f181f19ab", "09c40d3937c6"}),
    "understanding_others": frozenset({"3bc35bdfa0fc"}),
    "hopeless": frozenset({"b328581612a2"}),
    "concentration": frozenset({"667c3a04bbb0", "839ce11de273"}),
    "fighting": frozenset({"d68bdb63d5d3", "62a1512289ee"}),
    "self_criticism": frozenset({"8ad39a7d1b84"}),
    "blaming": frozenset({"1436587e9cc2", "576dac89be4d"}),
    "fun": frozenset({"98bad9cef850"}),
    "rules": frozenset({"cb3e8c7e285f"}),
    "driven": frozenset({"c10834db4d5d"}),
    "teasing": frozenset({"071a995e45a4", "17f1cd1ed877"}),
    "worries": frozenset({"a092b6dbe59e", "737f126a51f5"}),
    "taking": frozenset({"8ddd9f78a251", "ea497bc2e617"}),
    "distracted": frozenset({"2ef4e5114b5d"}),
}
ADOLESCENT = frozenset({"fd13f5f7391b", "f0cfa7f837f3", "fd3dea1e43c0"})


def print_of(word: str) -> str:
    return sha256(f"feltwork wording {word}".encode()).hexdigest()[:12]


def prints(text: str) -> frozenset[str]:
    return frozenset(print_of(word) for word in words_of(text))


def concepts(texts: Iterable[str], known: Mapping[str, frozenset[str]]) -> tuple[str, ...] | None:
    """Which item each text is about, or None where one cannot be told or two would be the same."""
    found = []
    for text in texts:
        here = prints(text)
        hits = [item for item, marks in known.items() if marks & here]
        if len(hits) != 1:
            return None
        found += hits
    return tuple(found) if len(set(found)) == len(found) else None
