"""The words that stand in the directory: kept as they come, and read for what somebody typed."""

from __future__ import annotations

from collections.abc import Iterable

from feltwork.apps.directory.models.index import IndexWord
from feltwork.core.directory import KnownWords, Reading, fold, read_words, vocabulary

BATCH = 2_000
_kept: tuple[str, KnownWords] = ("", KnownWords())


class _Standing(KnownWords):
    """The words of the database; those to mend a slip with are read once and kept in this process."""

    def __init__(self, typed: Iterable[str], stamp: str) -> None:
        self._typed, self._stamp = _among(typed), stamp

    def __contains__(self, word: str) -> bool:
        return word in self._typed or word in vocabulary().read_as

    def like(self, word: str) -> tuple[str, ...]:
        """The known words that differ least, of those that still stand there."""
        near = all_words(self._stamp).like(word)
        standing = _among(near)
        return tuple(one for one in near if one in standing or one in vocabulary().read_as)


def read(text: str, stamp: str = "") -> Reading:
    """What somebody typed, read against the words of the whole directory as of this stamp (see `_memory`)."""
    tokens = fold(text)
    return read_words(text, _Standing(tokens, stamp)) if tokens else Reading({})


def keep(words: Iterable[str]) -> None:
    """Note words that stand in a profile now; those already noted cost nothing but the look."""
    new = sorted(set(words))
    for start in range(0, len(new), BATCH):
        batch = new[start : start + BATCH]
        known = _among(batch)
        rows = [IndexWord(word=word) for word in batch if word not in known]
        IndexWord.objects.bulk_create(rows, ignore_conflicts=True)


def all_words(stamp: str) -> KnownWords:
    """All words, read again only under another stamp."""
    global _kept
    kept = _kept
    if not stamp or kept[0] != stamp:
        words = IndexWord.objects.values_list("word", flat=True)
        kept = _kept = (stamp, KnownWords(words.iterator(chunk_size=10_000)))
    return kept[1]


def _among(words: Iterable[str]) -> set[str]:
    return set(IndexWord.objects.filter(word__in=list(words)).values_list("word", flat=True))
