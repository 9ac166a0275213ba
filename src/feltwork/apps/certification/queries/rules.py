"""Rules as a page: every clause, its numbers, and where each was read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from feltwork.apps.certification.queries.path.scene import month_words
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
    Amendment,
    DaysRule,
    ElapsedRule,
    GateRule,
    Kind,
    Mark,
    Number,
    Period,
    Requirement,
    RuleSet,
    Source,
    Strictness,
    SumRule,
    Window,
)

MARKS: Mapping[Mark, str | Promise] = {
    Mark.BODY: lazy("read at the issuing body"),
    Mark.ELSEWHERE: lazy("read elsewhere"),
    Mark.UNCONFIRMED: lazy("unconfirmed"),
    Mark.DECIDED: lazy("set by whoever wrote these rules"),
}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a number comes from."""

    mark: str
    title: str
    url: str
    collected_on: str
    checked_on: date | None


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of a clause, with the origin of its number; `note` is what a reader should know about it."""

    text: str
    note: str = ""
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    number: str
    anchor: str
    title: str
    help: str
    lines: list[Line]
    within: str = ""
    unclear: str = ""
    origin: Origin | None = None  # of every number of the clause; else each line has its own


@dataclass(frozen=True, slots=True)
class Change:
    title: str
    text: str
    clauses: list[Clause]
    origin: Origin | None


@dataclass(frozen=True, slots=True)
class RulesPage:
    title: str
    help: str
    anchor: str
    levels: list[str]
    clauses: list[Clause]
    kinds: list[Clause]
    providers: list[Line]
    changes: list[Change]
    notes: list[Line]
    sources: list[Origin]
    is_verified: bool


def rules_page(rules: RuleSet) -> RulesPage:
    """Everything a rule set says, in the reader's language."""
    return RulesPage(
        title=in_words(rules.title),
        help=in_words(rules.help),
        anchor=in_words(rules.anchor.title),
        levels=[in_words(level.title) for level in rules.levels],
        clauses=[clause_of(one, rules) for one in rules.requirements],
        kinds=[kind_clause(one, rules) for one in rules.kinds],
        providers=list(_providers(rules)),
        changes=[_change(one, rules) for one in rules.amendments],
        notes=[Line(in_words(one.text), origin=origin_of(one.source)) for one in rules.notes],
        sources=[one for one in map(origin_of, rules.sources.values()) if one],
        is_verified=rules.is_verified,
    )


def origin_of(source: Source | None, number: Number | None = None) -> Origin | None:
    """The origin of a number, or of a whole clause."""
    if source is None and number is None:
        return None
    mark = number.mark if number else source.mark if source else Mark.UNCONFIRMED
    return Origin(
        mark=str(MARKS[mark]),
        title=in_words(source.title) if source else "",
        url=source.url if source and source.url.startswith(("https://", "http://")) else "",
        collected_on=_collected(number.collected_on if number else source.collected_on if source else ""),
        checked_on=number.checked_on if number else source.checked_on if source else None,
    )


def _collected(text: str) -> str:
    """2026-11 → November 2026; what is no month or day stands as it is."""
    try:
        if len(text) == len("2026-11"):
            return month_words(date.fromisoformat(f"{text}-01"))
        return words.date_words(date.fromisoformat(text))
    except ValueError:
        return text


def clause_of(one: Requirement, rules: RuleSet) -> Clause:
    """A requirement as a clause."""
    lines, origin = _shared(_lines(one, rules))
    return Clause(
        number=one.clause,
        anchor=one.anchor,
        title=in_words(one.title),
        help=in_words(one.help),
        lines=lines,
        origin=origin,
        within=requirement_word(one.within, rules) if one.within else "",
        unclear=in_words(one.unclear),
    )


def kind_clause(kind: Kind, rules: RuleSet) -> Clause:
    """A kind of entry as a clause: what it is worth, and who may give it."""
    lines, origin = _shared([*_worth(kind), *_who(kind), *_limits(kind)])
    return Clause(kind.clause, kind.anchor, in_words(kind.title), in_words(kind.help), lines, origin=origin)


def _shared(lines: Iterable[Line]) -> tuple[list[Line], Origin | None]:
    """An origin that all numbers of a clause share is said once, under it."""
    found = list(lines)
    origins = {line.origin for line in found if line.origin}
    if len(origins) != 1:
        return found, None
    return [replace(line, origin=None) for line in found], origins.pop()


def _numbered(text: str, number: Number) -> Line:
    return Line(text, in_words(number.note), origin_of(number.source, number))


def _lines(one: Requirement, rules: RuleSet) -> Iterable[Line]:
    if one.when:
        facts = {"fact": one.when.fact, "value": one.when.value}
        yield Line(_("Only where “%(fact)s” is “%(value)s”.") % facts)
    if isinstance(one.body, SumRule):
        yield from _sum(one, one.body, rules)
    elif isinstance(one.body, DaysRule):
        yield from _days(one, one.body, rules)
    elif isinstance(one.body, GateRule):
        yield from _gate(one.body, rules)
    elif isinstance(one.body, ElapsedRule):
        yield from _elapsed(one.body, rules)


def _sum(one: Requirement, body: SumRule, rules: RuleSet) -> Iterable[Line]:
    unit = "hour" if body.count == "hours" else one.unit
    yield _numbered(_("At least %(amount)s.") % {"amount": amount_words(one.asked.value, unit)}, one.asked)
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
            yield _numbered(text % facts, number)
        if body.per_level.strictness is Strictness.HARD:
            yield Line(_repair_words(body.per_level.repairable))
    if body.window:
        yield _window(body.window)


def _repair_words(is_repairable: bool) -> str:
    if is_repairable:
        return _("A gap in a level may be filled later.")
    return _("A gap in a level cannot be filled once the next level has begun.")


def _window(window: Window) -> Line:
    if window.at_most is None:
        text = _("How long after the last training day it still counts is left open; a person decides.")
    else:
        text = _("It counts until %(span)s after the last training day.") % {"span": span_words(window.at_most)}
    return Line(text, origin=origin_of(window.source))


def _days(one: Requirement, body: DaysRule, rules: RuleSet) -> Iterable[Line]:
    yield _numbered(_("%(amount)s in all.") % {"amount": amount_words(one.asked.value, "day")}, one.asked)
    for level, number in body.per_level.items():
        facts = {"level": level_word(level, rules), "amount": amount_words(number.value, "day")}
        yield _numbered(_("%(level)s: %(amount)s.") % facts, number)
    for cap in body.caps:
        facts = {"amount": amount_words(cap.at_most.value, "day"), "modes": mode_words(",".join(cap.modes))}
        yield _numbered(_("At most %(amount)s %(modes)s.") % facts, cap.at_most)
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
            yield _numbered(text % {"amount": amount_words(number.value, unit)}, number)
    if not rule.consecutive:
        yield Line(_("Never two modules in a row from recordings."))
    if rule.adds:
        facts = {"amount": words.fraction(rule.adds.per_day.value)}
        facts["requirement"] = requirement_word(rule.adds.requirement, rules)
        yield _numbered(_("Each day from a recording adds %(amount)s to “%(requirement)s”.") % facts, rule.adds.per_day)


def _gate(body: GateRule, rules: RuleSet) -> Iterable[Line]:
    for item in body.items:
        text = _("In force on the day of the decision: %(title)s.")
        yield Line(text % {"title": in_words(item.title)}, in_words(item.help))
    if body.opens_in:
        yield Line(_("Opens in %(level)s.") % {"level": level_word(body.opens_in, rules)})


def _elapsed(body: ElapsedRule, rules: RuleSet) -> Iterable[Line]:
    facts = {"level": level_word(body.level, rules), "span": span_words(body.at_most)}
    yield Line(_("The last day at %(level)s is no longer ago than %(span)s.") % facts)
    for remedy in body.remedies:
        yield Line(_("Afterwards: %(remedy)s.") % {"remedy": in_words(remedy.title)}, origin=origin_of(remedy.source))


def _worth(kind: Kind) -> Iterable[Line]:
    if kind.per_entry:
        amount = amount_words(kind.per_entry.value, kind.unit)
        yield _numbered(_("Each counts as %(amount)s.") % {"amount": amount}, kind.per_entry)
    elif kind.hours_per_unit:
        facts = {"hours": amount_words(kind.hours_per_unit.value, "hour"), "unit": amount_words(1, kind.unit)}
        yield _numbered(_("%(hours)s make %(unit)s.") % facts, kind.hours_per_unit)
    else:
        yield Line(_("What it is worth is left open; a person decides."))
    if kind.ask_below_hours:
        hours = words.hours(kind.ask_below_hours.value)
        yield _numbered(_("Shorter than %(hours)s: a person decides.") % {"hours": hours}, kind.ask_below_hours)


def _who(kind: Kind) -> Iterable[Line]:
    if kind.approvals:
        approvals = words_list([approval_word(code) for code in kind.approvals])
        yield Line(_("Given by somebody approved that day, at that level, for: %(kinds)s.") % {"kinds": approvals})
    for also in kind.also:
        yield Line(_("And who that day also held an approval for %(kind)s.") % {"kind": approval_word(also)})


def _limits(kind: Kind) -> Iterable[Line]:
    if kind.modes:
        yield Line(_("Only %(modes)s.") % {"modes": mode_words(",".join(kind.modes))})
    size = kind.group_size
    if size and size.max:
        yield _numbered(_("At most %(n)s people.") % {"n": words.fraction(size.max.value)}, size.max)
    if size and size.ask_above:
        text = _("More than %(n)s people: a person decides.")
        yield _numbered(text % {"n": words.fraction(size.ask_above.value)}, size.ask_above)


def _providers(rules: RuleSet) -> Iterable[Line]:
    if rules.accepts:
        yield Line(_("Approvals by these count: %(issuers)s.") % {"issuers": words_list(list(rules.accepts))})
    if rules.ask_about:
        text = _("About approvals by these a person decides: %(issuers)s.")
        yield Line(text % {"issuers": words_list(list(rules.ask_about))})


def _change(one: Amendment, rules: RuleSet) -> Change:
    facts = {"date": words.date_words(one.valid_from)}
    strict = _("Since %(date)s, for everybody.")
    gentle = _("Since %(date)s, for whoever gains by it.")
    return Change(
        title=in_words(one.title),
        text=(strict if one.applies.value == "strictly" else gentle) % facts,
        clauses=[clause_of(each, rules) for each in one.requirements],
        origin=origin_of(one.source),
    )


def span_words(period: Period) -> str:
    """1 year, 6 months, 21 days"""
    parts = (
        (period.years, ngettext("%(n)s year", "%(n)s years", period.years)),
        (period.months, ngettext("%(n)s month", "%(n)s months", period.months)),
        (period.days, ngettext("%(n)s day", "%(n)s days", period.days)),
    )
    return words_list([text % {"n": n} for n, text in parts if n])
