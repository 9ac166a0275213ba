"""The questions that come with Feltwork, as data: `items.<language>.yaml`, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from feltwork.core.exams import ALL_OR_NOTHING, Item

FOLDER = Path(__file__).parent
SIZES = {"body-front": (340, 760), "body-back": (340, 760)}
ALTS = {
    "en": {
        "body-front": "The outline of a person seen from the front, with numbered places.",
        "body-back": "The outline of a person seen from behind, with numbered places.",
    },
    "de": {
        "body-front": "Der Umriss eines Menschen von vorn, mit nummerierten Stellen.",
        "body-back": "Der Umriss eines Menschen von hinten, mit nummerierten Stellen.",
    },
}


@dataclass(frozen=True, slots=True)
class StarterItem:
    code: str
    topic: str
    difficulty: str
    family: str
    data: Mapping[str, Any]


def languages() -> tuple[str, ...]:
    return tuple(sorted(path.name.split(".")[1] for path in FOLDER.glob("items.*.yaml")))


@cache
def starter_items(language: str) -> tuple[StarterItem, ...]:
    """All of one language; each is sound, or this raises."""
    rows = yaml.safe_load((FOLDER / f"items.{language}.yaml").read_text(encoding="utf-8"))
    return tuple(_item(row, language) for row in rows)


def _item(row: Mapping[str, Any], language: str) -> StarterItem:
    data = {
        "kind": row["kind"],
        "stem": row["stem"].strip(),
        "language": language,
        "explanation": row.get("explanation", "").strip(),
        "scoring": row.get("scoring", ALL_OR_NOTHING),
        **_parts(row),
    }
    if "figure" in row:
        width, height = SIZES[row["figure"]]
        data["figure"] = {"file": row["figure"], "alt": ALTS[language][row["figure"]], "width": width, "height": height}
    sound = Item.from_data(data).data()
    return StarterItem(row["code"], row["topic"], row["difficulty"], row.get("family", ""), sound)


def _parts(row: Mapping[str, Any]) -> dict[str, Any]:
    kind = row["kind"]
    if kind in {"single", "multiple"}:
        return {"choices": [{"id": code, "text": text} for code, text in row["choices"].items()], "key": row["key"]}
    if kind == "region":
        return {"regions": row["regions"], "key": row["key"]}
    if kind == "ordering":
        named = [{"id": f"l{number}", "text": text} for number, text in enumerate(row["lines"], 1)]
        return {"choices": sorted(named, key=lambda one: one["text"].casefold()), "key": [one["id"] for one in named]}
    if kind == "matching":
        return _pairs(row)
    criteria = [{"id": f"c{number}", **one} for number, one in enumerate(row["criteria"], 1)]
    return {"criteria": criteria, "words": row["words"], "points": sum(one["points"] for one in criteria)}


def _pairs(row: Mapping[str, Any]) -> dict[str, Any]:
    texts = sorted({target for _text, target in row["pairs"]} | set(row.get("extra", ())), key=str.casefold)
    names = {text: f"t{number}" for number, text in enumerate(texts, 1)}
    choices = [{"id": f"a{number}", "text": text} for number, (text, _target) in enumerate(row["pairs"], 1)]
    return {
        "choices": choices,
        "targets": [{"id": names[text], "text": text} for text in texts],
        "key": {choice["id"]: names[target] for choice, (_text, target) in zip(choices, row["pairs"], strict=True)},
    }
