"""The thread of levels, and the sentence under the title."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from feltwork.apps.certification.queries.path.scene import Scene, month_words
from feltwork.apps.certification.sentences import words_list
from feltwork.apps.schools.rules import in_words
from feltwork.apps.ui import words
from feltwork.core.certification import Attended, GateRule, State


@dataclass(frozen=True, slots=True)
class Stop:
    """One level. `state`: done, now, or next."""

    title: str
    state: str
    dates: str
    text: str


def thread_of(scene: Scene) -> list[Stop]:
    """The levels in order."""
    codes = [level.code for level in scene.rules.levels]
    now = scene.verdict.level_now
    place = codes.index(now) if now in codes else -1
    return [_stop(scene, codes, index, place) for index in range(len(codes))]


def _stop(scene: Scene, codes: list[str], index: int, place: int) -> Stop:
    code = codes[index]
    title = scene.level(code)
    if index < place:
        return Stop(title, "done", _past(scene, codes, index), _gap_words(scene, code) or _("Complete"))
    if index == place:
        return Stop(title, "now", _since(scene, code), _here(scene, code))
    return Stop(title, "next", _starts(scene, code), _opens(scene, code))


def _past(scene: Scene, codes: list[str], index: int) -> str:
    start = scene.starts.get(codes[index])
    later = [scene.starts[code] for code in codes[index + 1 :] if code in scene.starts]
    if start is None or not later:
        return ""
    return _("%(from)s to %(to)s") % {"from": month_words(start), "to": month_words(min(later))}


def _since(scene: Scene, code: str) -> str:
    start = scene.starts.get(code)
    return _("Since %(date)s") % {"date": words.date_words(start)} if start else ""


def _starts(scene: Scene, code: str) -> str:
    start = scene.starts.get(code)
    return _("Starts %(date)s") % {"date": words.date_words(start)} if start else _("No dates yet")


def _gap_words(scene: Scene, code: str) -> str:
    short = [
        one
        for result in scene.verdict.requirements
        for one in result.levels
        if one.level == code and one.asked is not None and not one.recommended and one.state is State.CANNOT
    ]
    return _("Something is missing here") if short else ""


def _here(scene: Scene, code: str) -> str:
    ahead = sorted(
        (day.on, day.module)
        for day in scene.known.record.days
        if day.level == code and day.on > scene.as_of and day.attended is Attended.PLANNED
    )
    modules = len({module for _on, module in ahead})
    if not modules:
        return _("You are here.")
    text = ngettext(
        "You are here. One module to come, in %(month)s.",
        "You are here. %(n)s modules to come, from %(month)s.",
        modules,
    )
    return text % {"n": modules, "month": month_words(ahead[0][0])}


def _opens(scene: Scene, code: str) -> str:
    gates = [
        in_words(one.title)
        for one in scene.rules.requirements
        if isinstance(one.body, GateRule) and one.body.opens_in == code
    ]
    if not gates:
        return ""
    return _("Then: %(what)s") % {"what": words_list([gates[0], *map(_continued, gates[1:])])}


def _continued(title: str) -> str:
    """A title in the middle of a sentence; German nouns keep their capitals there."""
    return title if (get_language() or "").startswith("de") else title[:1].lower() + title[1:]


def lead_of(scene: Scene) -> str:
    """Intermediate level, year 2 of 3. Everything can still be met."""
    return " ".join([*_where(scene), _outlook(scene)])


def _where(scene: Scene) -> Iterable[str]:
    level = scene.level(scene.verdict.level_now)
    year, years = _years(scene)
    if not level:
        start = min(scene.starts.values(), default=scene.known.enrolment.anchor_on)
        yield _("Your training begins on %(date)s.") % {"date": words.date_words(start)}
    elif year <= years:
        yield _("%(level)s level, year %(year)s of %(years)s.") % {"level": level, "year": year, "years": years}
    else:
        yield _("%(level)s level; the training days are over.") % {"level": level}


def _years(scene: Scene) -> tuple[int, int]:
    first = min(scene.starts.values(), default=scene.known.enrolment.anchor_on)
    last = max((day.on for day in scene.known.record.days), default=first)
    return _year_of(first, scene.as_of), _year_of(first, last)


def _year_of(first: date, day: date) -> int:
    return max(0, (day - first).days) // 365 + 1


def _outlook(scene: Scene) -> str:
    verdict = scene.verdict
    lost = sum(one.state is State.CANNOT for one in verdict.requirements)
    if verdict.eligible:
        return _("Everything is met.")
    if lost:
        return ngettext(
            "One thing can no longer be met by itself.", "%(n)s things can no longer be met by themselves.", lost
        ) % {"n": lost}
    return _("Everything can still be met.")
