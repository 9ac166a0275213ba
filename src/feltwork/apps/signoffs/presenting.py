"""A request in words: what a provider reads before signing, and what everybody reads afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feltwork.apps.schools.models import Approval, Mode
from feltwork.apps.schools.queries import approvals_of
from feltwork.apps.schools.rules import in_words_again
from feltwork.apps.signoffs.models import SignOffRequest
from feltwork.apps.ui import words
from feltwork.core.signoffs import digest

Facts = Mapping[str, Any]
KINDS: dict[str, str | Promise] = {
    "personal_session": gettext_lazy("Personal session"),
    "consultation_individual": gettext_lazy("Case consultation, one to one"),
    "consultation_group": gettext_lazy("Case consultation in a group"),
}
MODES = dict(Mode.choices)
APPROVED_FOR = dict(Approval.Kind.choices)


@dataclass(frozen=True, slots=True)
class Shown:
    """One request as its page says it. `shown_hash` is of what stands behind these words."""

    request: SignOffRequest
    student: str
    first_name: str
    kind: str
    when: str
    how: str
    level: str
    in_force: bool
    approval: str
    shown_hash: str

    @property
    def line(self) -> str:
        """All in one line: Thursday 19 November 2026, 1 hour · Personal session."""
        return f"{self.when} · {self.kind}"


def shown(requests: Iterable[SignOffRequest]) -> list[Shown]:
    """*requests* in words; one query for the approvals of all their providers."""
    requests = list(requests)
    approvals = approvals_of({r.provider_id for r in requests}) if requests else {}
    return [_shown(r, _in_force(approvals[r.provider_id], r.presented)) for r in requests]


def kind_words(facts: Facts) -> str:
    """Personal session, or: Case consultation in a group of 4."""
    if facts.get("kind") == "consultation_group" and facts.get("group_size"):
        return _("Case consultation in a group of %(n)s") % {"n": facts["group_size"]}
    return str(KINDS.get(str(facts.get("kind")), facts.get("kind") or ""))


def when_words(facts: Facts) -> str:
    """Thursday 19 November 2026, 10:00 to 11:00, 1 hour; without times where only day and length are known."""
    day = date.fromisoformat(facts["on"])
    # Translators: a day with its weekday, as in Thursday 19 November 2026
    written = _("%(weekday)s %(date)s") % {
        "weekday": formats.date_format(day, "l"),
        "date": words.date_words(day),
    }
    length = words.hours(facts["hours"]).replace(" ", "\u00a0")
    if facts.get("is_time_known") != "1":
        return f"{written}, {length}"
    zone = ZoneInfo(facts["zone"])
    start, end = (datetime.fromisoformat(facts[name]).astimezone(zone) for name in ("starts_at", "ends_at"))
    times = _("%(start)s to %(end)s") % {"start": f"{start:%H:%M}", "end": f"{end:%H:%M}"}
    return f"{written}, {times}, {length}"


def how_words(facts: Facts) -> str:
    return str(MODES.get(str(facts.get("mode")), ""))


def short_day(facts: Facts) -> str:
    """19 November 2026, 1 hour."""
    return f"{words.date_words(date.fromisoformat(facts['on']))}, {words.hours(facts['hours'])}"


def first_name(request: SignOffRequest) -> str:
    """How the pages call the student after their name was given in full."""
    return str(request.presented.get("student_name") or request.student.name).split(" ")[0]


def _shown(request: SignOffRequest, in_force: bool) -> Shown:
    facts = request.presented
    name = str(facts.get("student_name") or request.student.name)
    return Shown(
        request=request,
        student=name,
        first_name=name.split(" ")[0],
        kind=kind_words(facts),
        when=when_words(facts),
        how=how_words(facts),
        level=in_words_again(str(facts.get("level_title") or "")),
        in_force=in_force,
        approval=_approval_words(facts, in_force),
        shown_hash=digest(facts),
    )


def _in_force(approvals: Iterable[Any], facts: Facts) -> bool:
    on, level = date.fromisoformat(facts["on"]), str(facts.get("level") or "")
    return any(row.kind == facts.get("kind") and row.holds(level=level, on=on) for row in approvals)


def _approval_words(facts: Facts, in_force: bool) -> str:
    label = APPROVED_FOR.get(str(facts.get("kind")), "")
    if in_force:
        return _("%(what)s, in force on that day") % {"what": label}
    return _("%(what)s: none in force on that day") % {"what": label}
