"""What to do next, as a title and a line of explanation. These speak to the student."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from feltwork.apps.certification.sentences import _words as w
from feltwork.apps.certification.sentences._text import fill
from feltwork.apps.ui import words
from feltwork.core.certification import NextStep, RuleSet

Text = str | Promise
Filled = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class StepWords:
    """A step as the page says it."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class _Step:
    title: Text
    text: Text = ""
    title_due: Text = ""  # instead of `title` where there is a last day


def step_words(step: NextStep, names: Mapping[str, str], rules: RuleSet | None = None) -> StepWords:
    """*step* in words; the arguments are those of `sentence`."""
    filled = _filled(step, w.Vocabulary(names, rules))
    found = STEPS[step.code]
    if callable(found):
        found = found(step.data)
    title = found.title_due if step.due and found.title_due else found.title
    return StepWords(title=str(title) % filled, text=str(found.text) % filled)


def _filled(step: NextStep, vocabulary: w.Vocabulary) -> dict[str, str]:
    filled = fill(step.data, vocabulary)
    filled["due"] = words.date_words(step.due)
    filled["requirement"] = w.requirement_word(step.requirement, vocabulary.rules)
    return filled


def _entries(one: Callable[[int], str], text: Text) -> Callable[[Mapping[str, w.Value]], _Step]:
    return lambda data: _Step(title=one(_whole(data["entries"])), text=text)


def _whole(value: w.Value) -> int:
    return 0 if value is None or isinstance(value, date | str) else int(Fraction(value))


def _days(one: Callable[[int], str], text: Text) -> Callable[[Mapping[str, w.Value]], _Step]:
    return lambda data: _Step(title=one(_whole(data["days"])), text=text)


STEPS: Mapping[str, _Step | Callable[[Mapping[str, w.Value]], _Step]] = {
    "fill_level": _Step(
        title=_("Book %(more_unit)s while you are in %(level)s"),
        title_due=_("Book %(more_unit)s by %(due)s"),
        text=_(
            "%(requirement)s. From the day after that they count for %(next_level)s, and under your rules a gap in "
            "%(level)s cannot be filled later."
        ),
    ),
    "get_signed_for_level": _Step(
        title=_("Get %(amount_unit)s signed"),
        title_due=_("Get %(amount_unit)s signed, best before %(due)s"),
        text=_("%(requirement)s in %(level)s. They count from the day they are signed."),
    ),
    "before_window_ends": _Step(
        title=_("Book %(more_unit)s"),
        title_due=_("Book %(more_unit)s by %(due)s"),
        text=_("%(requirement)s. That is the last day that counts under your rules."),
    ),
    "renew_document": _Step(
        title=_("Renew: %(document)s"),
        title_due=_("Renew before %(due)s: %(document)s"),
        text=_("Send the new one to the school, so that there is no gap."),
    ),
    "ask_for_waiver": lambda data: _Step(
        title=_("Ask the school about %(amount_unit)s"),
        text=_("%(requirement)s in %(level)s: this can no longer be filled by itself. A person can decide.")
        if data.get("level")
        else _("%(requirement)s: this can no longer be filled by itself. A person can decide."),
    ),
    "send_for_signature": _entries(
        lambda n: ngettext("Send one draft to be signed", "Send %(entries)s drafts to be signed", n),
        _("As long as nobody has signed them, drafts count for nothing."),
    ),
    "replace_declined": _entries(
        lambda n: ngettext("One entry was not confirmed", "%(entries)s entries were not confirmed", n),
        _("Correct it and ask again, attach other evidence, or take it out."),
    ),
    "person_decides": _Step(
        title=_("A person at the school decides"), text=_("%(requirement)s. You need not do anything.")
    ),
    "add_missing": _Step(
        title=_("%(requirement)s: %(amount_unit)s still to come"),
        title_due=_("%(requirement)s: %(amount_unit)s still to come, by %(due)s"),
    ),
    "add_missing_part": _Step(
        title=_("%(requirement)s: %(amount_unit)s still to come"),
        title_due=_("%(requirement)s: %(amount_unit)s still to come, by %(due)s"),
        text=_("They count towards “%(parent)s” at the same time."),
    ),
    "provide_document": _Step(title=_("Send the school: %(document)s"), text=_("%(requirement)s.")),
    "make_up_days": _days(
        lambda n: ngettext("Make up one missed day", "Make up %(days)s missed days", n),
        _("Ask your school with which group, or by which recording."),
    ),
    "attend_days": lambda data: _Step(
        title=ngettext("One training day to come", "%(days)s training days to come", _whole(data["days"])),
        title_due=ngettext(
            "One training day to come, on %(due)s",
            "%(days)s training days to come, the next on %(due)s",
            _whole(data["days"]),
        ),
        text=_("%(level)s."),
    ),
    "use_remedy": _Step(
        title=_("What is left: %(remedy)s"), title_due=_("By %(due)s: %(remedy)s"), text=_("%(requirement)s.")
    ),
}
