"""A wording pack: the words of one version of one instrument in one language, keyed by item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ._draft import Remark

Label = tuple[int, str]  # a response and its words


@dataclass(frozen=True, slots=True)
class WordingPack:
    """*items* and *responses* are in the order of the form, which *order_id* names."""

    instrument_id: str
    version: str
    language: str
    title: str
    intro: str
    items: Mapping[str, str]
    responses: Mapping[str, tuple[Label, ...]]
    order_id: str = "default"
    source: str = ""
    licence: str = ""
    notice: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain values, for keeping. An order is kept as a list, because some databases sort the keys of mappings."""
        rows = [
            {"id": item, "text": text, "responses": [list(one) for one in self.responses[item]]}
            for item, text in self.items.items()
        ]
        plain = {name: getattr(self, name) for name in PLAIN}
        return plain | {"items": rows}

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> WordingPack:
        rows = body["items"]
        return cls(
            **{name: body[name] for name in PLAIN},
            items={row["id"]: row["text"] for row in rows},
            responses={row["id"]: tuple((value, words) for value, words in row["responses"]) for row in rows},
        )


PLAIN = ("instrument_id", "version", "language", "title", "intro", "order_id", "source", "licence", "notice")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a file is refused. *item*: ours, where one is concerned; *data*: what a sentence about it needs."""

    code: str
    item: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Checked:
    """*pack* is there where nothing is wrong. *remarks* do not stand in the way."""

    pack: WordingPack | None
    faults: tuple[Fault, ...]
    remarks: tuple[Remark, ...]
