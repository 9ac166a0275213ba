"""What keeps a draft from being published beyond its own words: media that it names, captions, words for pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from feltwork.apps.learning.models import Lesson, LessonFile
from feltwork.apps.learning.pictures import is_own_figure
from feltwork.core.learning import LessonText, Problem, problems_of

NAMED = re.compile(r"!\[(?P<words>[^\]]*)\]\((?P<kind>figure|video):(?P<name>[^)\s]+)")
LINKED = re.compile(r"(?<!!)\[[^\]]*\]\(file:(?P<name>[^)\s]+)")


def problems_of_draft(lesson: Lesson, texts: Mapping[str, LessonText]) -> list[Problem]:
    """Everything, each once."""
    found = [*problems_of(texts), *_problems_of_media(lesson, texts)]
    return [one for place, one in enumerate(found) if one not in found[:place]]


def _problems_of_media(lesson: Lesson, texts: Mapping[str, LessonText]) -> Iterator[Problem]:
    rows = list(lesson.files.filter(removed_at=None))
    known = {(one.kind, one.name) for one in rows}
    captioned = {one.of_id for one in rows if one.kind == LessonFile.Kind.CAPTIONS}
    videos = {one.name: one.pk for one in rows if one.kind == LessonFile.Kind.VIDEO}
    for language, text in texts.items():
        for found in NAMED.finditer(text.body):
            kind, name = found["kind"], found["name"]
            is_there = (kind, name) in known or (kind == "figure" and is_own_figure(name, language))
            if not is_there:
                yield Problem("figure", name)
            if kind == "figure" and not found["words"].strip():
                yield Problem("words", name)
            if kind == "video" and is_there and videos[name] not in captioned:
                yield Problem("captions", name)
        for found in LINKED.finditer(text.body):
            if ("download", found["name"]) not in known:
                yield Problem("figure", found["name"])
