"""A requirement as a clause in plain language."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from feltwork.apps.certification.sentences import (
    amount_words,
    approval_word,
    level_word,
    mode_words,
    requirement_word,
    words_list,
)
from feltwork.apps.schools.rules import in_words
from feltwork.apps.ui import words
from feltwork.core.certification import (
    Beyond,
    DaysRule,
    ElapsedRule,
    EvaluationRule,
    GateItem,
    GateRule,
    RatioRule,
    Requirement,
    RuleSet,
    Strictness,
    SumRule,
    TimeRule,
    TotalRule,
    WaysRule,
    Window,
)

from .parts import Clause, Line, clause, numbered, origin_of, spanned
from .spans import condition_words, span_words
from .totals import evaluation_lines, ratio_lines, remedy_lines, time_lines, total_lines, ways_lines


def clause_of(one: Requirement, rules: RuleSet) -> Clause:
    """A requirement as a clause."""
    return clause(
        in_words(one.title),
        one.anchor,
        _lines(one, rules),
        number=one.clause,
        help=in_words(one.help),
        within=requirement_word(one.within, rules) if one.within else "",
        unclear=in_words(one.unclear),
        origin=origin_of(one.source),
    )


def _lines(one: Requirement, rules: RuleSet) -> Iterable[Line]:
    if one.when:
        yield Line(_("Only where %(condition)s.") % {"condition": condition_words(one.when, rules)})
    body = one.body
    if isinstance(body, SumRule):
        yield from _sum(one, body, rules)
    elif isinstance(body, DaysRule):
        yield from _days(one, body, rules)
    elif isinstance(body, GateRule):
        yield from _gate(body, rules)
    elif isinstance(body, ElapsedRule):
        yield from _elapsed(body, rules)
    elif isinstance(body, TotalRule):
        yield from total_lines(one, body, rules)
    elif isinstance(body, RatioRule):
        yield from ratio_lines(one, body, rules)
    elif isinstance(body, TimeRule):
        yield from time_lines(body, rules)
    elif isinstance(body, EvaluationRule):
        yield from evaluation_lines(one, body, rules)
    elif isinstance(body, WaysRule):
        yield from ways_lines(one, body, rules)


def _sum(one: Requirement, body: SumRule, rules: RuleSet) -> Iterable[Line]:
    unit = "hour" if body.count == "hours" else one.unit
    yield numbered(_("At least %(amount)s.") % {"amount": amount_words(one.asked.value, unit)}, one.asked)
    kinds = words_list([in_words(rules.kind(code).title) for code in body.of])
    yield Line(_("Counted from: %(kinds)s.") % {"kinds": kinds})
    if body.given_by:
        text = _("Only what somebody gave who that day also held an approval for %(kind)s.")
        yield Line(text % {"kind": approval_word(body.given_by)})
    if body.per_level:
        for level, number in body.per_level.asks.items():
            facts = {"level": level_word(level, rules), "amount": amount_words(number.value, unit)}
            hard = body.per_level.strictness is Strictness.HARD
            text = _("%(level)s: at least %(amount)s.") if hard else _("%(level)s: %(amount)s recommended.")
            yield numbered(text % facts, number)
        if body.per_level.strictness is Strictness.HARD:
            yield Line(_repair_words(body.per_level.repairable))
    if body.window:
        yield from _window(body.window)


def _repair_words(is_repairable: bool) -> str:
    if is_repairable:
        return _("A gap in a level may be filled later.")
    return _("A gap in a level cannot be filled once the next level has begun.")


def _window(window: Window) -> Iterable[Line]:
    if window.at_most is None:
        text = _("How long after the last training day it still counts is left open; a person decides.")
        yield Line(text, origin=origin_of(window.source))
        return
    text = _("It counts until %(span)s after the last training day.") % {"span": span_words(window.at_most)}
    yield spanned(text, window.at_most, window.source)
    if window.beyond is Beyond.HUMAN:
        yield Line(_("What comes later is for a person to decide."))


def _days(one: Requirement, body: DaysRule, rules: RuleSet) -> Iterable[Line]:
    yield numbered(_("%(amount)s in all.") % {"amount": amount_words(one.asked.value, "day")}, one.asked)
    for level, number in body.per_level.items():
        facts = {"level": level_word(level, rules), "amount": amount_words(number.value, "day")}
        yield numbered(_("%(level)s: %(amount)s.") % facts, number)
    for cap in body.caps:
        facts = {"amount": amount_words(cap.at_most.value, "day"), "modes": mode_words(",".join(cap.modes))}
        yield numbered(_("At most %(amount)s %(modes)s.") % facts, cap.at_most)
    yield from _recording(body, rules)


def _recording(body: DaysRule, rules: RuleSet) -> Iterable[Line]:
    rule = body.recording
    if rule is None:
        yield Line(_("A recording never replaces a day."))
        return
    if rule.levels:
        yield Line(_("Recordings only in: %(levels)s.") % {"levels": level_word(",".join(rule.levels), rules)})
    limits = (
        (rule.at_most_days, _("At most %(amount)s from recordings."), "day"),
        (rule.at_most_modules, _("At most %(amount)s from recordings."), "module"),
        (rule.ask_above_days, _("More than %(amount)s from recordings: a person decides."), "day"),
    )
    for number, text, unit in limits:
        if number is not None:
            yield numbered(text % {"amount": amount_words(number.value, unit)}, number)
    if not rule.consecutive:
        yield Line(_("Never two modules in a row from recordings."))
    if rule.adds:
        facts = {"amount": words.fraction(rule.adds.per_day.value)}
        facts["requirement"] = requirement_word(rule.adds.requirement, rules)
        yield numbered(_("Each day from a recording adds %(amount)s to “%(requirement)s”.") % facts, rule.adds.per_day)


def _gate(body: GateRule, rules: RuleSet) -> Iterable[Line]:
    for item in body.items:
        yield from _item(item)
    if body.opens_in:
        yield Line(_("Opens in %(level)s.") % {"level": level_word(body.opens_in, rules)})
    if body.warn_days:
        text = _("The candidate is told %(amount)s before a document ends.")
        amount = {"amount": amount_words(body.warn_days.value, "day")}
        yield numbered(text % amount, body.warn_days)


def _item(item: GateItem) -> Iterable[Line]:
    title = {"title": in_words(item.title)}
    if item.absent:
        yield Line(_("Must not be there on the day of the decision: %(title)s.") % title, in_words(item.help))
    elif item.for_at_least:
        text = _("In force without a gap for at least %(span)s: %(title)s.")
        yield spanned(text % {"span": span_words(item.for_at_least), **title}, item.for_at_least)
    else:
        yield Line(_("In force on the day of the decision: %(title)s.") % title, in_words(item.help))


def _elapsed(body: ElapsedRule, rules: RuleSet) -> Iterable[Line]:
    facts = {"level": level_word(body.level, rules), "span": span_words(body.at_most)}
    text = _("The last day at %(level)s is no longer ago than %(span)s.") % facts
    if body.modes:
        text += " " + _("Only days %(modes)s.") % {"modes": mode_words(",".join(body.modes))}
    yield spanned(text, body.at_most)
    yield from remedy_lines(body.remedies)
