"""Requirements that nobody can ever meet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from feltwork.core.certification._language.numbers import MODES
from feltwork.core.certification._rules import (
    Criterion,
    DaysRule,
    EvaluationRule,
    Filter,
    GateRule,
    Kind,
    Met,
    Question,
    Requirement,
    RuleSet,
    TimeRule,
    TotalRule,
    WaysRule,
)

from .concern import Concern, about, every
from .conditions import opposed

Pair = tuple[str, str]  # what was found, what was expected


def never_met(rules: RuleSet) -> Iterator[Concern]:
    """Every requirement and question that refuses everybody."""
    for one in every(rules):
        for found, expected in reasons_against(one, rules):
            yield about(one, "never_met", found, expected)
    yield from _opposed_documents(rules)
    for route in rules.routes:
        for criterion in route.criteria:
            if _refuses_all(criterion):
                found = f"no answer to “{criterion.code}” lets anybody in"
                expected = "an option whose outcome is met or human"
                yield Concern(code="never_met", where=route.code, section="admission", found=found, expected=expected)


def reasons_against(one: Requirement, rules: RuleSet) -> Iterator[Pair]:
    """Why nobody can meet *one*, looked at alone; nothing if somebody may."""
    kinds = {kind.code: kind for kind in rules.kinds}
    body = one.body
    if one.when and opposed([one.when]):
        yield "it is asked of nobody: its condition contradicts itself", "a condition that can hold"
    if isinstance(body, TotalRule):
        yield from _total(one, body, kinds)
    elif isinstance(body, DaysRule):
        yield from _days(one, body)
    elif isinstance(body, EvaluationRule):
        if body.attempts and body.attempts.value < one.asked.value:
            yield f"asks for {one.asked.value} passed in {body.attempts.value} attempts", "as many attempts"
        yield from _filter(body.only, body.of, kinds)
    elif isinstance(body, WaysRule):
        if one.asked.value > len(body.ways):
            yield f"asks for {one.asked.value} of {len(body.ways)} ways", "as many ways"
    elif isinstance(body, TimeRule):
        yield from _time(body)


def _total(one: Requirement, body: TotalRule, kinds: Mapping[str, Kind]) -> Iterator[Pair]:
    most = _most(body)
    if most is not None and most < one.asked.value:
        found = f"asks for {one.asked.value}, and its caps let at most {most} count"
        yield found, f"at most {most}, or larger caps"
    named = body.each
    if named and named.groups and named.among and named.groups.value > len(named.among):
        found = f"asks for {named.groups.value} groups and names {len(named.among)}"
        yield found, "as many groups as are asked for"
    if one.asked.value or named:
        yield from _filter(body.only, body.of, kinds)


def _most(body: TotalRule) -> Fraction | None:
    """The most that can count, where every kind lies under a plain cap of its own; None if there is no such bound."""
    if body.weights or body.count not in ("units", "hours"):
        return None
    bounds: dict[str, Fraction] = {}
    whole: list[Fraction] = []
    for cap in body.caps:
        if cap.per or cap.in_any or cap.only != Filter(of=cap.only.of):
            continue
        kinds = cap.only.of or body.of
        if set(kinds) >= set(body.of):
            whole.append(cap.at_most.value)
        elif len(kinds) == 1:
            bounds[kinds[0]] = min(cap.at_most.value, bounds.get(kinds[0], cap.at_most.value))
    if set(bounds) >= set(body.of):
        whole.append(sum(bounds.values(), Fraction(0)))
    return min(whole, default=None)


def _filter(only: Filter | None, of: tuple[str, ...], kinds: Mapping[str, Kind]) -> Iterator[Pair]:
    if only is None:
        return
    if only.of and not set(only.of) & set(of):
        yield f"takes only {', '.join(only.of)}, none of which it counts", "kinds that stand in “of”"
    least, most = only.group_at_least, only.group_at_most
    if least and most and least.value > most.value:
        yield f"groups of at least {least.value} and at most {most.value}", "a group size that exists"
    for word, values in only.attributes.items():
        if set(values) <= set(only.without.get(word, ())):
            yield f"“{word}” with and without {', '.join(values)}", "words that are not also refused"
    taken = [kinds[code] for code in only.of or of if code in kinds]
    if only.modes and taken and all(kind.modes and not set(kind.modes) & set(only.modes) for kind in taken):
        yield f"takes only {', '.join(only.modes)}, which its kinds do not allow", "modes that its kinds allow"


def _days(one: Requirement, body: DaysRule) -> Iterator[Pair]:
    least = sum((number.value for number in body.per_level.values()), Fraction(0))
    if least > one.asked.value:
        yield f"levels that ask for {least} together, more than {one.asked.value} in all", "a total that is their sum"
    capped = {mode for cap in body.caps for mode in cap.modes}
    possible = set(MODES) - {"recording"} | ({"recording"} if body.recording else set())
    most = sum((cap.at_most.value for cap in body.caps), Fraction(0))
    if capped >= possible and most < one.asked.value:
        yield f"asks for {one.asked.value}, and its caps let at most {most} count", f"at most {most}, or larger caps"


def _time(body: TimeRule) -> Iterator[Pair]:
    if body.at_least and body.at_most and days_of(body.at_least) > days_of(body.at_most):
        yield f"at least {body.at_least} and at most {body.at_most}", "a minimum that is not above the maximum"
    if body.at_least and body.since == body.to:
        yield "from a day to the same day", "two different days"


def days_of(period: object) -> int:
    """A length of time in days, roughly, to compare two."""
    years, months, days = (getattr(period, word) for word in ("years", "months", "days"))
    return int(years) * 366 + int(months) * 31 + int(days)


def _opposed_documents(rules: RuleSet) -> Iterator[Concern]:
    """A document that one requirement wants and another refuses, both of everybody."""
    free = {
        code for one in rules.requirements if isinstance(one.body, WaysRule) for w in one.body.ways for code in w.needs
    }
    asked = [one for one in rules.requirements if one.code not in free and one.when is None]
    items = [(one, item) for one in asked if isinstance(one.body, GateRule) for item in one.body.items]
    refused = {code for _, item in items if item.absent for code in item.any_of}
    for one, item in items:
        if not item.absent and set(item.any_of) <= refused:
            found = f"“{item.code}” has to be there and must not be there"
            yield about(one, "never_met", found, "a document that nothing refuses")


def _refuses_all(one: Criterion) -> bool:
    return (
        one.required
        and one.question is Question.CHOICE
        and one.otherwise is Met.NOT_MET
        and all(option.outcome is Met.NOT_MET for option in one.options)
    )
