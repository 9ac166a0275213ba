"""What depends on itself: moments, kinds that are counted as other kinds, requirements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from feltwork.core.certification._rules import Condition, DaysRule, Moment, RuleSet, WaysRule

from .concern import Concern, reach


def circles(rules: RuleSet) -> Iterator[Concern]:
    """Everything from which one comes back to it."""
    moments = {one.code: set(_leans_on(one)) for one in rules.moments}
    expected = "moments that lead to a fact, a document or a day"
    yield from _round("moments", "“{}” reckons from itself", expected, moments)
    parts = {kind.code: {part.kind for part in kind.parts} for kind in rules.kinds}
    yield from _round("kinds", "“{}” is a part of itself", "parts that are other kinds", parts)
    expected = "requirements that do not lead back"
    yield from _round("requirements", "“{}” depends on itself", expected, _dependencies(rules))


def _round(section: str, found: str, expected: str, needs: Mapping[str, Iterable[str]]) -> Iterator[Concern]:
    for code in needs:
        if code in reach(code, needs):
            yield Concern(code="circular", where=code, section=section, found=found.format(code), expected=expected)


def _leans_on(one: Moment) -> Iterator[str]:
    yield from (one.otherwise, *one.earliest, *one.latest)
    if one.when:
        yield from moments_in(one.when)


def moments_in(one: Condition) -> Iterator[str]:
    """The moments that a condition looks at."""
    yield one.moment
    yield from (point.moment for point in (one.by, one.not_before) if point)
    for part in (*one.all_of, *one.any_of, *one.none_of):
        yield from moments_in(part)


def _dependencies(rules: RuleSet) -> dict[str, set[str]]:
    """A part depends on its whole, a way on what it needs, and what recordings enlarge on the days."""
    needs = {one.code: {one.within} - {""} for one in rules.requirements}
    for one in rules.requirements:
        if isinstance(one.body, WaysRule):
            needs[one.code] = {code for way in one.body.ways for code in way.needs}
        if isinstance(one.body, DaysRule) and one.body.recording and one.body.recording.adds:
            needs.setdefault(one.body.recording.adds.requirement, set()).add(one.code)
    return needs
