"""What `core.exams` finds wrong with an item or a blueprint, in sentences that say what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feltwork.core.exams import Problem

FIELDS = {
    "stem": lambda: _("The question"),
    "choices": lambda: _("The choices"),
    "targets": lambda: _("What is matched with them"),
    "regions": lambda: _("The places on the figure"),
    "criteria": lambda: _("What the two people look for"),
    "figure": lambda: _("The figure"),
    "explanation": lambda: _("The explanation"),
    "key": lambda: _("What is right"),
    "points": lambda: _("The points"),
    "words": lambda: _("The number of words"),
    "language": lambda: _("The language"),
    "parts": lambda: _("The parts"),
}
SAID = {
    "missing": lambda: _("%(field)s: please write something here."),
    "too_long": lambda: _("%(field)s: this is very long. Please shorten it to %(most)s characters."),
    "too_many": lambda: _("%(field)s: there are %(found)s, and at most %(most)s are possible."),
    "double_text": lambda: _("%(field)s: two say the same."),
    "double_id": lambda: _("%(field)s: two have the same name, “%(id)s”."),
    "bad_id": lambda: _("%(field)s: a name may have letters, digits and dashes."),
    "bad_number": lambda: _("%(field)s: please write a number."),
    "bad_shape": lambda: _("%(field)s: a place needs three corners or more that lie on the figure."),
    "no_key": lambda: _("Please say what is right."),
    "unknown_key": lambda: _("What is right names something that is not there."),
    "double_key": lambda: _("What is right names something twice."),
    "all_right": lambda: _("Not everything can be right: then nothing is asked."),
    "not_allowed": lambda: _("%(field)s: this does not go with this kind of question."),
}


def sentences(problems: Iterable[Problem], data: Any = None) -> list[str]:
    """One sentence for each, in order, none twice. *data* is what was looked at; it is not needed for the words."""
    return list(dict.fromkeys(sentence(problem) for problem in problems))


def sentence(problem: Problem) -> str:
    field = field_of(problem)
    facts: Mapping[str, Any] = {"field": field, **problem.facts}
    if problem.code == "too_few":
        least = int(problem.facts.get("least", 1))
        words = ngettext("%(field)s: at least %(n)s is needed.", "%(field)s: at least %(n)s are needed.", least)
        return words % {"field": field, "n": least}
    if problem.code == "incomplete_key":
        missing = int(problem.facts.get("missing", 1))
        words = ngettext(
            "What is right does not say it for one line.", "What is right does not say it for %(n)s lines.", missing
        )
        return words % {"n": missing}
    if problem.code in SAID:
        return SAID[problem.code]() % facts
    return _("%(field)s: this cannot be read (%(code)s).") % {"field": field or _("The question"), "code": problem.code}


def field_of(problem: Problem) -> str:
    """The part of the page that is meant, with the number of its line."""
    name, _dot, rest = problem.where.partition(".")
    known = FIELDS[name]() if name in FIELDS else _("The question")
    line = rest.split(".")[0]
    return _("%(field)s, line %(line)s") % {"field": known, "line": int(line) + 1} if line.isdigit() else known
