"""Examples of a rule file as cases that can be run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from feltwork.core.certification._facts import LevelStart, Record
from feltwork.core.certification._text import EMPTY, Text

JOINED = ("entries", "approvals", "days")  # each line of an example may stand for several of these


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A candidate, a day, and what is expected: requirement or entry code → word → value."""

    record: Record
    as_of: date
    expect: Mapping[str, Any]
    known_at: datetime | None = None
    rules: str = ""
    editions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One case of a programme. Its steps follow each other; most have one."""

    id: str
    programme: str
    line: int
    steps: tuple[Step, ...]
    title: Text = EMPTY


def example_of(programme: str, line: int, given: Mapping[str, Any]) -> Example:
    """The case that a piece of a rule file describes."""
    steps: list[Step] = []
    words: dict[str, Any] = {"as_of": given["as_of"], "given": {}, "rules": "", "editions": (), "known_at": None}
    for part in (given, *given.get("then", ())):
        known = {**words["given"], **part["given"]}
        words = {**words, **{word: part[word] for word in words if word in part}, "given": known}
        steps.append(_step(words, part["expect"]))
    return Example(id=given["id"], programme=programme, line=line, title=given.get("title", EMPTY), steps=tuple(steps))


def _step(words: Mapping[str, Any], expect: Mapping[str, Any]) -> Step:
    return Step(
        record=record_of(words["given"], words["as_of"]),
        as_of=words["as_of"],
        known_at=words["known_at"],
        rules=words["rules"],
        editions=words["editions"],
        expect=expect,
    )


def record_of(given: Mapping[str, Any], as_of: date) -> Record:
    """The candidate's record. The anchor, where it is not given, is the first level start, entry or document."""
    made = dict(given)
    for word in JOINED:
        made[word] = tuple(one for line in given.get(word, ()) for one in line)
    made["level_starts"] = tuple(LevelStart(level=level, on=on) for level, on in given.get("level_starts", {}).items())
    begins = [one.on for one in (*made["level_starts"], *made["entries"])]
    begins += [gate.valid_from for gate in given.get("gates", ())]
    made.setdefault("anchor_on", min(begins, default=as_of))
    return Record(**made)
