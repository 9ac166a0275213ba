"""How the questions of an examination did: what was answered, as `core.exams` reads it, and what came out, in words."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from feltwork.apps.exams.models import Allowance, Attempt, Examination, ItemVersion, Question
from feltwork.core.exams import Analysis, Choices, ItemStatistics, analyse
from feltwork.core.exams import Item as Sound

# of the newest attempts: enough for every number on the page, and read within a second
MOST_ATTEMPTS = 2000
STATES = (Attempt.State.MARKING, Attempt.State.MARKED, Attempt.State.DECIDED)
GROUPS = ("", "language", "cohort", "time", "first")


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    id: str
    text: str
    is_right: bool
    percent: float
    r: float | None
    words: str


@dataclass(frozen=True, slots=True)
class DifRow:
    """*size*: A, B, C, or "" with *words* that say why not."""

    group: str
    reference: str
    size: str
    words: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    version: ItemVersion
    told: ItemStatistics
    notes: tuple[str, ...]
    choices: tuple[ChoiceRow, ...]
    dif: tuple[DifRow, ...]


@dataclass(frozen=True, slots=True)
class Report:
    whole: Analysis
    rows: tuple[ItemRow, ...]
    is_cut_off: bool
    groups: tuple[tuple[str, int], ...]  # names and sizes

    @property
    def look(self) -> int:
        """How many questions have something to look at."""
        return sum(bool(row.notes) for row in self.rows)


def report(examination: Examination, by: str = "") -> Report:
    """Of the newest attempts that were handed in. *by*: how they are parted into groups that are compared."""
    attempts = list(
        Attempt.objects.filter(examination=examination, state__in=STATES)
        .select_related("candidate", "enrolment__cohort")
        .order_by("-handed_in_at", "-pk")[: MOST_ATTEMPTS + 1]
    )
    is_cut_off = len(attempts) > MOST_ATTEMPTS
    attempts = attempts[:MOST_ATTEMPTS]
    place = {attempt.pk: row for row, attempt in enumerate(attempts)}
    asked = list(Question.objects.filter(attempt__in=place).values_list("attempt", "item_version", "share", "answer"))
    versions = list(
        ItemVersion.objects.filter(pk__in={row[1] for row in asked})
        .select_related("item")
        .order_by("item__topic", "item__code", "number")
    )
    column = {version.pk: number for number, version in enumerate(versions)}
    matrix = np.full((len(attempts), len(versions)), np.nan)
    answers: list[list[Any]] = [[None] * len(attempts) for _version in versions]
    for attempt, version, share, answer in asked:
        row, number = place[attempt], column[version]
        answers[number][row] = answer
        if share is not None:
            matrix[row, number] = float(share)
    groups = _groups(attempts, by)
    choices = [Choices.of(Sound.from_data(one.data), given) for one, given in zip(versions, answers, strict=True)]
    whole = analyse(matrix, choices=choices, groups=groups if by else None)
    rows = tuple(_row(version, told) for version, told in zip(versions, whole.items, strict=True))
    return Report(whole, rows, is_cut_off, _sizes(groups) if by else ())


def _groups(attempts: list[Attempt], by: str) -> list[Hashable | None]:
    """The group of each attempt, as a word that people can read; None where it is not known."""
    if by == "language":
        return [str(one.candidate.language) or None for one in attempts]
    if by == "cohort":
        return [one.enrolment.cohort.name for one in attempts]
    if by == "time":
        longer = set(Allowance.objects.filter(extra_percent__gt=0).values_list("enrolment", flat=True))
        return [_("more time") if one.enrolment_id in longer else _("usual time") for one in attempts]
    if by == "first":
        return [_("first attempt") if one.number == 1 else _("later attempt") for one in attempts]
    return [None for _one in attempts]


def _sizes(groups: list[Hashable | None]) -> tuple[tuple[str, int], ...]:
    names = sorted({str(one) for one in groups if one is not None})
    return tuple((name, groups.count(name)) for name in names)


def _row(version: ItemVersion, told: ItemStatistics) -> ItemRow:
    words = note_words()
    texts = {str(one["id"]): str(one["text"]) for part in ("choices", "regions") for one in version.data.get(part, ())}
    return ItemRow(
        version=version,
        told=told,
        notes=tuple(words[note] for note in told.notes if note in words),
        choices=tuple(
            ChoiceRow(
                id=one.id,
                text=texts.get(one.id, one.id),
                is_right=one.is_right,
                percent=one.share * 100,
                r=one.r,
                words=_choice_words(one),
            )
            for one in told.choices
        ),
        dif=tuple(DifRow(str(one.group), str(one.reference), one.size, _dif_words(one)) for one in told.dif),
    )


def note_words() -> Mapping[str, str]:
    return {
        "easy": _("Nearly everybody was right."),
        "hard": _("Few were right."),
        "weak": _("It hardly tells who knows much from who knows little."),
        "negative": _("Those who know much were wrong more often. Is the key right?"),
        "idle_choice": _("A wrong choice that hardly anybody takes."),
        "tempting_choice": _("A wrong choice that those who know much take. Is it really wrong?"),
        "dif": _("Harder for one group than for another at the same ability."),
    }


def _choice_words(one: Any) -> str:
    if one.is_idle:
        return _("hardly taken")
    return _("taken by those who know much") if one.is_tempting else ""


def _dif_words(one: Any) -> str:
    if one.why == "not_enough":
        return _("not enough attempts to tell")
    if one.why:
        return _("all answered alike")
    harder = one.group if (one.delta or 0) < 0 else one.reference
    if one.size == "A":
        return _("no difference that matters")
    return _("harder for: %(group)s") % {"group": harder}
