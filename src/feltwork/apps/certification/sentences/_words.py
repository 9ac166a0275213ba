"""Single words: of units, levels, kinds, modes, requirements and names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import ceil

from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from feltwork.apps.ui import words
from feltwork.core.certification import RuleSet

Value = date | Fraction | str | int | None

MODES: dict[str, str | Promise] = {
    "in_person": lazy("in person"),
    "online": lazy("by video"),
    "phone": lazy("by phone"),
    "hybrid": lazy("partly online"),
    "recording": lazy("from a recording"),
}

# what an approval is for, as it reads inside a sentence
APPROVALS: dict[str, str | Promise] = {
    "personal_session": lazy("personal sessions"),
    "consultation_individual": lazy("one-to-one consultation"),
    "consultation_group": lazy("group consultation"),
    "faculty": lazy("the work of faculty"),
    "assists_on_training": lazy("assisting on a training"),
    "consultant_in_training": lazy("consulting in training"),
    "acc": lazy("ACC"),
    "pcc": lazy("PCC"),
    "mcc": lazy("MCC"),
    "rpt": lazy("RPT"),
    "rpt_s": lazy("RPT-S"),
}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What codes are called: people by the uuid of the provider, everything else by the rules."""

    names: Mapping[str, str] = field(default_factory=dict)
    rules: RuleSet | None = None

    def person(self, code: Value) -> str:
        return self.names.get(str(code)) or _("The provider")


def amount_words(amount: Fraction | int, unit: str) -> str:
    """2⅔ credits, 1 session: an exact number with its unit."""
    return f"{words.fraction(amount)} {unit_word(unit, amount)}"


def more_words(amount: Fraction | int, unit: str) -> str:
    """2⅔ more credits, 1 more session."""
    return _("%(amount)s more %(unit)s") % {"amount": words.fraction(amount), "unit": unit_word(unit, amount)}


def unit_word(unit: str, amount: Fraction | int = 2) -> str:
    """The unit, in the singular up to one; a unit that no page knows stands as the rules write it."""
    say = _UNITS.get(unit)
    return say(ceil(amount)) if say else unit.replace("_", " ")


_UNITS: dict[str, Callable[[int], str]] = {
    "session": lambda n: ngettext("session", "sessions", n),
    "credit": lambda n: ngettext("credit", "credits", n),
    "day": lambda n: ngettext("day", "days", n),
    "hour": lambda n: ngettext("hour", "hours", n),
    "document": lambda n: ngettext("document", "documents", n),
    "condition": lambda n: ngettext("condition", "conditions", n),
    "examination": lambda n: ngettext("examination", "examinations", n),
    "module": lambda n: ngettext("module", "modules", n),
    "unit": lambda n: ngettext("unit", "units", n),
    "week": lambda n: ngettext("week", "weeks", n),
    "year": lambda n: ngettext("year", "years", n),
    "client": lambda n: ngettext("client", "clients", n),
    "course": lambda n: ngettext("course", "courses", n),
    "recording": lambda n: ngettext("recording", "recordings", n),
    "engagement": lambda n: ngettext("engagement", "engagements", n),
    "review": lambda n: ngettext("review", "reviews", n),
    "phase": lambda n: ngettext("phase", "phases", n),
    "entry": lambda n: ngettext("entry", "entries", n),
}


def level_word(code: Value, rules: RuleSet | None) -> str:
    """A level's title; several codes with commas between become a list."""
    return _each(code, lambda one: _title(rules.level(one).title.in_language) if rules else one)


def kind_word(code: Value, rules: RuleSet | None) -> str:
    """A kind of entry, or what an approval is for."""
    return _each(code, lambda one: _title(rules.kind(one).title.in_language) if rules else approval_word(one))


def approval_word(code: str) -> str:
    """What an approval is for, inside a sentence: personal sessions."""
    return str(APPROVALS.get(code, code.replace("_", " ")))


def approvals_word(code: Value) -> str:
    """The same for one code or several with commas between."""
    return words_list([approval_word(part) for part in _parts(code)])


def requirement_word(code: Value, rules: RuleSet | None) -> str:
    return _each(code, lambda one: _title(rules.requirement(one).title.in_language) if rules else one)


def mode_words(code: Value) -> str:
    return words_list([str(MODES.get(part, part)) for part in _parts(code)])


def words_list(parts: list[str]) -> str:
    """a, b and c"""
    if len(parts) < 2:
        return "".join(parts)
    return _("%(several)s and %(last)s") % {"several": ", ".join(parts[:-1]), "last": parts[-1]}


def _each(code: Value, look_up: Callable[[str], str]) -> str:
    found = []
    for part in _parts(code):
        try:
            found.append(look_up(part))
        except KeyError:  # a code of another edition: better its plain form than no page
            found.append(part.replace("_", " "))
    return words_list(found)


def _parts(code: Value) -> list[str]:
    return [part.strip() for part in str(code or "").split(",") if part.strip()]


def _title(in_language: Callable[[str], str]) -> str:
    return in_language(get_language() or "en")
