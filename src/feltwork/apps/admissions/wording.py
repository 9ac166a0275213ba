"""What the rules found, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from feltwork.apps.schools.rules import in_words
from feltwork.apps.ui.words import date_words, fraction
from feltwork.core.certification import AdmissionResult, Criterion, Met, Question, Route, Source

BADGES = {Met.MET: "met", Met.NOT_MET: "look", Met.HUMAN: "person", Met.MISSING: "wait"}
WORDS = {
    Met.MET: gettext_lazy("Met"),
    Met.NOT_MET: gettext_lazy("Not met"),
    Met.HUMAN: gettext_lazy("A person decides"),
    Met.MISSING: gettext_lazy("Still missing"),
}
SENTENCES = {
    "answer_unreadable": gettext_lazy("This answer could not be read."),
    "answer_unsuitable": gettext_lazy("This answer is not what this way in asks for."),
    "answer_past": gettext_lazy("It ended on %(answer)s."),
    "person_checks": gettext_lazy("Somebody at the school looks at this."),
    "person_decides": gettext_lazy("Somebody at the school decides about this way in."),
}
ROUTE_WORDS = {
    Met.MET: gettext_lazy("By what you say, you can apply this way."),
    Met.NOT_MET: gettext_lazy("By what you say, something this way in asks for is not there."),
    Met.HUMAN: gettext_lazy("You can apply; a person at the school will decide."),
    Met.MISSING: gettext_lazy("So far nothing speaks against it. Some answers are still missing."),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One criterion, what was answered and what that means."""

    code: str
    title: str
    answer: str
    met: Met
    badge: str
    word: str
    sentence: str
    source: Source | None

    @property
    def source_title(self) -> str:
        return in_words(self.source.title) if self.source else ""


def findings(route: Route, result: AdmissionResult, answers: dict[str, Any]) -> list[Finding]:
    """One for each criterion of the route, in its order."""
    by_code = {one.code: one for one in result.criteria}
    return [_finding(one, by_code[one.code], answers.get(one.code), route) for one in route.criteria]


def in_short(result: AdmissionResult) -> str:
    """What the rules say to the route as a whole."""
    return str(ROUTE_WORDS[result.met])


def answer_words(criterion: Criterion, answer: Any) -> str:
    """An answer as a person would say it; empty if there is none."""
    if answer in (None, ""):
        return ""
    if criterion.question is Question.YES_NO:
        return _("Yes") if answer in (True, "yes") else _("No")
    if criterion.question is Question.DOCUMENT:
        return {True: _("Yes"), False: _("No")}.get(answer) or str(answer)
    if criterion.question is Question.CHOICE:
        return next((in_words(one.title) for one in criterion.options if one.code == answer), str(answer))
    if criterion.question is Question.DATE:
        return date_words(answer if isinstance(answer, date) else date.fromisoformat(str(answer)))
    return amount(answer, criterion.unit)


def amount(number: Any, unit: str) -> str:
    """A number with its unit: 2 years."""
    value = Fraction(str(number).replace(",", "."))
    words = {"year": ngettext("%(n)s year", "%(n)s years", 1 if value == 1 else 2)}
    words["month"] = ngettext("%(n)s month", "%(n)s months", 1 if value == 1 else 2)
    words["hour"] = ngettext("%(n)s hour", "%(n)s hours", 1 if value == 1 else 2)
    return words.get(unit, "%(n)s") % {"n": fraction(value)}


def _finding(criterion: Criterion, found: Any, answer: Any, route: Route) -> Finding:
    is_left_out = found.met is Met.MET and answer in (None, "")
    return Finding(
        code=criterion.code,
        title=in_words(criterion.title),
        answer=answer_words(criterion, answer),
        met=found.met,
        badge="line" if is_left_out else BADGES[found.met],
        word=_("May stay empty") if is_left_out else str(WORDS[found.met]),
        sentence=" ".join(_sentence(one, criterion) for one in found.reasons if one.code != "answer_missing"),
        source=criterion.source or route.source,
    )


def _sentence(reason: Any, criterion: Criterion) -> str:
    if reason.code == "answer_too_small":
        asked = amount(reason.data["at_least"], criterion.unit)
        return _("Asked: %(asked)s or more.") % {"asked": asked}
    if reason.code == "answer_past":
        return str(SENTENCES[reason.code]) % {"answer": date_words(reason.data["answer"])}
    return str(SENTENCES[reason.code])
