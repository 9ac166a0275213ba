"""A lesson's text in one language, read from and written to Markdown with a head of YAML; and what may be published."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from feltwork.core.learning._questions import Problem, Question, problems

TOPICS = ("anatomy", "physiology", "psychology", "trauma", "ethics", "se_skills")
# People read 238 words of non-fiction in English a minute without studying them (Brysbaert 2019, J Mem Lang 109,
# 104047); texts in other languages take longer by their longer words, and a lesson is read to be understood.
WORDS_A_MINUTE = 180
QUESTION_MINUTES = 0.75
FIGURE_MINUTES = 0.5
HEAD = re.compile(r"\A---[ \t]*\r?\n(?P<head>.*?)\r?\n---[ \t]*(?:\r?\n|\Z)(?P<body>.*)\Z", re.S)
MOST_CHARACTERS = 60_000


class TextError(ValueError):
    """A file is no lesson. *code* says why: head, yaml, question; *where* names the line or question."""

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(code)
        self.code, self.where = code, where


@dataclass(frozen=True, slots=True)
class LessonText:
    """What one lesson says in one language. *body* is Markdown."""

    title: str
    summary: str = ""
    body: str = ""
    questions: tuple[Question, ...] = ()

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> LessonText:
        return cls(
            title=str(data.get("title") or "").strip(),
            summary=str(data.get("summary") or "").strip(),
            body=str(data.get("body") or "").strip(),
            questions=tuple(Question.from_data(one) for one in data.get("questions") or ()),
        )

    def data(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "summary": self.summary,
            "body": self.body,
            "questions": [one.data() for one in self.questions],
        }


def minutes_of(text: LessonText) -> int:
    """How long reading *text* takes about, in whole minutes, at least one."""
    words = len(re.findall(r"\w+(?:[-'’]\w+)*", text.body))
    asked = " ".join(f"{one.stem} {' '.join(words for _code, words in one.choices)}" for one in text.questions)
    words += len(asked.split())
    figures = len(re.findall(r"^!\[", text.body, re.M))
    return max(1, math.ceil(words / WORDS_A_MINUTE + len(text.questions) * QUESTION_MINUTES + figures * FIGURE_MINUTES))


def problems_of(texts: Mapping[str, LessonText]) -> tuple[Problem, ...]:
    """What keeps *texts* (by language) from being published; empty when nothing does."""
    return tuple(_problems(texts))


def _problems(texts: Mapping[str, LessonText]) -> Iterator[Problem]:
    if not texts:
        yield Problem("no_text")
    for language, text in texts.items():
        if not text.title:
            yield Problem("title", language)
        if not text.body:
            yield Problem("body", language)
        if len(text.body) > MOST_CHARACTERS:
            yield Problem("long", language, {"most": MOST_CHARACTERS})
        for question in text.questions:
            yield from problems(question)
        for code, times in Counter(one.id for one in text.questions).items():
            if times > 1:
                yield Problem("question_twice", code)
    shapes = {language: {one.shape() for one in text.questions} for language, text in texts.items()}
    if len({frozenset(one) for one in shapes.values()}) > 1:
        first, *others = shapes
        apart = sorted({shape[0] for other in others for shape in shapes[first] ^ shapes[other]})
        yield Problem("languages_apart", apart[0], {"questions": apart})


class _Plain(yaml.SafeLoader):
    """Without aliases: a few lines of them can stand for more words than fit into a machine."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("an alias")
        return super().compose_node(parent, index)


def _is_list_of_dicts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def read_text(content: str) -> tuple[LessonText, dict[str, Any]]:
    """A lesson written as Markdown under a head of YAML, and what else its head says (topic, minutes).

    Raises TextError.
    """
    found = HEAD.match(content.removeprefix("\ufeff"))
    if found is None:
        raise TextError("head")
    try:
        head = yaml.load(found["head"], Loader=_Plain) or {}  # noqa: S506  a SafeLoader
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        raise TextError("yaml", str(mark.line + 2) if mark else "") from wrong
    if not isinstance(head, dict) or not _is_list_of_dicts(head.get("questions") or []):
        raise TextError("yaml")
    text = LessonText.from_data({**head, "body": found["body"]})
    for question in text.questions:
        for problem in problems(question):
            raise TextError("question", problem.where)
    return text, {name: value for name, value in head.items() if name not in {"title", "summary", "questions"}}


def write_text(text: LessonText, **more: Any) -> str:
    """*text* as `read_text` reads it, with *more* in its head."""
    data = text.data()
    body = data.pop("body")
    head = yaml.safe_dump({**data, **more}, allow_unicode=True, sort_keys=False, width=110)
    return f"---\n{head}---\n\n{body}\n"
