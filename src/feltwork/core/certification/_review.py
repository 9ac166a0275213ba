"""A second look at rules that can be read: what can never be met, leads in a circle, or serves nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from ._errors import nearest
from ._rules import Condition, Moment, Requirement, RuleSet, TimeRule, TotalRule, WaysRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """Something odd about a part of the rules. `code` is never_met, circular, unused, or unreachable."""

    code: str
    where: str  # the code of the part
    section: str  # requirements | kinds | moments | pools
    found: str
    expected: str


def review(rules: RuleSet) -> tuple[Concern, ...]:
    """Everything odd about *rules*, in the order of the file's sections."""
    return (*_moments(rules), *_kinds(rules), *_requirements(rules), *_ways(rules))


def _moments(rules: RuleSet) -> Iterator[Concern]:
    needs = {one.code: set(_leans_on(one)) for one in rules.moments}
    for code in needs:
        if code in _reach(code, needs):
            yield Concern(
                code="circular",
                where=code,
                section="moments",
                found=f"“{code}” reckons from itself",
                expected="moments that lead to a fact, a document or a day",
            )


def _leans_on(one: Moment) -> Iterator[str]:
    yield from (one.otherwise, *one.earliest, *one.latest)
    if one.when:
        yield from _in_condition(one.when)


def _in_condition(one: Condition) -> Iterator[str]:
    yield one.moment
    yield from (point.moment for point in (one.by, one.not_before) if point)
    for part in (*one.all_of, *one.any_of, *one.none_of):
        yield from _in_condition(part)


def _reach(start: str, needs: Mapping[str, Iterable[str]]) -> set[str]:
    """Everything that can be come to from *start* in one step or more."""
    found: set[str] = set()
    waiting = list(needs.get(start, ()))
    while waiting:
        code = waiting.pop()
        if code not in found:
            found.add(code)
            waiting += needs.get(code, ())
    return found


def _kinds(rules: RuleSet) -> Iterator[Concern]:
    used = set(_kinds_used(rules))
    for kind in rules.kinds:
        if kind.code not in used:
            near = nearest(kind.code, used)
            yield Concern(
                code="unused",
                where=kind.code,
                section="kinds",
                found=f"no requirement takes “{kind.code}”",
                expected="a kind that something asks for" + (f", perhaps “{near}”" if near else ""),
            )


def _kinds_used(rules: RuleSet) -> Iterator[str]:
    every = [*rules.requirements, *(one for amendment in rules.amendments for one in amendment.requirements)]
    for requirement in every:
        yield from getattr(requirement.body, "of", ())
        yield from getattr(requirement.body, "to", ()) if not isinstance(requirement.body, TimeRule) else ()
    for kind in rules.kinds:
        yield from kind.needs.of if kind.needs else ()
        if kind.parts:
            yield kind.code
            yield from (part.kind for part in kind.parts)


def _requirements(rules: RuleSet) -> Iterator[Concern]:
    needs = {one.code: {one.within} - {""} for one in rules.requirements}
    for one in rules.requirements:
        if isinstance(one.body, WaysRule):
            needs[one.code] = {code for way in one.body.ways for code in way.needs}
    for one in rules.requirements:
        if one.code in _reach(one.code, needs):
            found, expected = f"“{one.code}” depends on itself", "requirements that do not lead back"
            yield _about(one, "circular", found, expected)
        yield from _never_met(one)


def _never_met(one: Requirement) -> Iterator[Concern]:
    body = one.body
    if isinstance(body, TotalRule):
        most = _most(body)
        if most is not None and most < one.asked.value:
            found = f"asks for {one.asked.value}, and its caps let at most {most} count"
            yield _about(one, "never_met", found, f"at most {most}, or larger caps")
        named = body.each
        if named and named.groups and named.among and named.groups.value > len(named.among):
            found = f"asks for {named.groups.value} groups and names {len(named.among)}"
            yield _about(one, "never_met", found, "as many groups as are asked for")
    elif isinstance(body, WaysRule) and one.asked.value > len(body.ways):
        yield _about(one, "never_met", f"asks for {one.asked.value} of {len(body.ways)} ways", "as many ways")
    elif isinstance(body, TimeRule) and body.at_least and body.at_most:
        least, most_days = _days(body.at_least), _days(body.at_most)
        if least > most_days:
            found = f"at least {body.at_least} and at most {body.at_most}"
            yield _about(one, "never_met", found, "a minimum that is not above the maximum")


def _most(body: TotalRule) -> Fraction | None:
    """The most that can count, where every kind lies under a plain cap of its own; None if there is no such bound."""
    if body.weights or body.count not in ("units", "hours"):
        return None
    bounds: dict[str, Fraction] = {}
    whole: list[Fraction] = []
    for cap in body.caps:
        plain = not cap.per and not cap.in_any
        only = cap.only
        bare = not (only.attributes or only.without or only.modes or only.levels or only.given_by or only.excepted)
        if not plain or not bare or only.since or only.until:
            continue
        kinds = only.of or body.of
        if set(kinds) >= set(body.of):
            whole.append(cap.at_most.value)
        elif len(kinds) == 1:
            bounds[kinds[0]] = min(cap.at_most.value, bounds.get(kinds[0], cap.at_most.value))
    if set(bounds) >= set(body.of):
        whole.append(sum(bounds.values(), Fraction(0)))
    return min(whole, default=None)


def _days(period: object) -> int:
    years, months, days = (getattr(period, word) for word in ("years", "months", "days"))
    return int(years) * 366 + int(months) * 31 + int(days)


def _ways(rules: RuleSet) -> Iterator[Concern]:
    by_code = {one.code: one for one in rules.requirements}
    for one in rules.requirements:
        if not isinstance(one.body, WaysRule):
            continue
        for way in one.body.ways:
            own = [by_code[code] for code in way.needs if code in by_code]
            lost = [part.code for part in own if any(_never_met(part))]
            opposed = _opposed([part.when for part in own if part.when])
            if lost or opposed:
                why = f"“{lost[0]}” can never be met" if lost else "it needs what never holds together"
                found = f"the way “{way.code}” can never be taken: {why}"
                yield _about(one, "unreachable", found, "a way that somebody can take")


def _opposed(conditions: list[Condition]) -> bool:
    """Whether two conditions ask the same fact for different words, or for the first and a later cycle."""
    facts: dict[str, set[str]] = {}
    for one in conditions:
        if one.fact and one.value:
            facts.setdefault(one.fact, set()).add(one.value)
        if one.cycle:
            facts.setdefault(" cycle", set()).add(one.cycle)
    return any(len(values) > 1 for values in facts.values())


def _about(one: Requirement, code: str, found: str, expected: str) -> Concern:
    return Concern(code=code, where=one.code, section="requirements", found=found, expected=expected)
