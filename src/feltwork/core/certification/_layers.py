"""Laying one rule file over another: a country's file names only what differs from its base.

A word that the upper file gives replaces the word below whole, so that no number ever keeps the source of another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ._errors import RuleError, RuleFileError, nearest
from ._files import file_name, parse
from ._yaml import Node, key_node

JOINED = (  # the upper file adds to these
    "kinds",
    "requirements",
    "notes",
    "amendments",
    "admission",
    "moments",
    "pools",
)


def flatten(root: Node, bases: Mapping[str, str], seen: tuple[str, ...] = ()) -> Node:
    """*root* with its base beneath it, as if it had been written out in full."""
    top = root.mapping or {}
    base = top.get("base")
    if base is None or base.scalar is None:
        return root
    if base.scalar in seen:
        raise RuleFileError([base.error("contradiction", found="a circle of bases", expected="a base of its own")])
    if base.scalar not in bases:
        near = nearest(base.scalar, bases)
        error = base.error("unknown_reference", found=base.describe(), expected="a known rule set", nearest=near)
        raise RuleFileError([error])
    text = bases[base.scalar]
    below = flatten(parse(text, name=file_name(base.scalar, text)), bases, (*seen, base.scalar))
    (below.mapping or {}).pop("examples", None)  # they were written for the rules of the base
    return _lay(below, root)


def overlay(below: Node, above: Node) -> Node:
    """A mapping with the words of *above* in place of its own; a word left empty is taken away."""
    words = {**(below.mapping or {}), **(above.mapping or {})}
    kept = {word: node for word, node in words.items() if not node.is_empty}
    laid = dict.fromkeys(above.mapping or {}, above.file)
    return replace(
        below,
        mapping=kept,
        key_lines={**below.key_lines, **above.key_lines},
        key_files={**below.key_files, **laid, **above.key_files},
    )


def code_of(node: Node) -> str:
    """The code of a mapping, empty if it has none."""
    code = (node.mapping or {}).get("code")
    return code.scalar or "" if code else ""


def _lay(below: Node, above: Node) -> Node:
    own = dict(above.mapping or {})
    override, remove = own.pop("override", None), own.pop("remove", None)
    trimmed = _remove(_override(below, override), remove)
    for word in JOINED:
        if word in own:
            own[word] = _join(trimmed, own[word], word)
    if "sources" in own and trimmed.mapping and "sources" in trimmed.mapping:
        own["sources"] = overlay(trimmed.mapping["sources"], own["sources"])
    result = overlay(trimmed, replace(above, mapping=own))
    return replace(result, file=above.file, line=above.line, column=above.column)


def _join(below: Node, above: Node, word: str) -> Node:
    """The base's list, then the file's own; an item with the same code replaces the base's where it stands."""
    lower = (below.mapping or {}).get(word)
    if lower is None or lower.items is None or above.items is None:
        return above
    own = {code_of(item): item for item in above.items}
    kept = [own.pop(code_of(item), item) for item in lower.items]
    return replace(above, items=[*kept, *(item for item in above.items if code_of(item) in own)])


def _override(below: Node, override: Node | None) -> Node:
    if override is None:
        return below
    changes = dict(override.mapping or {})
    words = dict(below.mapping or {})
    for section in ("requirements", "kinds"):
        node = words.get(section)
        if node is not None and node.items is not None:
            items = [overlay(item, changes.pop(code_of(item), _NOTHING)) for item in node.items]
            words[section] = replace(node, items=items)
    _refuse_unknown(override, changes, below)
    return replace(below, mapping=words)


def _remove(below: Node, remove: Node | None) -> Node:
    if remove is None:
        return below
    codes = {item.scalar: item for item in remove.items or []}
    words = dict(below.mapping or {})
    known = _codes(below)
    errors = [_unknown(item, known) for code, item in codes.items() if code not in known]
    if errors:
        raise RuleFileError(errors)
    for section in JOINED:
        node = words.get(section)
        if node is not None and node.items is not None:
            words[section] = replace(node, items=[item for item in node.items if code_of(item) not in codes])
    return replace(below, mapping=words)


def _refuse_unknown(override: Node, left: Mapping[str, Node], below: Node) -> None:
    known = _codes(below)
    errors = [_unknown(key_node(override, code), known) for code in left]
    if errors:
        raise RuleFileError(errors)


def _unknown(node: Node, known: list[str]) -> RuleError:
    near = nearest(node.scalar or "", known)
    return node.error("unknown_reference", found=node.describe(), expected="a code of the base", nearest=near)


def _codes(below: Node) -> list[str]:
    sections = [(below.mapping or {}).get(word) for word in JOINED]
    return [code_of(item) for node in sections if node for item in node.items or []]


_NOTHING = Node(file="", line=0, column=0, mapping={})
