"""Everything that one edition says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from feltwork.apps.certification.sentences import amount_words, words_list
from feltwork.apps.schools.rules import in_words
from feltwork.apps.ui import words
from feltwork.core.certification import Amendment, RuleSet

from .clauses import clause_of
from .cycles import cycle_clauses, moment_clauses, opening_lines, pool_lines, recognition_lines, route_clause
from .kinds import kind_clause
from .parts import Clause, Line, Origin, numbered, origin_of


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
    openings: list[Line]
    levels: list[str]
    clauses: list[Clause]
    pools: list[Line]
    kinds: list[Clause]
    providers: list[Line]
    renewal: list[Clause]
    moments: list[Clause]
    routes: list[Clause]
    changes: list[Change]
    notes: list[Line]
    sources: list[Origin]
    is_verified: bool

    @property
    def unconfirmed(self) -> int:
        """How many sentences rest on a number that nobody confirmed."""
        changed = [one for change in self.changes for one in change.clauses]
        every = (*self.clauses, *self.kinds, *self.renewal, *self.moments, *self.routes, *changed)
        return sum(one.unconfirmed for one in every)


def rules_page(rules: RuleSet) -> RulesPage:
    """Everything a rule set says, in the reader's language."""
    return RulesPage(
        title=in_words(rules.title),
        help=in_words(rules.help),
        anchor=in_words(rules.anchor.title),
        openings=list(opening_lines(rules)),
        levels=[in_words(level.title) for level in rules.levels],
        clauses=[clause_of(one, rules) for one in rules.requirements],
        pools=list(pool_lines(rules)),
        kinds=[kind_clause(one, rules) for one in rules.kinds],
        providers=[*provider_lines(rules), *recognition_lines(rules)],
        renewal=cycle_clauses(rules),
        moments=moment_clauses(rules),
        routes=[route_clause(one) for one in rules.routes],
        changes=[_change(one, rules) for one in rules.amendments],
        notes=[*note_lines(rules)],
        sources=[one for one in map(origin_of, rules.sources.values()) if one],
        is_verified=rules.is_verified,
    )


def note_lines(rules: RuleSet) -> Iterable[Line]:
    """What a reader should know and no rule can hold."""
    for one in rules.notes:
        yield Line(in_words(one.text), origin=origin_of(one.source))
    if rules.review_days:
        text = _("The estimate of the finish allows %(amount)s for the review.")
        yield numbered(text % {"amount": amount_words(rules.review_days.value, "day")}, rules.review_days)


def provider_lines(rules: RuleSet) -> Iterable[Line]:
    """Whose approvals of providers count."""
    if rules.accepts:
        yield Line(_("Approvals by these count: %(issuers)s.") % {"issuers": words_list(list(rules.accepts))})
    if rules.ask_about:
        text = _("About approvals by these a person decides: %(issuers)s.")
        yield Line(text % {"issuers": words_list(list(rules.ask_about))})


def _change(one: Amendment, rules: RuleSet) -> Change:
    facts = {"date": words.date_words(one.valid_from)}
    strict = _("Since %(date)s, for everybody.")
    gentle = _("Since %(date)s, for whoever gains by it.")
    text = (strict if one.applies.value == "strictly" else gentle) % facts
    if one.valid_to:
        text += " " + _("Until %(date)s.") % {"date": words.date_words(one.valid_to)}
    clauses = [clause_of(each, rules) for each in one.requirements]
    return Change(title=in_words(one.title), text=text, clauses=clauses, origin=origin_of(one.source))
