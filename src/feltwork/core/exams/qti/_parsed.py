"""What reading an item needs everywhere: what was read so far, why it is refused, and its elements."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from feltwork.core.exams._item import Item
from feltwork.core.exams._problems import problems_of

from ._names import local


class Refuse(Exception):
    """See `Refused`."""

    def __init__(self, code: str, **facts: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(slots=True)
class Parsed:
    """`figure`: the address of the picture as it stands in the item; whoever has the package fills in its `file`.
    `notes`: see `Note`."""

    identifier: str
    data: dict[str, Any]
    figure: str = ""
    notes: list[str] = field(default_factory=list)

    def item(self) -> Item:
        if problems := problems_of(self.data):
            raise Refuse("unsound", problem=problems[0].code, where=problems[0].where)
        return Item.from_data(self.data)


def child(parent: Element, name: str) -> Element | None:
    return next((one for one in parent if local(one.tag) == name), None)


def children(parent: Element, name: str) -> list[Element]:
    return [one for one in parent if local(one.tag) == name]
