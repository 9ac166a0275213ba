"""Lengths of time, days that rules reckon from, and conditions, in words."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feltwork.apps.certification.sentences import kind_word, level_word, words_list
from feltwork.apps.schools.rules import in_words
from feltwork.apps.ui import words
from feltwork.core.certification import Condition, Moment, Period, Point, RuleSet


def span_words(period: Period) -> str:
    """1 year, 6 months, 3 weeks, 10 days"""
    weeks = period.days // 7 if period.days % 7 == 0 and period.days > 7 else 0
    if weeks and not period.years and not period.months:
        return ngettext("%(n)s week", "%(n)s weeks", weeks) % {"n": weeks}
    parts = (
        (period.years, ngettext("%(n)s year", "%(n)s years", period.years)),
        (period.months, ngettext("%(n)s month", "%(n)s months", period.months)),
        (period.days, ngettext("%(n)s day", "%(n)s days", period.days)),
    )
    return words_list([text % {"n": n} for n, text in parts if n])


def code_words(code: str) -> str:
    """A word that a file gives without a title, as people would write it."""
    return code.replace("_", " ")


def point_words(point: Point, rules: RuleSet) -> str:
    """18 months before the day of the decision"""
    text = moment_words(point.moment, rules)
    if point.plus:
        text = _("%(span)s after %(day)s") % {"span": span_words(point.plus), "day": text}
    if point.minus:
        text = _("%(span)s before %(day)s") % {"span": span_words(point.minus), "day": text}
    return text


def moment_words(code: str, rules: RuleSet) -> str:
    """A moment by its title, inside a sentence."""
    built_in = {
        "as_of": _("the day of the decision"),
        "anchor": f"“{in_words(rules.anchor.title)}”",
        "training_end": _("the last training day"),
        "cycle_start": _("the first day of the cycle"),
        "cycle_end": _("the last day of the cycle"),
    }
    if code in built_in:
        return built_in[code]
    own = next((one for one in rules.moments if one.code == code), None)
    if own and own.day and not str(own.title):
        return words.date_words(own.day)
    return f"“{in_words(own.title) if own and str(own.title) else code_words(code)}”"


def moment_lines(one: Moment, rules: RuleSet) -> Iterable[str]:
    """What day a moment is."""
    base = _base_words(one, rules)
    for span, text in ((one.plus, _("%(span)s after: %(day)s")), (one.minus, _("%(span)s before: %(day)s"))):
        if span and base:
            base = text % {"span": span_words(span), "day": base}
    if base:
        yield f"{base[:1].upper()}{base[1:]}."
    if one.when:
        yield _("Only where %(condition)s.") % {"condition": condition_words(one.when, rules)}
    if one.otherwise:
        yield _("Where it is not known: %(day)s.") % {"day": moment_words(one.otherwise, rules)}


def _base_words(one: Moment, rules: RuleSet) -> str:
    if one.fact:
        return _("the day that the school records as “%(fact)s”") % {"fact": code_words(one.fact)}
    if one.gate:
        return _("the first day of the document “%(code)s”") % {"code": code_words(one.gate)}
    if one.first_of:
        return _("the first of: %(kinds)s") % {"kinds": kind_word(",".join(one.first_of), rules)}
    if one.last_of:
        return _("the last of: %(kinds)s") % {"kinds": kind_word(",".join(one.last_of), rules)}
    if one.level:
        return _("the first day of %(level)s") % {"level": level_word(one.level, rules)}
    if one.day:
        return _("%(date)s, for everybody") % {"date": words.date_words(one.day)}
    several = words_list([moment_words(code, rules) for code in one.earliest or one.latest])
    if one.earliest:
        return _("the earliest that is known of %(days)s") % {"days": several}
    return _("the latest that is known of %(days)s") % {"days": several} if one.latest else ""


def condition_words(one: Condition, rules: RuleSet) -> str:
    """A condition as half a sentence: “licence” is “yes” and …"""
    parts = [*_own_words(one, rules), *(condition_words(part, rules) for part in one.all_of)]
    if one.any_of:
        parts.append(_(" or ").join(condition_words(part, rules) for part in one.any_of))
    parts += [
        _("it is not so that %(condition)s") % {"condition": condition_words(part, rules)} for part in one.none_of
    ]
    return _(" and ").join(parts)


def _own_words(one: Condition, rules: RuleSet) -> Iterable[str]:
    fact = code_words(one.fact)
    if one.fact and one.value:
        yield _("“%(fact)s” is “%(value)s”") % {"fact": fact, "value": code_words(one.value)}
    if one.fact and one.at_least:
        yield _("“%(fact)s” is at least %(n)s") % {"fact": fact, "n": words.fraction(one.at_least.value)}
    if one.fact and not one.value and not one.at_least:
        yield _("“%(fact)s” is known") % {"fact": fact}
    if one.moment:
        day = moment_words(one.moment, rules)
        if not one.by and not one.not_before:
            yield _("%(day)s is known") % {"day": day}
        if one.by:
            yield _("%(day)s lies no later than %(limit)s") % {"day": day, "limit": point_words(one.by, rules)}
        if one.not_before:
            yield _("%(day)s lies no earlier than %(limit)s") % {
                "day": day,
                "limit": point_words(one.not_before, rules),
            }
    if one.cycle:
        yield _("it is the first cycle") if one.cycle == "first" else _("it is a later cycle than the first")
