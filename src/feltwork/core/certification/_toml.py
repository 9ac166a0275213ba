"""TOML text → the same tree as from YAML, with its lines.

The standard library says whether the text is TOML; what it reads has no lines, so a second walk over text that is
already known to be right notes where each word and value stands. Numbers and days keep the letters they were written
with, so `0.5` stays exact.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from dataclasses import dataclass, field

from ._errors import RuleFileError
from ._yaml import DEEPEST, Node, plain_error

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})'
    r"|'''.*?'''(?:'{0,2})"
    r'|"(?:\\.|[^"\\])*"'
    r"|'[^']*'",
    re.DOTALL,
)
_OTHER = re.compile(r"\d{4}-\d\d-\d\d \d\d:[^\s,\]}#]+|[^\s,\]}#]+")
_GAP = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BLANK = re.compile(r"[ \t]*")
_PLACE = re.compile(r"^(.*) \(at (?:line (\d+), column (\d+)|end of document)\)$", re.DOTALL)


def parse_toml(text: str, *, name: str) -> Node:
    """The tree of *text*; `RuleFileError` naming the line where it is not TOML."""
    try:
        tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise _from_toml(name, text, error) from None
    return _Walk(name, text).read()


def _from_toml(name: str, text: str, error: Exception) -> RuleFileError:
    found = _PLACE.match(str(error))
    if isinstance(error, RecursionError) or not found:
        return plain_error(name, 1, 1, "text nested too deeply", "readable TOML", code="not_toml")
    line = int(found[2]) if found[2] else text.count("\n") + 1
    column = int(found[3]) if found[3] else 1
    return plain_error(name, line, column, found[1], "readable TOML", code="not_toml")


@dataclass(slots=True)
class _Walk:
    """Over text that is TOML, so that nothing here has to be checked again but depth."""

    name: str
    text: str
    at: int = 0
    starts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.starts = [0, *(found.end() for found in re.finditer("\n", self.text))]

    def read(self) -> Node:
        self._skip(_GAP)
        table = root = self._node(self.at, mapping={})
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self._header(root)
            else:
                self._pair(table, 0)
            self._skip(_GAP)
        return root

    def _header(self, root: Node) -> Node:
        """`[a.b]` opens a mapping, `[[a.b]]` one more item of a list."""
        place, brackets = self.at, 2 if self.text.startswith("[[", self.at) else 1
        self.at += brackets
        words = self._words()
        self.at += brackets
        above = self._inside(root, words[:-1])
        word, where = words[-1]
        if brackets == 1:
            return self._inside(above, [(word, where)])
        several = self._child(above, word, where, items=[])
        made = self._node(place, mapping={})
        if several.items is not None:
            several.items.append(made)
        return made

    def _pair(self, table: Node, depth: int) -> None:
        words = self._words()
        self.at += 1  # the equals sign
        self._skip(_BLANK)
        above = self._inside(table, words[:-1], depth)
        word, where = words[-1]
        above.key_lines[word] = self._line(where)
        if above.mapping is not None:
            above.mapping[word] = self._value(depth + len(words))

    def _words(self) -> list[tuple[str, int]]:
        """The parts of a dotted key, each with its place, up to what follows the key."""
        found: list[tuple[str, int]] = []
        while True:
            self._skip(_BLANK)
            place = self.at
            bare = _BARE.match(self.text, self.at)
            found.append((self._skip(_BARE) if bare else _unquoted(self._skip(_STRING)), place))
            self._skip(_BLANK)
            if self.text[self.at] != ".":
                return found
            self.at += 1

    def _inside(self, table: Node, words: list[tuple[str, int]], depth: int = 0) -> Node:
        """The mapping that a dotted key leads to; of a list its last item."""
        if depth + len(words) > DEEPEST:
            raise self._too_deep()
        for word, where in words:
            table = self._child(table, word, where, mapping={})
            if table.items:
                table = table.items[-1]
        return table

    def _child(self, above: Node, word: str, where: int, **kind: object) -> Node:
        known = above.mapping if above.mapping is not None else {}
        if word not in known:
            known[word] = self._node(where, **kind)
            above.key_lines[word] = self._line(where)
        return known[word]

    def _value(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise self._too_deep()
        opening = self.text[self.at]
        if opening in "[{":
            return self._list(depth) if opening == "[" else self._table(depth)
        made = self._node(self.at)
        if opening in "\"'":
            made.quoted = True
            made.scalar = _unquoted(self._skip(_STRING)) or None  # an empty text leaves a word out
        else:
            made.scalar = _plain(self._skip(_OTHER))
        return made

    def _list(self, depth: int) -> Node:
        made = self._node(self.at, items=[])
        self.at += 1
        self._skip(_GAP)
        while self.text[self.at] != "]":
            if made.items is not None:
                made.items.append(self._value(depth + 1))
            self._skip(_GAP)
            self.at += self.text[self.at] == ","
            self._skip(_GAP)
        self.at += 1
        return made

    def _table(self, depth: int) -> Node:
        made = self._node(self.at, mapping={})
        self.at += 1
        self._skip(_GAP)
        while self.text[self.at] != "}":
            self._pair(made, depth)
            self._skip(_GAP)
            self.at += self.text[self.at] == ","
            self._skip(_GAP)
        self.at += 1
        return made

    def _skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return found[0] if found else ""

    def _node(self, place: int, **kind: object) -> Node:
        line, column = self._line(place)
        return Node(file=self.name, line=line, column=column, **kind)  # type: ignore[arg-type]  # mapping or items

    def _line(self, place: int) -> tuple[int, int]:
        line = bisect_right(self.starts, place)
        return line, place - self.starts[line - 1] + 1

    def _too_deep(self) -> RuleFileError:
        line, column = self._line(self.at)
        found, expected = "a value nested too deeply", f"at most {DEEPEST} levels"
        return plain_error(self.name, line, column, found, expected, code="not_toml")


def _unquoted(text: str) -> str:
    return str(tomllib.loads(f"v = {text}")["v"])


def _plain(text: str) -> str:
    """Numbers may be written with `_` between digits; here they mean nothing."""
    return text.replace("_", "") if re.fullmatch(r"[+-]?[0-9][0-9_]*(\.[0-9_]+)?", text) else text
