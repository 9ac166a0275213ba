"""What a reader found in somebody's file, before anything is compared with a definition.

Texts stand by language; under "" where the file does not say which language it is in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Texts = Mapping[str, str]
Kind = Literal["choice", "number", "open"]


class ReadError(ValueError):
    """The file cannot be read. *code* says why, *where* at which place of it, *data* what a sentence about it needs."""

    def __init__(self, code: str, where: str = "", **data: Any) -> None:
        super().__init__(f"{where}: {code}" if where else code)
        self.code, self.where, self.data = code, where, data


@dataclass(frozen=True, slots=True)
class Remark:
    """Worth knowing, and no reason to refuse. *where*: a place in the file or an item id."""

    code: str
    where: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that may be picked. *value*: None where the file gives none; *declined*: "I would rather not say"."""

    texts: Texts
    value: int | None = None
    code: str = ""
    declined: bool = False


@dataclass(frozen=True, slots=True)
class Gate:
    """The question is asked only where *link* was answered so; *answer* as the file writes it."""

    link: str
    operator: str
    answer: str


@dataclass(frozen=True, slots=True)
class Row:
    """One question. *part*: the links of the groups around it; *calculated*: worked out, asked of nobody."""

    link: str
    texts: Texts
    kind: Kind
    choices: tuple[Choice, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()  # system, code
    number: str = ""
    part: tuple[str, ...] = ()
    gates: tuple[Gate, ...] = ()
    calculated: bool = False
    answers_from: str = ""  # the list of answers, where the file only names it
    where: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A form as it was read. *parts*: the words above each group, by link; *codes*: those of the whole form."""

    format: Literal["fhir", "reproschema"]
    language: str
    title: Texts
    intro: tuple[Texts, ...]
    rows: tuple[Row, ...]
    parts: Mapping[str, Texts] = field(default_factory=dict)
    codes: tuple[tuple[str, str], ...] = ()
    url: str = ""
    version: str = ""
    licence: str = ""
    remarks: tuple[Remark, ...] = ()

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages every question has words in; "" stands for one the file does not name."""
        each = [{language for language, text in row.texts.items() if text} for row in self.rows]
        return tuple(sorted(set.intersection(*each))) if each else ()

    def said(self, texts: Texts, language: str) -> str:
        """The words in *language*: itself, its base language, or those the file gives no language for."""
        base = language.split("-")[0]
        for one in (language, base):
            if texts.get(one):
                return texts[one]
        related = next((text for key, text in texts.items() if key.split("-")[0] == base and text), "")
        return related or texts.get("", "")
