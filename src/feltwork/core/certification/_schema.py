"""The language as JSON Schema, so that editors complete and check rule files while they are written.

`schema.json` is this module's answer, kept in the package; a test compares the two.
Write it anew with `python -m feltwork.core.certification._schema > schema.json`.
"""

from __future__ import annotations

import json
import re
import sys
from typing import Any

from ._language import HEAD, LAYERS, SECTIONS
from ._shapes import Fields

_ALWAYS = ("language", "id", "collected_on")


def json_schema() -> dict[str, Any]:
    """The schema of a rule file, whole or laid over a base (draft 2020-12)."""
    whole = Fields("rule set", {**HEAD, **SECTIONS, **LAYERS}, dict).schema()
    required = whole.pop("required")
    definitions: dict[str, Any] = {}
    properties = {word: _hoist(one, definitions) for word, one in whole["properties"].items()}
    for word in required:  # a file with a base may leave them out
        properties[word] = {"anyOf": [properties[word], {"enum": [None, ""]}]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Feltwork certification rules",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "required": list(_ALWAYS),
        "if": {"not": {"required": ["base"]}},
        "then": {"required": required, "not": {"anyOf": [{"required": [word]} for word in LAYERS]}},
        "$defs": dict(sorted(definitions.items())),
    }


def _hoist(part: Any, definitions: dict[str, Any]) -> Any:
    """Named mappings move to `$defs` and are referred to, which keeps the file short and readable."""
    if isinstance(part, list):
        return [_hoist(one, definitions) for one in part]
    if not isinstance(part, dict):
        return part
    made = {word: _hoist(one, definitions) for word, one in part.items()}
    if made.get("type") != "object" or "title" not in made:
        return made
    name = re.sub(r"\W+", "_", str(made["title"]))
    definitions[name] = made
    return {"$ref": f"#/$defs/{name}"}


def as_text() -> str:
    """The schema as it is kept in `schema.json`."""
    return json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(as_text())
