"""From a JSON-LD document to its canonical N-Quads, expanding each *shape* of document only once.

Expansion is nine tenths of the cost of a proof, and for one school it gives the same statements each time around
other words. So PyLD expands a shape once with a marker in the place of each word, and the statements are kept with
their gaps. The markers have a second duty: a word whose marker is in no statement would not be covered by the
signature (PyLD drops undefined terms in silence), and such a document is refused. Why this is exact, and which
documents are refused to keep it so: docs/decisions/0012.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from feltwork.core.credentials import _expand
from feltwork.core.credentials._canon import canonical_nquads
from feltwork.core.credentials._contexts import NAMES, TERMS
from feltwork.core.credentials._errors import Refused
from feltwork.core.credentials._expand import MARK, Term
from feltwork.core.credentials._shape import Shape, kept_names, members, put_together, take_apart
from feltwork.core.credentials._text import is_absolute

MAX_SHAPES = 256
_FIRST: Final = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#first>"

# RDFC-1.0 section 5 (Serialization): these seven by letter, the other control characters by number
_ESCAPES: Final = {n: f"\\u{n:04X}" for n in (*range(0x20), 0x7F)} | {
    ord(c): e for c, e in zip('\b\t\n\f\r"\\', ("\\b", "\\t", "\\n", "\\f", "\\r", '\\"', "\\\\"), strict=True)
}
_SPECIAL: Final = re.compile('[\x00-\x1f"\\\\\x7f]')


def canonical(document: Mapping[str, Any]) -> str:
    """Return the canonical N-Quads (RDFC-1.0) of a JSON-LD *document* whose contexts are pinned.

    Raises:
        Refused: "odd_member", "not_covered", "relative_id", "blank_node_id", "context", "json_ld".
        TooComplex: the blank nodes of the document cannot be told apart in reasonable time.
    """
    shape, words = take_apart(document)
    template = _template(shape)
    try:
        return template.filled(words)
    except _BadId as problem:
        path = [p for p, _, is_word in members(document) if is_word][problem.number]
        is_blank = words[problem.number].startswith("_:")
        raise Refused("blank_node_id" if is_blank else "relative_id", member=path) from None


class _BadId(Exception):
    def __init__(self, number: int) -> None:
        self.number = number


@lru_cache(maxsize=MAX_SHAPES)
def _template(shape: Shape) -> "Template":
    return Template(shape)


class Template:
    """The statements of one shape, with gaps for the words.

    `terms` holds every term of the statements once, gaps as ""; `quads` are four places in it each.
    """

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.terms: list[str] = []
        self.ids: list[tuple[int, int]] = []  # (place, word): an address
        self.texts: list[tuple[int, int, str]] = []  # (place, word, what follows the text): a literal
        self._places: dict[tuple[str, str, str], int] = {}
        marked = self._marked(lambda _, text: json.loads(text))
        _expand.check_spelling(marked)
        self.quads = [tuple(self._place(term) for term in row) for row in _expand.statements(marked)]
        self._check_nothing_lost()
        self.has_lists = _FIRST in self.terms

    def _marked(self, other: Callable[[int, str], Any]) -> Any:
        if any(MARK in token or _expand.BASE in token for token in self.shape if isinstance(token, str)):
            raise Refused("odd_member", member=MARK)
        return put_together(self.shape, lambda n: f"{MARK}{n}", other)

    def _place(self, term: Term) -> int:
        """Return where *term* stands in `terms`, entering it when it is new."""
        if term in self._places:
            return self._places[term]
        kind, value, after = term
        place = self._places[term] = len(self.terms)
        self.terms.append(serialised(term))
        if value.startswith(MARK):
            word = int(value.removeprefix(MARK))
            self.ids.append((place, word)) if kind == "id" else self.texts.append((place, word, after))
        return place

    def _check_nothing_lost(self) -> None:
        """Refuse a shape some word, number, boolean, type or term used as a value of which is in no statement."""
        said = {part.removeprefix("^^<").removesuffix(">") for term in self._places for part in term[1:]}
        for path, name in kept_names(self._marked(lambda _, text: json.loads(text))):
            if name not in NAMES and not (is_absolute(name) and (name in said or _begins_with_term(name))):
                raise Refused("not_covered", member=path)
        numbers_marked = self._marked(lambda n, _: f"{MARK}other-{n}")
        said_of_numbers = {term[1] for row in _expand.statements(numbers_marked) for term in row}
        for path, leaf, _ in members(numbers_marked):
            if isinstance(leaf, str) and leaf.startswith(MARK) and leaf not in said | said_of_numbers:
                raise Refused("not_covered", member=path)

    def filled(self, words: Sequence[str]) -> str:
        """Return the canonical N-Quads of this shape around *words*."""
        for _, word in self.ids:
            if not is_absolute(words[word]) or _begins_with_term(words[word]):
                raise _BadId(word)
        if self.has_lists:  # equal lists of one node fall together, which depends on the words
            return _without_template(self.shape, words)
        terms = self.terms.copy()
        for place, word in self.ids:
            terms[place] = f"<{words[word]}>"
        for place, word, after in self.texts:
            terms[place] = f'"{escaped(words[word])}"{after}'
        return canonical_nquads((terms[s], terms[p], terms[o], terms[g]) for s, p, o, g in self.quads)


def _without_template(shape: Shape, words: Sequence[str]) -> str:
    document = put_together(shape, words.__getitem__, lambda _, text: json.loads(text))
    rows = _expand.statements(document)
    return canonical_nquads((serialised(s), serialised(p), serialised(o), serialised(g)) for s, p, o, g in rows)


def _begins_with_term(iri: str) -> bool:
    """Return whether JSON-LD might take *iri* for a compact one (scheme is a term, no authority follows)."""
    scheme, _, rest = iri.partition(":")
    return scheme in TERMS and not rest.startswith("//")


def serialised(term: Term) -> str:
    """Return the canonical N-Quads of one term."""
    kind, value, after = term
    if kind == "id":
        return f"<{value}>"
    return f'"{escaped(value)}"{after}' if kind == "text" else value


def escaped(text: str) -> str:
    """Return *text* as it stands between the quotes of a canonical N-Quads literal."""
    return text.translate(_ESCAPES) if _SPECIAL.search(text) else text
