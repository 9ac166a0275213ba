"""Who has reached the level of an examination. The rules are judged above the examinations, so whoever judges them
registers here, and nothing is asked where nobody does:

    register(missing_before)      # in AppConfig.ready
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from feltwork.apps.exams.models import Examination
from feltwork.apps.schools.models import Enrolment

Pair = tuple[Examination, Enrolment]
Key = tuple[int, int]  # of an examination and an enrolment


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that a level asks for first. *code*: of the requirement, "" where the level itself has not begun;
    *level*: in which it is missing; *words*: a sentence in the reader's language."""

    code: str
    level: str
    words: str


class Judge(Protocol):
    """Pairs of one school → what is missing, on the day; whoever has everything may be left out."""

    def __call__(self, pairs: Sequence[Pair], on: date) -> Mapping[Key, tuple[Missing, ...]]: ...


_judges: list[Judge] = []


def register(judge: Judge) -> None:
    if judge not in _judges:
        _judges.append(judge)


def missing_for(pairs: Sequence[Pair], on: date) -> dict[Key, tuple[Missing, ...]]:
    """What is missing for each of *pairs*; () where nothing is."""
    asked = [(exam, enrolment) for exam, enrolment in pairs if exam.level_id or exam.evidence_code]
    found: dict[Key, tuple[Missing, ...]] = {(exam.pk, enrolment.pk): () for exam, enrolment in pairs}
    for judge in _judges if asked else ():
        for key, missing in judge(asked, on).items():
            found[key] = (*found[key], *missing)
    return found
