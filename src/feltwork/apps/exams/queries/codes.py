"""Codes of questions: a word that lists, files and letters use."""

from __future__ import annotations

from collections.abc import Iterable

from feltwork.apps.exams.models import Item
from feltwork.apps.schools.models import School

SHORT = {
    "anatomy": "ana",
    "physiology": "phy",
    "psychology": "psy",
    "trauma": "tra",
    "ethics": "eth",
    "se_skills": "ski",
}


def free_code(school: School, topic: str, taken: Iterable[str] = ()) -> str:
    """The next code of *topic*, as in "tra-017". *taken*: those about to be used."""
    prefix = f"{SHORT.get(topic, 'item')}-"
    codes = [*Item.objects.filter(school=school, code__startswith=prefix).values_list("code", flat=True), *taken]
    numbers = [int(code[len(prefix) :]) for code in codes if code.startswith(prefix) and code[len(prefix) :].isdigit()]
    return f"{prefix}{max(numbers, default=0) + 1:03d}"
