"""Which requirements of a rule set are answered by queries, and which candidates are explained one by one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import ibis

from feltwork.core.certification._rules import Applies, DaysRule, Kind, Requirement, RuleSet, WaysRule

from ._bodies import Finish, Site, compile_requirement, ruling
from ._cycle import want_cycle
from ._draft_kinds import has_kind, odd_amount, why_not
from ._frame import want_levels
from ._moments import Moments, NotASet, fact
from ._scale import scale_of
from ._schema import SCHEMA
from ._wants import NO, NO_DAY, YES, Get, Wants, day, is_word
from ._words import DOUBTS, HOW


@dataclass(frozen=True, slots=True)
class Compiled:
    """A requirement that is answered by a query, and how, in words."""

    requirement: str
    how: str


@dataclass(frozen=True, slots=True)
class Explained:
    """Something that no query says: `who` is judged by the explaining evaluator because of it, and `why`."""

    code: str
    requirement: str  # empty where it concerns the candidate as a whole
    who: str
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """How a rule set is applied to a register. `scale` is into how many parts a unit is cut."""

    rules: RuleSet
    scale: int
    compiled: tuple[Compiled, ...]
    explained: tuple[Explained, ...]


@dataclass(slots=True)
class Alternative:
    """One way to read a requirement, and when it is asked at all."""

    requirement: Requirement
    finish: Finish
    when: Get | None


@dataclass(slots=True)
class Draft:
    """A rule set compiled for one day and for the tables that have rows."""

    wants: Wants
    versions: list[tuple[str, list[Alternative]]] = field(default_factory=list)
    doubts: list[tuple[str, str, Get]] = field(default_factory=list)  # code, requirement, condition
    kinds: tuple[Kind, ...] = ()


def compile_rules(rules: RuleSet) -> Plan:
    """What of *rules* can be asked of a whole register at once, and what cannot, in words."""
    draft = draft_of(rules, date.max, frozenset(SCHEMA))
    compiled = [
        Compiled(code, HOW[type(one.requirement.body).__name__])
        for code, alternatives in draft.versions
        for one in alternatives[:1]
    ]
    explained = dict.fromkeys(Explained(code, of, *DOUBTS[code]) for code, of, _ in draft.doubts)
    return Plan(rules, draft.wants.scale, tuple(compiled), tuple(explained))


def draft_of(rules: RuleSet, as_of: date, filled: frozenset[str]) -> Draft:
    """The columns of a rule set on a day."""
    return _Drafting(rules, as_of, filled).draft


class _Drafting:
    def __init__(self, rules: RuleSet, as_of: date, filled: frozenset[str]) -> None:
        self.rules, self.as_of = rules, as_of
        self.draft = Draft(Wants(rules, as_of, scale_of(rules), filled))
        self._own = ""
        self.site = Site(self.draft.wants, Moments(self.draft.wants, self.doubt), self.doubt, {})
        want_levels(self.draft.wants)
        self._whole_candidate()
        self._kinds()
        versions = versions_on(rules, as_of)
        for alternatives in sorted(versions, key=_turn):
            self._requirement(alternatives)
        order = [one[0].code for one in versions]
        self.draft.versions.sort(key=lambda one: order.index(one[0]))

    def doubt(self, code: str, when: Get) -> None:
        self.draft.doubts.append((code, self._own, when))

    def _whole_candidate(self) -> None:
        wants = self.draft.wants
        self.doubt("set_aside", lambda row: row["set_aside"] != "")
        for table in ("waivers", "recognised", "rulings"):
            odd = wants.of(table, f"odd_{table}", odd_amount(wants.scale), NO)
            self.doubt("amount_uneven", odd)
        wants.of("holds", "held_since", lambda t: t["since"].min(where=t["since"] <= day(self.as_of)), NO_DAY)
        odd_entries = wants.over_entries("odd_entries", lambda t: t["doubt"].any(), NO)
        self.doubt("entry_uneven", odd_entries)
        if self.rules.cycle:
            _, more = want_cycle(wants, self.rules.cycle)
            self.doubt("renewed_often", lambda row: more(row) > 0)
            if self.rules.cycle.carries:
                self.doubt("carried", lambda row: ibis.coalesce(row["cycle_ordinal"] > 1, False))
        if self.rules.pools:
            self.doubt("pools", lambda _row: YES)

    def _kinds(self) -> None:
        wants = self.draft.wants
        for place, issuer in enumerate(self.rules.ask_about):
            wants.derive(f"issuer_{place}", ruling(wants, "issuer", issuer), at_entries=True)
        if any(kind.also for kind in self.rules.kinds):
            wants.derive("cohort", lambda row: row["cohort"], at_entries=True)
        if any(kind.attested for kind in self.rules.kinds):
            drawn = fact(wants, "drawn_for_audit")
            wants.derive("drawn_for_audit", lambda row: is_word(drawn(row), "yes"), at_entries=True)
        plain = []
        for kind in self.rules.kinds:
            why = why_not(kind, self.rules)
            if why:
                self.doubt(why, has_kind(wants, kind.code))
            elif kind.asks_conversion:
                answer = ruling(wants, "conversion", kind.code)
                self.doubt("conversion_decided", _is_there(answer))
            plain += [] if why else [kind]
        self.draft.kinds = tuple(plain)

    def _requirement(self, alternatives: list[Requirement]) -> None:
        self._own = alternatives[0].code
        try:
            if len(alternatives) > 1 and any(isinstance(one.body, DaysRule) for one in alternatives):
                raise NotASet("days under two readings")
            made = [self._alternative(one) for one in alternatives]
        except NotASet as why:
            self.draft.doubts.append((why.args[0], self._own, lambda _row: YES))
        else:
            self.draft.versions.append((self._own, made))
        self._own = ""

    def _alternative(self, one: Requirement) -> Alternative:
        when = self.site.moments.holds(one.when) if one.when else None
        return Alternative(one, compile_requirement(one, self.site), when)


def _is_there(get: Get) -> Get:
    return lambda row: get(row).notnull()


def versions_on(rules: RuleSet, as_of: date) -> list[list[Requirement]]:
    """Each requirement as it may be read on that day; conditions on the candidate are not looked at."""
    current = {one.code: [one] for one in rules.requirements}
    in_force = [one for one in rules.amendments if one.in_force(as_of)]
    for amendment in sorted(in_force, key=lambda one: one.valid_from):
        for requirement in amendment.requirements:
            before = current.get(requirement.code, [])
            keep = before if amendment.applies is Applies.PERMISSIVELY else []
            current[requirement.code] = [*keep, requirement]
    return list(current.values())


def _turn(alternatives: list[Requirement]) -> tuple[int, int]:
    body = alternatives[0].body
    if isinstance(body, WaysRule):
        return 2, alternatives[0].depth
    return (0, 0) if isinstance(body, DaysRule) else (1, 0)
