"""A JSON document taken apart into its shape (what JSON-LD looks at) and its words (what people wrote).

The shape is a flat tuple of marks and strings from which the document can be put together again around other words.
Kept in the shape by value: keys, contexts, types, terms used as values, languages, numbers, booleans and null.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from feltwork.core.credentials._contexts import VOCABULARY_TERMS

OPEN, CLOSE, LIST, END, WORD, KEEP, OTHER = range(7)
Shape = tuple[str | int, ...]

_KEPT: Final = frozenset({"@context", "type", "@type", "@language"}) | VOCABULARY_TERMS


def take_apart(document: Mapping[str, Any]) -> tuple[Shape, list[str]]:
    """Return the shape of *document* and its words in order."""
    tokens: list[str | int] = []
    words: list[str] = []
    _walk(document, False, tokens, words)
    return tuple(tokens), words


def _walk(value: object, kept: bool, tokens: list[str | int], words: list[str]) -> None:
    if isinstance(value, str):
        if kept:
            tokens += (KEEP, value)
        else:
            tokens.append(WORD)
            words.append(value)
    elif isinstance(value, dict):
        tokens.append(OPEN)
        for key, inner in value.items():
            tokens.append(key)
            _walk(inner, key in _KEPT, tokens, words)
        tokens.append(CLOSE)
    elif isinstance(value, list):
        tokens.append(LIST)
        for inner in value:
            _walk(inner, kept, tokens, words)
        tokens.append(END)
    else:
        tokens += (OTHER, json.dumps(value))


def put_together(shape: Shape, word: Callable[[int], str], other: Callable[[int, str], Any]) -> Any:
    """Return the document of *shape*, asking *word* for the n-th word and *other* for the n-th number (its JSON)."""
    builder = _Builder(iter(shape), word, other)
    return builder.value(next(builder.tokens))


class _Builder:
    def __init__(
        self, tokens: Iterator[str | int], word: Callable[[int], str], other: Callable[[int, str], Any]
    ) -> None:
        self.tokens = tokens
        self.word = word
        self.other = other
        self.words = self.others = 0

    def value(self, token: str | int) -> Any:
        if token == OPEN:
            return {key: self.value(next(self.tokens)) for key in iter(self.tokens.__next__, CLOSE)}
        if token == LIST:
            return [self.value(item) for item in iter(self.tokens.__next__, END)]
        if token == WORD:
            self.words += 1
            return self.word(self.words - 1)
        if token == KEEP:
            return next(self.tokens)
        self.others += 1
        return self.other(self.others - 1, str(next(self.tokens)))


def members(value: object, path: tuple[str, ...] = (), kept: bool = False) -> Iterator[tuple[str, object, bool]]:
    """Yield `(path, leaf, is a word)` of every leaf of a document, in the order of `take_apart`."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from members(inner, (*path, key), key in _KEPT)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from members(inner, (*path, str(number)), kept)
    else:
        yield ".".join(path), value, isinstance(value, str) and not kept


def kept_names(value: object, path: tuple[str, ...] = (), key: str = "") -> Iterator[tuple[str, str]]:
    """Yield `(path, text)` of every type and every term used as a value, which JSON-LD turns into addresses."""
    if isinstance(value, dict):
        for inner_key, inner in value.items():
            yield from kept_names(inner, (*path, inner_key), inner_key)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from kept_names(inner, (*path, str(number)), key)
    elif isinstance(value, str) and key in _KEPT - {"@context", "@language"}:
        yield ".".join(path), value
