"""Alternatives that nobody can take, or that add nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from feltwork.core.certification._rules import Requirement, RuleSet, Way, WaysRule

from .concern import Concern, about
from .conditions import opposed
from .never import reasons_against


def unreachable(rules: RuleSet) -> Iterator[Concern]:
    """Ways that can never be taken, and ways that lead through another."""
    by_code = {one.code: one for one in rules.requirements}
    for one in rules.requirements:
        if not isinstance(one.body, WaysRule):
            continue
        for way in one.body.ways:
            why = _why_closed(way, by_code, rules) or (_contains(way, one.body) if one.asked.value == 1 else "")
            if why:
                found = f"the way “{way.code}” can never be taken: {why}"
                yield about(one, "unreachable", found, "a way that somebody can take")


def _why_closed(way: Way, by_code: Mapping[str, Requirement], rules: RuleSet) -> str:
    own = [by_code[code] for code in way.needs if code in by_code]
    lost = next((part.code for part in own if any(reasons_against(part, rules))), "")
    if lost:
        return f"“{lost}” can never be met"
    if opposed([part.when for part in own if part.when]):
        return "it needs what never holds together"
    return ""


def _contains(way: Way, body: WaysRule) -> str:
    """Another way that is met before this one can be."""
    for other in body.ways:
        smaller = set(other.needs) < set(way.needs)
        twin = set(other.needs) == set(way.needs) and body.ways.index(other) < body.ways.index(way)
        if smaller or twin:
            return f"whoever comes there has already taken “{other.code}”"
    return ""
