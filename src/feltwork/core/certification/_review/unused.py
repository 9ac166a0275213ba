"""Kinds and moments that nothing takes, and amendments that never begin."""

from __future__ import annotations

from collections.abc import Iterator

from feltwork.core.certification._errors import nearest
from feltwork.core.certification._rules import Condition, Moment, Point, RatioRule, RuleSet

from .concern import Concern, every, pieces


def unused(rules: RuleSet) -> Iterator[Concern]:
    """What could be taken out and nothing would change."""
    yield from _kinds(rules)
    yield from _moments(rules)
    for one in rules.amendments:
        if one.valid_to and one.valid_to < one.valid_from:
            found = f"the amendment “{one.code}” ends before it begins"
            expected = f"a “valid_to” that is not before {one.valid_from}"
            yield Concern(code="unused", where=one.code, section="amendments", found=found, expected=expected)


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
    for requirement in every(rules):
        yield from getattr(requirement.body, "of", ())
        yield from requirement.body.to if isinstance(requirement.body, RatioRule) else ()
    for kind in rules.kinds:
        yield from kind.needs.of if kind.needs else ()
        if kind.parts:
            yield kind.code
            yield from (part.kind for part in kind.parts)


def _moments(rules: RuleSet) -> Iterator[Concern]:
    used = set(_moments_used(rules))
    for moment in rules.moments:
        if moment.code not in used:
            near = nearest(moment.code, used)
            yield Concern(
                code="unused",
                where=moment.code,
                section="moments",
                found=f"nothing reckons from “{moment.code}”",
                expected="a moment that something names" + (f", perhaps “{near}”" if near else ""),
            )


def _moments_used(rules: RuleSet) -> Iterator[str]:
    """Wherever a day is named; a moment that only an unused one leans on counts as used, one mistake at a time."""
    for piece in pieces(rules):
        if isinstance(piece, Point | Condition):
            yield piece.moment
        elif isinstance(piece, Moment):
            yield from (piece.otherwise, *piece.earliest, *piece.latest)
