"""The tree of a rule file written as TOML: every bundled file is its own test of the second notation."""

from __future__ import annotations

import json
import re

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_PLAIN = re.compile(r"true|false|-?(0|[1-9]\d*)(\.\d+)?|\d{4}-\d\d-\d\d")


def as_toml(root):
    """Plain words first, then one `[[section]]` for each item of a list of mappings."""
    lines, sections = [], []
    for word, node in root.mapping.items():
        several = node.items and all(item.mapping is not None for item in node.items)
        if several:
            for item in node.items:
                own = [f"{key(name)} = {value(child)}" for name, child in item.mapping.items()]
                sections.append("\n".join([f"\n[[{key(word)}]]", *own]))
        elif node.mapping:
            own = [f"{key(name)} = {value(child)}" for name, child in node.mapping.items()]
            sections.append("\n".join([f"\n[{key(word)}]", *own]))
        else:
            lines.append(f"{key(word)} = {value(node)}")
    return "\n".join([*lines, *sections]) + "\n"


def key(word):
    return word if _BARE.fullmatch(word) else json.dumps(word, ensure_ascii=False)


def value(node):
    if node.mapping is not None:
        return "{" + ", ".join(f"{key(word)} = {value(child)}" for word, child in node.mapping.items()) + "}"
    if node.items is not None:
        return "[" + ", ".join(map(value, node.items)) + "]"
    if node.scalar is not None and not node.quoted and _PLAIN.fullmatch(node.scalar):
        return node.scalar
    return json.dumps(node.scalar or "", ensure_ascii=False)
