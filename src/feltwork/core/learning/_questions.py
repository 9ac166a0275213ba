"""Questions inside a lesson: one right choice, several, or a thought that nobody marks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

KINDS = ("single", "multiple", "reflective")
CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
MOST_CHOICES = 12


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps a lesson from being published. *where*: the question or language it is about; *facts* for words."""

    code: str
    where: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """*choices*: identifier and words, in order; *key*: the right identifiers; *why*: shown once it was answered."""

    id: str
    kind: str
    stem: str
    choices: tuple[tuple[str, str], ...] = ()
    key: frozenset[str] = frozenset()
    why: str = ""

    @property
    def is_marked(self) -> bool:
        return self.kind != "reflective"

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Question:
        """From the JSON or YAML shape {id, kind, stem, choices: [{id, text}], key, why}; see `problems` for faults."""
        key = data.get("key")
        keys = key if isinstance(key, list) else [] if key is None else [key]
        choices = data.get("choices")
        known = [one for one in choices if isinstance(one, Mapping)] if isinstance(choices, list) else []
        return cls(
            id=str(data.get("id", "")),
            kind=str(data.get("kind", "")),
            stem=str(data.get("stem") or "").strip(),
            choices=tuple((str(one.get("id", "")), str(one.get("text", "")).strip()) for one in known),
            key=frozenset(str(one) for one in keys),
            why=str(data.get("why") or "").strip(),
        )

    def data(self) -> dict[str, Any]:
        """The JSON shape, a single key as text."""
        data: dict[str, Any] = {"id": self.id, "kind": self.kind, "stem": self.stem}
        if self.is_marked:
            data["choices"] = [{"id": code, "text": words} for code, words in self.choices]
            data["key"] = min(self.key, default="") if self.kind == "single" else sorted(self.key)
            data["why"] = self.why
        return data

    def shape(self) -> tuple[Any, ...]:
        """What has to be the same in every language."""
        return self.id, self.kind, frozenset(code for code, _words in self.choices), self.key


def problems(question: Question) -> Iterator[Problem]:
    """Everything that is wrong with one question."""
    where = question.id
    if not CODE.fullmatch(question.id):
        yield Problem("question_id", where)
    if question.kind not in KINDS:
        yield Problem("question_kind", where, {"kind": question.kind})
        return
    if not question.stem:
        yield Problem("question_stem", where)
    if question.is_marked:
        yield from _problems_of_choices(question)


def _problems_of_choices(question: Question) -> Iterator[Problem]:
    where, codes = question.id, [code for code, _words in question.choices]
    if not 2 <= len(codes) <= MOST_CHOICES:
        yield Problem("choices_number", where, {"most": MOST_CHOICES})
    if any(times > 1 for times in Counter(codes).values()) or not all(CODE.fullmatch(code) for code in codes):
        yield Problem("choices_id", where)
    if not all(words for _code, words in question.choices):
        yield Problem("choices_text", where)
    if not question.key or not question.key <= set(codes) or (question.kind == "single" and len(question.key) != 1):
        yield Problem("question_key", where)


def is_right(question: Question, answer: object) -> bool | None:
    """Whether *answer* (an identifier, or a list of them) is right; None where nothing was answered or is marked."""
    if not question.is_marked or answer in (None, "", []):
        return None
    given = {answer} if isinstance(answer, str) else set(answer) if isinstance(answer, list) else set()
    return given == question.key
