"""What goes into a package and what comes out of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from feltwork.core.exams._item import Item


@dataclass(frozen=True, slots=True)
class Entry:
    """An item with what the bank knows of it; tags are empty where nothing is known."""

    code: str
    item: Item
    topic: str = ""
    difficulty: str = ""
    family: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """An item that was left out. `file`: its name in the package.

    `code`: missing_file, too_large, bad_xml, not_an_item (QTI 2 too), adaptive, template, no_interaction,
    several_interactions, interaction (facts: which), no_key, key, math, picture (within a text or a choice),
    figure_missing, figure_type, figure_size, shape, too_deep, or unsound (facts: the first problem and where).
    """

    file: str
    code: str
    facts: Mapping[str, str | int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was read otherwise than it was written. `what`: "scoring" (scored by our rules here), "code" (the
    name was taken or too long), "feedback" (answers to single choices are left out)."""

    code: str
    what: str


@dataclass(frozen=True, slots=True)
class Read:
    """`figures`: content by `figure.file`, for those who check uploads; known figures have none."""

    entries: tuple[Entry, ...]
    refused: tuple[Refused, ...]
    figures: Mapping[str, bytes]
    notes: tuple[Note, ...]


class QtiError(ValueError):
    """A package that cannot be opened at all. `code`: not_a_zip, encrypted, too_large, too_many_files, no_manifest,
    bad_manifest, no_items."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
