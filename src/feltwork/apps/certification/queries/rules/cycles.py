"""Renewal, admission, pools and days to reckon from, as clauses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _

from feltwork.apps.certification.sentences import amount_words, approval_word, kind_word, requirement_word, words_list
from feltwork.apps.schools.rules import in_words
from feltwork.apps.ui import words
from feltwork.core.certification import Criterion, Cycle, Met, Question, Route, RuleSet, Season

from .parts import Clause, Line, clause, numbered, origin_of, spanned
from .spans import code_words, condition_words, moment_lines, span_words

REFERENCE_YEAR = 2028  # a leap year, so that every day of a year can be named


def cycle_clauses(rules: RuleSet) -> list[Clause]:
    """How long the certificate lasts and how it is renewed; nothing for one that does not end."""
    if rules.cycle is None:
        return []
    return [clause(_("Renewal"), "renewal", _cycle(rules.cycle, rules))]


def _cycle(one: Cycle, rules: RuleSet) -> Iterable[Line]:
    yield spanned(_("It holds for %(span)s.") % {"span": span_words(one.length)}, one.length, one.source)
    for bridge in one.bridges:
        facts = {"date": words.date_words(bridge.began_before), "span": span_words(bridge.length)}
        yield spanned(_("What began before %(date)s holds for %(span)s.") % facts, bridge.length, one.source)
    if one.ends == "end_of_month":
        yield Line(_("It ends with the last day of the month."))
    if one.season:
        yield Line(_season(one.season))
    if one.opens:
        text = _("It can be renewed from %(span)s before the end.") % {"span": span_words(one.opens)}
        yield spanned(text, one.opens, one.source)
    yield Line(_counting(one))
    yield from _late(one)
    if one.carries:
        text = _("What is left over of these goes into the next cycle, once: %(kinds)s.")
        yield Line(text % {"kinds": kind_word(",".join(one.carries), rules)})


def _counting(one: Cycle) -> str:
    if one.restarts:
        return _("Each entry counts in one cycle only; the next cycle begins with the approval of the renewal.")
    return _("Each entry counts in one cycle only; the next cycle begins where the old one ends.")


def _season(one: Season) -> str:
    facts = {"opens": _day(one.opens), "ends": _day(one.ends)}
    if one.years == "odd":
        return _("Everybody renews between %(opens)s and %(ends)s of odd years.") % facts
    if one.years == "even":
        return _("Everybody renews between %(opens)s and %(ends)s of even years.") % facts
    return _("Everybody renews between %(opens)s and %(ends)s.") % facts


def _day(text: str) -> str:
    """10-31 → 31 October"""
    month, day = map(int, text.split("-"))
    return formats.date_format(date(REFERENCE_YEAR, month, day), "j F")


def _late(one: Cycle) -> Iterable[Line]:
    if one.grace:
        sure = _("For %(span)s after the end it can still be renewed.")
        unsure = _("For %(span)s after the end it may still be renewed; a person decides.")
        text = sure if one.grace_is_sure else unsure
        yield spanned(text % {"span": span_words(one.grace)}, one.grace, one.source)
    if one.reinstatement:
        text = _("Until %(span)s after the end it can be taken up again, under conditions; then it has lapsed.")
        yield spanned(text % {"span": span_words(one.reinstatement)}, one.reinstatement, one.source)
    for remedy in one.late:
        yield Line(_("Late: %(remedy)s.") % {"remedy": in_words(remedy.title)}, origin=origin_of(remedy.source))


def moment_clauses(rules: RuleSet) -> list[Clause]:
    """Days that other clauses name; a plain date without a title stands in those clauses itself."""
    return [
        clause(in_words(one.title) if str(one.title) else code_words(one.code), f"moment-{one.code}", lines)
        for one in rules.moments
        if (str(one.title) or not one.day)
        and (lines := [Line(text, origin=origin_of(one.source)) for text in moment_lines(one, rules)])
    ]


def pool_lines(rules: RuleSet) -> Iterable[Line]:
    """Requirements that share entries."""
    for pool in rules.pools:
        titles = {"requirements": requirement_word(",".join(pool.requirements), rules)}
        whole = _("One entry counts in only one of these, whole: %(requirements)s. The best division is found.")
        split = _("No hour counts in two of these: %(requirements)s. The best division is found.")
        yield Line((split if pool.splits else whole) % titles)


def recognition_lines(rules: RuleSet) -> Iterable[Line]:
    """Approvals of other bodies."""
    for one in rules.recognitions:
        facts = {"issuer": one.issuer, "theirs": approval_word(one.approval), "ours": approval_word(one.counts_as)}
        text = _("An approval by %(issuer)s for %(theirs)s counts as ours for %(ours)s.") % facts
        if one.valid_from:
            text += " " + _("From %(date)s.") % {"date": words.date_words(one.valid_from)}
        if one.valid_to:
            text += " " + _("Until %(date)s.") % {"date": words.date_words(one.valid_to)}
        yield Line(text, origin=origin_of(one.source))


def opening_lines(rules: RuleSet) -> Iterable[Line]:
    """Who may choose the edition although its days are others."""
    for one in rules.openings:
        text = _("Also open to those of whom this holds: %(condition)s.")
        text %= {"condition": condition_words(one.when, rules)}
        if one.until:
            text += " " + _("Until %(date)s.") % {"date": words.date_words(one.until)}
        yield Line(text)


def route_clause(route: Route) -> Clause:
    """One way to be admitted, question by question."""
    lines = [line for one in route.criteria for line in _criterion(one)]
    if route.decided_by_person:
        lines.append(Line(_("A person has the last word.")))
    anchor = f"route-{route.code}"
    title, help, origin = in_words(route.title), in_words(route.help), origin_of(route.source)
    return clause(title, anchor, lines, number=route.clause, help=help, origin=origin)


def _criterion(one: Criterion) -> Iterable[Line]:
    parts = [in_words(one.title)]
    if one.at_least:
        parts.append(_("at least %(amount)s") % {"amount": amount_words(one.at_least.value, one.unit)})
    if one.question is Question.DATE and one.in_force:
        parts.append(_("not past"))
    if one.options:
        good = [in_words(option.title) for option in one.options if option.outcome is not Met.NOT_MET]
        parts.append(words_list(good))
    if not one.required:
        parts.append(_("may be left out"))
    if one.checked_by_person:
        parts.append(_("looked at by a person"))
    if one.otherwise is Met.HUMAN:
        parts.append(_("otherwise a person decides"))
    text = f"{'; '.join(part.rstrip('.?') for part in parts)}."
    yield numbered(text, one.at_least) if one.at_least else Line(text, origin=origin_of(one.source))
