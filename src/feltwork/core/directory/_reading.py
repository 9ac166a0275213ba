"""How typed words are read: without those that say nothing, with synonyms, and with typing slips mended.

Every engine is asked for the same reading, so that none finds other people than another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from ._fold import fold
from ._towns import allowed_typos
from ._vocabulary import vocabulary

MOST_WORDS = 8
MOST_LIKE = 6


@dataclass(frozen=True, slots=True)
class Reading:
    """For each word that counts, in the order typed, what it may stand for; `read_as` where that is not just itself."""

    words: Mapping[str, frozenset[str]]

    @property
    def read_as(self) -> dict[str, tuple[str, ...]]:
        """Typed word → the other words that it was read as."""
        others = {word: tuple(sorted(meant - {word})) for word, meant in self.words.items()}
        return {word: meant for word, meant in others.items() if meant}

    def match(self, strong: frozenset[str], weak: frozenset[str]) -> bool | None:
        """Do all words stand in *strong* (True), or with the help of *weak* (False), or not at all (None)?"""
        if all(meant & strong for meant in self.words.values()):
            return True
        return False if all(meant & strong or meant & weak for meant in self.words.values()) else None


class KnownWords:
    """Every word that stands somewhere in the directory, and those of the vocabulary: what slips are mended to."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._all = set(words) | vocabulary().read_as.keys()
        self._list = sorted(self._all)

    def __contains__(self, word: str) -> bool:
        return word in self._all

    def __len__(self) -> int:
        return len(self._all)

    def like(self, word: str) -> tuple[str, ...]:
        """The known words that differ least: by one letter from four letters on, by two from eight on."""
        most = allowed_typos(word)
        if not most:
            return ()
        near = process.extract(word, self._list, scorer=OSA.distance, score_cutoff=most, limit=None)
        least = min((row[1] for row in near), default=0)
        return tuple(sorted(row[0] for row in near if row[1] == least)[:MOST_LIKE])


def read_words(text: str, known: KnownWords) -> Reading:
    """Read what somebody typed. Slips are mended only in words that stand nowhere."""
    tokens = list(dict.fromkeys(fold(text)))
    telling = [token for token in tokens if token not in vocabulary().stopwords] or tokens
    return Reading({token: _meant(token, known) for token in telling[:MOST_WORDS]})


def _meant(token: str, known: KnownWords) -> frozenset[str]:
    roots = (token,) if token in known else known.like(token) or (token,)
    synonyms = vocabulary().read_as
    return frozenset(word for root in roots for word in (root, *synonyms.get(root, ())))
