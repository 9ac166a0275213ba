"""Training days, by module."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feltwork.apps.certification.queries.path.scene import Scene
from feltwork.apps.certification.standing import DayRow
from feltwork.apps.ui import words
from feltwork.core.certification import Counted, EntryResult

TAKEN = frozenset({"attended", "made_up", "recording"})


@dataclass(frozen=True, slots=True)
class ModuleLine:
    """One module: when, how many of its days are there, and what is to be said about single days."""

    title: str
    dates: str
    look: str
    icon: str
    count: str
    why: tuple[str, ...]


def modules_of(scene: Scene) -> list[ModuleLine]:
    """The modules in time; days of one module stand together."""
    rows = sorted(scene.known.days, key=lambda row: (row.on, row.level, row.module))
    order = {key: min(row.on for row in rows if (row.level, row.module) == key) for key in {_key(row) for row in rows}}
    rows.sort(key=lambda row: (order[_key(row)], _key(row), row.on))
    fates = {one.entry: one for one in scene.verdict.days}
    return [_module(scene, list(days), fates) for _module_key, days in groupby(rows, key=_key)]


def _key(row: DayRow) -> tuple[str, str]:
    return row.level, row.module


def _module(scene: Scene, days: list[DayRow], fates: dict[str, EntryResult]) -> ModuleLine:
    results = [fates[str(day.uuid)] for day in days if str(day.uuid) in fates]
    counted = sum(one.counted is Counted.COUNTS for one in results)
    ahead = all(day.on > scene.as_of and not day.state for day in days)
    look, icon = _look(counted, len(days), ahead, results)
    count = ngettext("%(counted)s of one day", "%(counted)s of %(n)s days", len(days)) % {
        "counted": counted,
        "n": len(days),
    }
    return ModuleLine(
        title=days[0].module_title,
        dates=_span(days[0].on, days[-1].on),
        look=look,
        icon=icon,
        count=_("to come") if ahead else count,
        why=tuple(_why(scene, days, fates)),
    )


def _look(counted: int, days: int, ahead: bool, results: list[EntryResult]) -> tuple[str, str]:
    if ahead:
        return "is-draft", "calendar"
    if any(one.counted is Counted.HUMAN for one in results):
        return "is-person", "question"
    return ("is-in", "check") if counted == days else ("is-wait", "clock")


def _span(first: date, last: date) -> str:
    if first == last:
        return words.date_words(first)
    return _("%(from)s to %(to)s") % {"from": words.date_words(first), "to": words.date_words(last)}


def _why(scene: Scene, days: list[DayRow], fates: dict[str, EntryResult]) -> Iterable[str]:
    """Only days that are not simply there or still to come; equal words are said once, with how often."""
    said: Counter[str] = Counter()
    for day in days:
        result = fates.get(str(day.uuid))
        plain = day.state == "attended" or (not day.state and day.on > scene.as_of)
        if result and not (plain and result.counted is not Counted.DOES_NOT and result.counted is not Counted.HUMAN):
            said.update([" ".join(scene.say(result.reasons))])
    for text, times in said.items():
        yield text if times == 1 else _("%(text)s (%(n)s days)") % {"text": text, "n": times}
