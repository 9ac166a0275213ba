"""Figures: how often each is shown, and who may see one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.templatetags.static import static

from feltwork.apps.accounts.models import User
from feltwork.apps.exams.models import Figure, ItemVersion, Marker, Question, StandardItem
from feltwork.apps.exams.permissions.bank import can_keep_bank, can_open_examinations
from feltwork.apps.exams.showing import BUNDLED


@dataclass(frozen=True, slots=True)
class Shelved:
    figure: Figure
    items: int


def shelf() -> list[Shelved]:
    """All figures of the school with the number of questions that show them; two statements."""
    shown = ItemVersion.objects.filter(data__figure__file__isnull=False).values_list("item", "data__figure__file")
    times = Counter(file for _item, file in set(shown))
    return [Shelved(one, times[str(one.uuid)]) for one in Figure.objects.select_related("by").order_by("name", "pk")]


def drawable(address: Callable[[str], str]) -> dict[str, dict[str, Any]]:
    """For drawing places on: name or uuid of each figure → url, width, height."""
    own = {
        str(one.uuid): {"url": address(str(one.uuid)), "width": one.width, "height": one.height}
        for one in Figure.objects.all()
    }
    bundled = {
        name: {"url": static(path), "width": width, "height": height} for name, (path, width, height) in BUNDLED.items()
    }
    return {**bundled, **own}


def is_used(figure: Figure) -> bool:
    return ItemVersion.objects.filter(data__figure__file=str(figure.uuid)).exists()


def may_see(user: User, roles: frozenset[str], figure: Figure) -> bool:
    """Those who keep the bank or decide, whoever marks or judges, and whoever is or was asked a question with it."""
    if can_keep_bank(roles) or can_open_examinations(roles):
        return True
    file = str(figure.uuid)
    if Question.objects.filter(attempt__candidate=user, item_version__data__figure__file=file).exists():
        return True
    if Marker.objects.filter(user=user, until=None).exists():
        return True
    return StandardItem.objects.filter(standard__judges__user=user, version__data__figure__file=file).exists()
