"""YAML text → a tree that remembers its lines.

Stricter than YAML itself: no aliases (a short file could unfold into a huge one), no repeated keys, and only `true`
and `false` are truth values, so that the country code `NO` stays a word.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import yaml

from ._errors import RuleError, RuleFileError

DEEPEST = 30


@dataclass(slots=True)
class Node:
    """A piece of a file: a mapping, a list or a scalar (its raw text), with its place."""

    file: str
    line: int
    column: int
    mapping: dict[str, Node] | None = None
    items: list[Node] | None = None
    scalar: str | None = None  # None with neither mapping nor items: empty
    quoted: bool = False
    key_lines: dict[str, tuple[int, int]] = field(default_factory=dict)
    key_files: dict[str, str] = field(default_factory=dict)  # words that another file laid over this mapping

    @property
    def is_empty(self) -> bool:
        return self.mapping is None and self.items is None and self.scalar is None

    def describe(self) -> str:
        if self.mapping is not None:
            return "a mapping"
        if self.items is not None:
            return "a list"
        return "nothing" if self.scalar is None else f"“{self.scalar}”"

    def error(self, code: str, *, found: str, expected: str, nearest: str | None = None) -> RuleError:
        return RuleError(
            file=self.file,
            line=self.line,
            column=self.column,
            code=code,
            found=found,
            expected=expected,
            nearest=nearest,
        )


def key_node(node: Node, word: str) -> Node:
    """The word itself, as a place to point at."""
    line, column = node.key_lines.get(word, (node.line, node.column))
    return Node(file=node.key_files.get(word, node.file), line=line, column=column, scalar=word)


def parse_yaml(text: str, *, name: str) -> Node:
    """The tree of *text*; `RuleFileError` naming the line where it is not YAML."""
    try:
        loader = yaml.SafeLoader(text)
        try:
            root = loader.get_single_node()
        finally:
            loader.dispose()
    except (yaml.YAMLError, RecursionError) as error:
        raise _from_yaml(name, error) from None
    if root is None:
        raise plain_error(name, 1, 1, "an empty file", "a mapping of words to values")
    return _Converter(name).convert(root, 0)


def _from_yaml(name: str, error: Exception) -> RuleFileError:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "text nested too deeply"
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return plain_error(name, line, column, str(problem), "readable YAML")


def plain_error(
    name: str, line: int, column: int, found: str, expected: str, *, code: str = "not_yaml"
) -> RuleFileError:
    """The one mistake of a text that is no tree."""
    return RuleFileError([RuleError(file=name, line=line, column=column, code=code, found=found, expected=expected)])


class _Converter:
    def __init__(self, name: str) -> None:
        self.name = name
        self.seen: set[int] = set()

    def convert(self, node: yaml.Node, depth: int) -> Node:
        if id(node) in self.seen:
            raise self._refuse(node, "words that an alias repeats", "each place written out")
        if depth > DEEPEST:
            raise self._refuse(node, "a value nested too deeply", f"at most {DEEPEST} levels")
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, depth)
        if isinstance(node, yaml.SequenceNode):
            made = self._place(node)
            made.items = [self.convert(child, depth + 1) for child in node.value]
            return made
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, depth: int) -> Node:
        made = self._place(node)
        made.mapping = {}
        for key, value in node.value:
            word = key.value if isinstance(key, yaml.ScalarNode) else ""
            if not word or word in made.mapping:
                raise self._refuse(key, f"“{word}” a second time" if word else "no plain word", "each word once")
            made.key_lines[word] = (key.start_mark.line + 1, key.start_mark.column + 1)
            made.mapping[word] = self.convert(value, depth + 1)
        return made

    def _scalar(self, node: yaml.Node) -> Node:
        made = self._place(node)
        made.quoted = getattr(node, "style", None) in ("'", '"', "|", ">")
        empty = node.tag == "tag:yaml.org,2002:null" and not made.quoted
        made.scalar = None if empty or not node.value else str(node.value)  # an empty text leaves a word out
        return made

    def _place(self, node: yaml.Node) -> Node:
        return Node(file=self.name, line=node.start_mark.line + 1, column=node.start_mark.column + 1)

    def _refuse(self, node: yaml.Node, found: str, expected: str) -> RuleFileError:
        return plain_error(self.name, node.start_mark.line + 1, node.start_mark.column + 1, found, expected)
