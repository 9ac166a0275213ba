"""One reason, one sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction

from django.utils.translation import get_language

from feltwork.apps.certification.sentences import _words as w
from feltwork.apps.certification.sentences._reasons import REASONS, Sentence
from feltwork.apps.ui import words
from feltwork.core.certification import Reason, RuleSet


def sentence(reason: Reason, names: Mapping[str, str], rules: RuleSet | None = None) -> str:
    """*reason* in words. *names*: uuid of a provider (as text) → name; *rules* give levels and kinds their titles."""
    text = REASONS[reason.code]
    filled = fill(reason.data, w.Vocabulary(names, rules))
    if not isinstance(text, Sentence):
        return str(text) % filled
    return text.say(reason.data, filled)


def fill(data: Mapping[str, w.Value], vocabulary: w.Vocabulary) -> dict[str, str]:
    """Every value in words; with an amount and a unit also `amount_unit` (2⅔ credits), `more_unit`."""
    filled = {key: _word(key, value, vocabulary) for key, value in data.items()}
    amount, unit = data.get("amount"), data.get("unit")
    if isinstance(amount, Fraction | int) and isinstance(unit, str):
        filled["amount_unit"] = w.amount_words(amount, unit)
        filled["more_unit"] = w.more_words(amount, unit)
    if isinstance(unit, str):
        filled["unit_one"] = w.unit_word(unit, 1)
    return filled


def _word(key: str, value: w.Value, vocabulary: w.Vocabulary) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return words.date_words(value)
    if key in _HOURS and isinstance(value, Fraction | int):
        return words.hours(value)
    if isinstance(value, Fraction | int):
        return words.fraction(value)
    look_up = _BY_KEY.get(key)
    return look_up(value, vocabulary) if look_up else str(value)


_HOURS = ("hours", "ask_below")
_BY_KEY: Mapping[str, Callable[[w.Value, w.Vocabulary], str]] = {
    "provider": lambda value, vocabulary: vocabulary.person(value),
    "level": lambda value, vocabulary: w.level_word(value, vocabulary.rules),
    "next_level": lambda value, vocabulary: w.level_word(value, vocabulary.rules),
    "approved_levels": lambda value, vocabulary: w.level_word(value, vocabulary.rules),
    "requirement": lambda value, vocabulary: w.requirement_word(value, vocabulary.rules),
    "parent": lambda value, vocabulary: w.requirement_word(value, vocabulary.rules),
    "kind": lambda value, vocabulary: w.approvals_word(value),
    "approved_for": lambda value, vocabulary: w.approvals_word(value),
    "mode": lambda value, vocabulary: w.mode_words(value),
    "modes": lambda value, vocabulary: w.mode_words(value),
    "unit": lambda value, vocabulary: w.unit_word(str(value)),
    "document": lambda value, vocabulary: document_word(value, vocabulary.rules),
    "remedy": lambda value, vocabulary: remedy_word(value, vocabulary),
    "amendment": lambda value, vocabulary: amendment_word(value, vocabulary),
}


def document_word(code: w.Value, rules: RuleSet | None) -> str:
    """A document that a requirement names, by its title."""
    bodies = [one.body for one in rules.requirements] if rules else []
    return _titled(code, [item for body in bodies for item in getattr(body, "items", ())])


def remedy_word(code: w.Value, vocabulary: w.Vocabulary) -> str:
    bodies = [one.body for one in vocabulary.rules.requirements] if vocabulary.rules else []
    return _titled(code, [item for body in bodies for item in getattr(body, "remedies", ())])


def amendment_word(code: w.Value, vocabulary: w.Vocabulary) -> str:
    return _titled(code, list(vocabulary.rules.amendments) if vocabulary.rules else [])


def _titled(code: w.Value, things: list[object]) -> str:
    for thing in things:
        if getattr(thing, "code", None) == code:
            title: str = thing.title.in_language(get_language() or "en")  # type: ignore[attr-defined]  # any part with a title
            return title
    return str(code).replace("_", " ")
