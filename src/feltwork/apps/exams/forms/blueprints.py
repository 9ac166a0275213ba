"""A blueprint as a table: parts, in them topics, beside each how many of which difficulty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feltwork.apps.exams.models import Difficulty, Topic
from feltwork.apps.exams.problems import sentence
from feltwork.apps.ui.forms import FwForm
from feltwork.core.exams import blueprint_problems

HARD = (("", gettext_lazy("Any")), *Difficulty.choices)
MOST_PARTS = 6


@dataclass(frozen=True, slots=True)
class TopicLine:
    label: str
    cells: tuple[forms.BoundField, ...]  # any, easy, medium, hard
    there: tuple[str, ...]  # how many are in use: all, easy, medium, hard; with several languages for each

    @property
    def pairs(self) -> list[tuple[forms.BoundField, str]]:
        return list(zip(self.cells, self.there, strict=True))


@dataclass(frozen=True, slots=True)
class PartLines:
    number: int
    title: forms.BoundField
    lines: tuple[TopicLine, ...]


class BlueprintForm(FwForm):
    """`cleaned_data` gives name and `data`. *there*: language → (topic, difficulty) → how many are in use."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)

    def __init__(
        self,
        *args: Any,
        there: Mapping[str, Mapping[tuple[str, str], int]],
        old: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.there = there
        self.old = list((old or {}).get("parts", ()))
        self.count = self._parts_wanted()
        for number in range(self.count):
            self._add_part(number)

    def _parts_wanted(self) -> int:
        if not self.is_bound:
            return max(len(self.old), 1)
        asked = str(self.data.get("parts", ""))
        count = int(asked) if asked.isascii() and asked.isdigit() else 1
        return min(max(count, 1) + (1 if "more" in self.data else 0), MOST_PARTS)

    def _add_part(self, number: int) -> None:
        part = self.old[number] if number < len(self.old) else {}
        counts = {(cell["topic"], cell.get("difficulty", "")): cell["count"] for cell in part.get("cells", ())}
        self.fields[f"title_{number}"] = forms.CharField(
            label=_("Title of part %(n)s") % {"n": number + 1},
            max_length=120,
            required=False,
            initial=part.get("title", ""),
        )
        for topic, topic_words in Topic.choices:
            for hard, hard_words in HARD:
                self.fields[f"count_{number}_{topic}_{hard}"] = forms.IntegerField(
                    label=f"{topic_words}, {hard_words}",
                    required=False,
                    min_value=0,
                    max_value=200,
                    initial=counts.get((topic, hard)),
                    widget=forms.NumberInput({"class": "fw-input b-count", "inputmode": "numeric"}),
                )

    @property
    def parts(self) -> Iterator[PartLines]:
        for number in range(self.count):
            lines = tuple(self._line(number, topic, str(words)) for topic, words in Topic.choices)
            yield PartLines(number + 1, self[f"title_{number}"], lines)

    def _line(self, number: int, topic: str, words: str) -> TopicLine:
        cells = tuple(self[f"count_{number}_{topic}_{hard}"] for hard, _words in HARD)
        return TopicLine(words, cells, tuple(self._there(topic, hard) for hard, _words in HARD))

    def _there(self, topic: str, hard: str) -> str:
        """“12”, or “12 en, 3 de” where the bank has several languages."""
        wanted = [hard] if hard else Difficulty.values
        found = {code: sum(each.get((topic, one), 0) for one in wanted) for code, each in self.there.items()}
        if len(found) <= 1:
            return str(sum(found.values()))
        return ", ".join(f"{n} {code}" for code, n in found.items())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        parts = [part for number in range(self.count) if (part := self._part(number, cleaned))["cells"]]
        if not parts:
            self.add_error(None, _("Please say how many questions of at least one topic."))
        data = {"parts": parts}
        for problem in blueprint_problems(data) if parts else ():
            self.add_error(None, sentence(problem))
        return {"name": cleaned.get("name", ""), "data": data}

    def _part(self, number: int, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        cells = [
            {"topic": topic, "difficulty": hard, "count": count}
            for topic in Topic.values
            for hard, _words in HARD
            if (count := cleaned.get(f"count_{number}_{topic}_{hard}"))
        ]
        return {"title": cleaned.get(f"title_{number}", ""), "cells": cells}
