"""Rule files are YAML or TOML; which of the two, the first line says."""

from __future__ import annotations

import re
from pathlib import PurePath

from ._toml import parse_toml
from ._yaml import Node, parse_yaml, plain_error

LONGEST_TEXT = 1_000_000
_SUFFIXES = {".toml": True, ".yaml": False, ".yml": False}
_FIRST = re.compile(r"""(?:[ \t\r\n]|#[^\n]*\n)*(?:\[|(?:[\w.-]+|"[^"\n]*"|'[^'\n]*')[ \t]*=)""")


def parse(text: str, *, name: str) -> Node:
    """The tree of *text*; `RuleFileError` naming the line where it cannot be read."""
    if len(text) > LONGEST_TEXT:
        raise plain_error(name, 1, 1, "a very long text", f"at most {LONGEST_TEXT} characters")
    text = text.removeprefix("\ufeff")
    return parse_toml(text, name=name) if is_toml(text, name=name) else parse_yaml(text, name=name)


def is_toml(text: str, *, name: str = "") -> bool:
    """Whether *text* is TOML: by the ending of *name*, else by its first line, `word = …` or `[…`."""
    known = _SUFFIXES.get(PurePath(name).suffix.lower())
    return known if known is not None else bool(_FIRST.match(text.removeprefix("\ufeff")))


def file_name(code: str, text: str) -> str:
    """What a rule set that is known by its id alone is called in messages."""
    return f"{code}.toml" if is_toml(text) else f"{code}.yaml"
