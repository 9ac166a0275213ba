"""The texts of the starter course: files `starter/<name>.<language>.md` in the order of `starter/course.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from feltwork.core.learning import LessonText, read_text

FOLDER = Path(__file__).parent / "starter"


@dataclass(frozen=True, slots=True)
class StarterLesson:
    code: str
    topic: str
    minutes: int | None
    texts: Mapping[str, LessonText]  # by language


@dataclass(frozen=True, slots=True)
class Starter:
    """*texts*: title, summary and notice of the course, by language."""

    code: str
    version: str
    texts: Mapping[str, Mapping[str, str]]
    lessons: tuple[StarterLesson, ...]


@cache
def starter(folder: Path = FOLDER) -> Starter:
    """All of it, read once."""
    head = yaml.safe_load((folder / "course.yaml").read_text(encoding="utf-8"))
    languages = head["languages"]
    texts = {
        language: {name: str(head.get(name, {}).get(language, "")).strip() for name in ("title", "summary", "notice")}
        for language in languages
    }
    lessons = tuple(_lesson(folder, str(name), languages) for name in head["lessons"])
    return Starter(head["code"], str(head["version"]), texts, lessons)


def _lesson(folder: Path, name: str, languages: list[str]) -> StarterLesson:
    read = {
        language: read_text((folder / f"{name}.{language}.md").read_text(encoding="utf-8")) for language in languages
    }
    more = next(iter(read.values()))[1]
    code = name.split("-", 1)[1]  # 03-feeling-the-body: the number says where it stands
    return StarterLesson(code, more["topic"], more.get("minutes"), {one: text for one, (text, _more) in read.items()})
