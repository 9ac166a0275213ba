"""The list of codes, the code and the document say the same."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from feltwork.core.certification import REASONS, STEPS

HERE = Path(__file__).parents[1]
DOCUMENT = Path(__file__).parents[5] / "docs" / "reason-codes.md"


def called(function: str) -> set[str]:
    """The codes with which *function* is called anywhere in the package."""
    found = set()
    for file in (file for file in HERE.rglob("*.py") if "tests" not in file.parts):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == function:
                found |= {one.value for one in ast.walk(node.args[0]) if isinstance(one, ast.Constant)}
    return found


def test_every_reason_is_listed_and_none_in_vain():
    # Codes picked from a table of attendance, and steps picked by a condition, stand beside the calls.
    by_table = {"day_missed", "day_excused", "day_not_recorded"}
    assert called("reason") | by_table == set(REASONS)


def test_every_step_is_listed_and_none_in_vain():
    assert called("step") | {"provide_document"} == set(STEPS)


def documented(heading: str) -> dict[str, tuple[str, ...]]:
    section = DOCUMENT.read_text(encoding="utf-8").split(f"## {heading}", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| `(\w+)` \| ([^|]*) \|", section, flags=re.MULTILINE)
    return {code: tuple(re.findall(r"`(\w+)`", keys)) for code, keys in rows}


def test_the_document_lists_every_reason_with_its_keys():
    assert documented("Reasons") == dict(REASONS)


def test_the_document_lists_every_step_with_its_keys():
    assert documented("Next steps") == dict(STEPS)
