"""What scores say, in sentences. For whoever treats; the person's own page has kinder ones (`own_…`)."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from django.template.defaultfilters import floatformat
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from feltwork.apps.measures import names
from feltwork.apps.ui.words import date_words
from feltwork.core.measures import Change, ChangeRule, Hint, ScaleScore, Threshold, needed

VERDICTS = {
    ("rci", "better"): gettext_lazy("Reliably better"),
    ("rci", "none"): gettext_lazy("No reliable change"),
    ("rci", "worse"): gettext_lazy("Reliably worse"),
    ("mid", "better"): gettext_lazy("Better, by a change that matters"),
    ("mid", "none"): gettext_lazy("Less than a change that matters"),
    ("mid", "worse"): gettext_lazy("Worse, by a change that matters"),
    ("csc", "better"): gettext_lazy("Better, by clinically significant change"),
    ("csc", "none"): gettext_lazy("No clinically significant change"),
    ("csc", "worse"): gettext_lazy("Worse, by clinically significant change"),
    ("published", "better"): gettext_lazy("Better, by the published rule"),
    ("published", "none"): gettext_lazy("No change, by the published rule"),
    ("published", "worse"): gettext_lazy("Worse, by the published rule"),
}
NOT_ENOUGH = gettext_lazy("Not enough data")
NO_RULE = gettext_lazy("No rule for change is published")
NEITHER = gettext_lazy("More is neither better nor worse")
CHECKLIST = (
    (gettext_lazy("Working together"), gettext_lazy("Do goals and way of working still fit? What was not said?")),
    (gettext_lazy("Readiness"), gettext_lazy("Is this the time for it? Is the pace right?")),
    (gettext_lazy("Supports"), gettext_lazy("Who is there? Is anybody missing who used to be?")),
    (gettext_lazy("Medication"), gettext_lazy("Begun, stopped, changed, left out?")),
    (gettext_lazy("Life events"), gettext_lazy("What happened since: work, home, health, anniversaries?")),
)
MOMENTS = {
    "before": pgettext_lazy("moment of a sheet", "before the session"),
    "after": pgettext_lazy("moment of a sheet", "after the session"),
}


def number(value: Fraction | float | None) -> str:
    """7/3 → "2.33", 18 → "18"; a dash for None."""
    return "–" if value is None else _number(float(value), get_language() or "en")


@lru_cache(maxsize=4096)
def _number(value: float, language: str) -> str:
    return str(floatformat(value, -2)).replace("-", "−")


def verdict_words(change: Change | None, higher_is: str) -> str:
    if higher_is == "neither":
        return str(NEITHER)
    if change is None:
        return str(NO_RULE)
    return str(VERDICTS.get((change.rule.kind, change.verdict), NOT_ENOUGH))


def points_words(difference: Fraction) -> str:
    """ "6 points lower"."""
    size = abs(difference)
    count = int(size) if size.denominator == 1 else 2
    if difference < 0:
        return ngettext("%(n)s point lower", "%(n)s points lower", count) % {"n": number(size)}
    if difference > 0:
        return ngettext("%(n)s point higher", "%(n)s points higher", count) % {"n": number(size)}
    return _("the same")


def recovery_words(change: Change) -> str:
    if change.cut is None:
        return ""
    cut = {"cut": cut_value(change.cut)}
    if change.recovered:
        return _("It also crossed the cut-off (%(cut)s): reliable recovery.") % cut
    if change.crossed:
        return _("It crossed the cut-off (%(cut)s), but by less than the rule asks for.") % cut
    return ""


def cut_value(cut: Threshold) -> str:
    return names.word(names.DIRECTIONS, cut.direction) % {"value": number(cut.value)}


def cut_words(cut: Threshold) -> str:
    """ "10 or more: primary care"."""
    return f"{cut_value(cut)}: {names.said_words(cut.sample or cut.method)}"


def rule_words(rule: ChangeRule) -> str:
    """ "reliable change, 5.06 points"."""
    return _("%(kind)s, %(points)s points") % {
        "kind": names.word(names.CHANGES, rule.kind),
        "points": number(needed(rule)),
    }


def formula_words(rule: ChangeRule) -> str:
    """With its numbers: "1.96 · 5.5 · √2 · √(1 − 0.89) = 5.06"."""
    if rule.value is not None or rule.sd is None or rule.r is None:
        if rule.to is not None:
            said = {"value": number(needed(rule)), "to": number(rule.to)}
            return _("published value: %(value)s points (published range up to %(to)s)") % said
        return _("published value: %(value)s points") % {"value": number(needed(rule))}
    said = {"z": number(rule.z), "sd": number(rule.sd), "r": number(rule.r), "needed": number(needed(rule))}
    return "z · SD · √2 · √(1 − r) = {z} · {sd} · √2 · √(1 − {r}) = {needed}".format(**said)


def hint_words(hint: Hint) -> str:
    data = dict(hint.data)
    match hint.code:
        case "worse_than_start":
            return _("Reliably worse than at the start: %(points)s since %(day)s.") % _since(data)
        case "better_then_worse":
            return _("It was better, then reliably worse: %(points)s since %(day)s.") % _since(data)
        case "no_change_by_n":
            return _("%(sheets)s answers, and none reliably better than the first.") % data
    return _("The last %(missed)s were not answered.") % data


def _since(data: dict[str, object]) -> dict[str, str]:
    return {"points": points_words(data["difference"]), "day": date_words(data["since"])}  # type: ignore[arg-type]


def no_score_words(score: ScaleScore | None) -> str:
    count = len(score.missing) if score is not None else 0
    return ngettext("no score: %(n)s answer is missing", "no score: %(n)s answers are missing", count) % {"n": count}


OWN_TITLES = {
    "depression": gettext_lazy("Mood"),
    "anxiety": gettext_lazy("Worry"),
    "ptsd": gettext_lazy("After-effects of what happened"),
    "body": gettext_lazy("Body"),
    "distress": gettext_lazy("How heavy things are"),
    "wellbeing": gettext_lazy("How well you feel"),
    "interoception": gettext_lazy("Feeling your body"),
    "emotion_regulation": gettext_lazy("Handling feelings"),
    "resilience": gettext_lazy("Getting back up"),
    "state": gettext_lazy("How it is at the moment"),
}


def own_title(topics: tuple[str, ...]) -> str:
    return str(next((OWN_TITLES[one] for one in topics if one in OWN_TITLES), _("Some questions")))


def own_sentence(change: Change | None, higher_is: str, since: str, count: int) -> str:
    """For the person: what changed, whether by more than chance, and that it does not say why."""
    if count < 2:
        return _("One answer so far. There is nothing yet to compare it with.")
    if change is None or change.difference is None or higher_is == "neither":
        return _("What you answered, side by side. Nobody has worked out what counts as a change here.")
    if change.verdict == "none":
        return _("About as on %(day)s: the difference may be chance.") % {"day": since}
    if change.difference < 0:
        return _("Lower than on %(day)s, by more than chance explains. This does not tell why.") % {"day": since}
    return _("Higher than on %(day)s, by more than chance explains. This does not tell why.") % {"day": since}
