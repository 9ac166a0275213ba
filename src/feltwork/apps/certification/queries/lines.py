"""Rows of stitches with their numbers in words: one for each level of a requirement, or one for the whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from feltwork.apps.certification.sentences import level_word
from feltwork.apps.ui import words
from feltwork.core.certification import LevelResult, RequirementResult, RuleSet

NONE = Fraction(0)


@dataclass(frozen=True, slots=True)
class Line:
    """What the `levels` component of the look draws; `words` stands beneath the stitches."""

    label: str
    asked: Fraction
    counted: Fraction
    waiting: Fraction
    words: str
    new: Fraction = NONE


def lines_of(result: RequirementResult, rules: RuleSet) -> list[Line]:
    """One line for each level that asks for something; otherwise one for the whole requirement."""
    by_level = [one for one in result.levels if one.asked is not None]
    if by_level:
        return [_of_level(one, rules) for one in by_level]
    return [Line("", result.asked, result.counted - result.above, result.waiting, whole_words(result))]


def count_words(counted: Fraction, asked: Fraction) -> str:
    """6⅔ of 18"""
    return _("%(counted)s of %(asked)s") % {"counted": words.fraction(counted), "asked": words.fraction(asked)}


def whole_words(result: RequirementResult) -> str:
    """The number of a whole requirement with what waits and what a person has to decide."""
    parts = [count_words(result.counted - result.above, result.asked)]
    return ", ".join([*parts, *_more(result.waiting, result.undecided)])


def useful(level: LevelResult) -> Fraction:
    """What a level holds, without what is more than can be used there."""
    return level.counted - level.above


def _of_level(one: LevelResult, rules: RuleSet) -> Line:
    asked = one.asked or NONE
    parts = [count_words(useful(one), asked)]
    if one.above:
        parts.append(_("%(amount)s above that") % {"amount": words.fraction(one.above)})
    if one.recommended:
        parts.append(_("recommended"))
    text = ", ".join([*parts, *_more(one.waiting, one.undecided)])
    return Line(level_word(one.level, rules), asked, useful(one), one.waiting, text)


def _more(waiting: Fraction, undecided: Fraction) -> Iterable[str]:
    if waiting:
        yield _("%(amount)s waiting") % {"amount": words.fraction(waiting)}
    if undecided:
        yield _("%(amount)s undecided") % {"amount": words.fraction(undecided)}
