"""Totals, counts, ratios, times, examinations and ways as sentences."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feltwork.apps.certification.sentences import amount_words, kind_word, level_word, requirement_word, words_list
from feltwork.apps.schools.rules import in_words
from feltwork.apps.ui import words
from feltwork.core.certification import (
    Beyond,
    Cap,
    Each,
    EvaluationRule,
    RatioRule,
    Remedy,
    Requirement,
    RuleSet,
    TimeRule,
    TotalRule,
    WaysRule,
    Weight,
)

from .filters import filter_lines, filter_words, group_word, per_words
from .parts import Line, numbered, origin_of, spanned
from .spans import code_words, point_words, span_words


def total_lines(one: Requirement, body: TotalRule, rules: RuleSet) -> Iterable[Line]:
    """A total or a count, with all its clauses."""
    unit = "hour" if body.count == "hours" else one.unit
    if body.different:
        facts = {"n": words.fraction(one.asked.value), "what": group_word(body.different)}
        yield numbered(_("At least %(n)s different %(what)s.") % facts, one.asked)
    elif one.asked.value:
        yield numbered(_("At least %(amount)s.") % {"amount": amount_words(one.asked.value, unit)}, one.asked)
    yield Line(_("Counted from: %(kinds)s.") % {"kinds": kind_word(",".join(body.of), rules)})
    yield from map(Line, filter_lines(body.only, rules))
    yield from _span(body, rules)
    for cap in body.caps:
        yield _cap(cap, unit, rules)
    for weight in body.weights:
        yield _weight(weight, unit, rules)
    if body.each:
        yield _each(body.each, unit)
    if body.once:
        yield Line(_("Entries with the same “%(word)s” count once, the first time.") % {"word": code_words(body.once)})


def _span(body: TotalRule, rules: RuleSet) -> Iterable[Line]:
    if body.since:
        text = _("Only from this day on: %(day)s.") % {"day": point_words(body.since, rules)}
        yield spanned(text, body.since.plus or body.since.minus)
    if body.until:
        text = _("Only up to this day: %(day)s.") % {"day": point_words(body.until, rules)}
        yield spanned(text, body.until.plus or body.until.minus)
    for exempt in body.exempt:
        what = filter_words(exempt.only, rules)
        if exempt.at_most:
            facts = {"what": what, "n": words.fraction(exempt.at_most.value)}
            yield numbered(_("Outside these days up to %(n)s may still count of: %(what)s.") % facts, exempt.at_most)
        else:
            yield Line(_("Outside these days this counts too: %(what)s.") % {"what": what})


def _cap(cap: Cap, unit: str, rules: RuleSet) -> Line:
    facts = {"amount": amount_words(cap.at_most.value, unit), "what": filter_words(cap.only, rules)}
    text = _("At most %(amount)s of: %(what)s") if facts["what"] else _("At most %(amount)s")
    parts = [text % facts]
    if cap.per:
        parts.append(per_words(cap.per))
    if cap.in_any:
        parts.append(_("in any %(span)s in a row") % {"span": span_words(cap.in_any)})
    if cap.beyond is Beyond.HUMAN:
        parts.append(_("a person decides which fall"))
    return numbered(f"{', '.join(parts)}.", cap.at_most)


def _weight(weight: Weight, unit: str, rules: RuleSet) -> Line:
    facts = {"what": filter_words(weight.only, rules), "n": words.fraction(weight.times.value)}
    if not weight.for_at_most:
        return numbered(_("These count %(n)s times: %(what)s.") % facts, weight.times)
    facts["amount"] = amount_words(weight.for_at_most.value, unit)
    return numbered(_("These count %(n)s times, for the first %(amount)s: %(what)s.") % facts, weight.times)


def _each(each: Each, unit: str) -> Line:
    facts = {"amount": amount_words(each.at_least.value, unit), "what": group_word(each.by)}
    if each.groups:
        facts["n"] = words.fraction(each.groups.value)
        return numbered(_("In at least %(n)s different %(what)s, %(amount)s in each.") % facts, each.at_least)
    facts["groups"] = words_list([code_words(one) for one in each.among])
    return numbered(_("At least %(amount)s in each of these %(what)s: %(groups)s.") % facts, each.at_least)


def ratio_lines(one: Requirement, body: RatioRule, rules: RuleSet) -> Iterable[Line]:
    """So much of one thing for so much of another."""
    facts = {
        "amount": amount_words(one.asked.value, one.unit),
        "of": kind_word(",".join(body.of), rules),
        "hours": amount_words(body.for_each.value, "hour"),
        "to": kind_word(",".join(body.to), rules),
        "per": per_words(body.per) if body.per else _("on average"),
    }
    yield numbered(_("%(amount)s of %(of)s for each %(hours)s of %(to)s, %(per)s.") % facts, body.for_each)
    if body.levels:
        yield Line(_("Only in %(levels)s.") % {"levels": level_word(",".join(body.levels), rules)})


def time_lines(body: TimeRule, rules: RuleSet) -> Iterable[Line]:
    """So long between two days."""
    days = {"since": point_words(body.since, rules), "to": point_words(body.to, rules)}
    if body.at_least:
        text = _("At least %(span)s from %(since)s to %(to)s.") % {"span": span_words(body.at_least), **days}
        yield spanned(text, body.at_least)
    if body.at_most:
        text = _("At most %(span)s from %(since)s to %(to)s.") % {"span": span_words(body.at_most), **days}
        yield spanned(text, body.at_most)
    if not body.at_least and not body.at_most:
        yield Line(_("%(since)s lies no later than %(to)s.") % days)
    yield from remedy_lines(body.remedies)


def remedy_lines(remedies: Iterable[Remedy]) -> Iterable[Line]:
    """What is left when it is too late."""
    for one in remedies:
        text = _("Afterwards: %(remedy)s.") % {"remedy": in_words(one.title)}
        if one.valid_from:
            text += " " + _("From %(date)s.") % {"date": words.date_words(one.valid_from)}
        if one.valid_to:
            text += " " + _("Until %(date)s.") % {"date": words.date_words(one.valid_to)}
        yield Line(text, origin=origin_of(one.source))


def evaluation_lines(one: Requirement, body: EvaluationRule, rules: RuleSet) -> Iterable[Line]:
    """Attempts, and how long one waits after failing."""
    facts = {"n": int(one.asked.value), "kinds": kind_word(",".join(body.of), rules)}
    text = ngettext("Passed once: %(kinds)s.", "Passed %(n)s times: %(kinds)s.", int(one.asked.value))
    yield numbered(text % facts, one.asked)
    yield from map(Line, filter_lines(body.only, rules))
    if body.attempts:
        number = int(body.attempts.value)
        text = ngettext("At most %(n)s attempt.", "At most %(n)s attempts.", number) % {"n": number}
        yield numbered(text, body.attempts)
    for lock in body.lock_outs:
        number = int(lock.after.value)
        text = ngettext("After %(n)s failure: wait %(span)s.", "After %(n)s failures in a row: wait %(span)s.", number)
        yield spanned(text % {"n": number, "span": span_words(lock.wait)}, lock.wait)


def ways_lines(one: Requirement, body: WaysRule, rules: RuleSet) -> Iterable[Line]:
    """Each alternative with what it needs."""
    number = int(one.asked.value)
    text = ngettext("One of these ways is enough:", "%(n)s of these ways are needed:", number)
    yield Line(text % {"n": number})
    for way in body.ways:
        facts = {"title": in_words(way.title), "needs": requirement_word(",".join(way.needs), rules)}
        yield Line(_("%(title)s: it needs %(needs)s.") % facts, in_words(way.help))
