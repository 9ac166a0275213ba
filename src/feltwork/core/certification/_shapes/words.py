"""Words, codes, names of things defined elsewhere, and one word of a list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from feltwork.core.certification._errors import nearest
from feltwork.core.certification._rules import Source
from feltwork.core.certification._text import Text
from feltwork.core.certification._yaml import Node, key_node

from .reading import Reading, Shape


class Word(Shape):
    """Any plain text."""

    def read(self, node: Node, reading: Reading) -> str:
        if node.scalar is None:
            raise reading.refuse(node, "wrong_value", expected="a word or sentence")
        return node.scalar

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "number"]}


class Code(Shape):
    """A stable word: letters, digits, `_` and `-`."""

    def read(self, node: Node, reading: Reading) -> str:
        if node.scalar is None or not re.fullmatch(r"[A-Za-z][A-Za-z0-9_.-]*", node.scalar):
            raise reading.refuse(node, "wrong_value", expected="a code of letters, digits, “_” and “-”")
        return node.scalar

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_.-]*$"}


@dataclass(slots=True)
class Named(Shape):
    """The code of something defined elsewhere in the file; checked once the whole file is read."""

    what: str  # kind | level | requirement

    def read(self, node: Node, reading: Reading) -> str:
        code: str = Code().read(node, reading)
        reading.references.append((self.what, code, node))
        return code

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "description": f"code of a {self.what}"}


class SourceCode(Shape):
    """The code of an entry under `sources`."""

    def read(self, node: Node, reading: Reading) -> Source:
        if node.scalar not in reading.sources:
            near = nearest(node.scalar or "", reading.sources)
            raise reading.refuse(node, "unknown_reference", expected="a code from “sources”", nearest=near)
        return reading.sources[node.scalar]

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "description": "code of a source"}


_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z]+)?")


class Words(Shape):
    """Text in one language (English) or several: `{en: …, de: …}`."""

    def read(self, node: Node, reading: Reading) -> Text:
        if node.scalar is not None:
            return Text({"en": node.scalar})
        parts = {code: child.scalar for code, child in (node.mapping or {}).items() if child.scalar is not None}
        odd = next((code for code in node.mapping or {} if code not in parts or not _LANGUAGE.fullmatch(code)), None)
        if odd is not None:
            at, expected = key_node(node, odd), "the code of a language, with words (quote words that hold a comma)"
            raise reading.refuse(at, "wrong_value", expected=expected)
        if "en" not in parts:
            raise reading.refuse(node, "wrong_value", expected="words, or words by language with at least “en”")
        return Text(parts)

    def schema(self) -> dict[str, Any]:
        languages = {
            "type": "object",
            "required": ["en"],
            "propertyNames": {"pattern": "^[a-z]{2,3}(-[a-z]+)?$"},
            "additionalProperties": {"type": "string"},
        }
        return {"oneOf": [{"type": "string"}, languages]}


class Truth(Shape):
    def read(self, node: Node, reading: Reading) -> bool:
        if node.scalar not in ("true", "false"):
            raise reading.refuse(node, "wrong_value", expected="true or false")
        return node.scalar == "true"

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


@dataclass(slots=True)
class OneOf(Shape):
    """One word of a list; an enumeration if one is given."""

    words: tuple[str, ...] | type[StrEnum]

    def read(self, node: Node, reading: Reading) -> Any:
        known = self._known()
        if node.scalar not in known:
            near = nearest(node.scalar or "", known)
            raise reading.refuse(node, "wrong_value", expected="one of " + ", ".join(known), nearest=near)
        return node.scalar if isinstance(self.words, tuple) else self.words(node.scalar)

    def schema(self) -> dict[str, Any]:
        return {"enum": self._known()}

    def _known(self) -> list[str]:
        return list(self.words) if isinstance(self.words, tuple) else [member.value for member in self.words]
