"""What a second look finds, and what its parts share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass

from feltwork.core.certification._rules import Requirement, RuleSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """Something odd about a part of the rules. `code` is never_met, circular, unused, or unreachable."""

    code: str
    where: str  # the code of the part
    section: str  # requirements | kinds | moments | pools | amendments | admission
    found: str
    expected: str


def about(one: Requirement, code: str, found: str, expected: str) -> Concern:
    """A concern about a requirement, where it stands: in its amendment, if it reads so through one."""
    section, where = ("amendments", one.amended_by) if one.amended_by else ("requirements", one.code)
    return Concern(code=code, where=where, section=section, found=found, expected=expected)


def every(rules: RuleSet) -> list[Requirement]:
    """All requirements, those that read differently through an amendment included."""
    return [*rules.requirements, *(one for amendment in rules.amendments for one in amendment.requirements)]


def pieces(value: object) -> Iterator[object]:
    """*value* and every piece of rules inside it."""
    if isinstance(value, Mapping):
        yield from (piece for one in value.values() for piece in pieces(one))
    elif isinstance(value, tuple):
        yield from (piece for one in value for piece in pieces(one))
    elif is_dataclass(value):
        yield value
        yield from (piece for field in fields(value) for piece in pieces(getattr(value, field.name)))


def reach(start: str, needs: Mapping[str, Iterable[str]]) -> set[str]:
    """Everything that can be come to from *start* in one step or more."""
    found: set[str] = set()
    waiting = list(needs.get(start, ()))
    while waiting:
        code = waiting.pop()
        if code not in found:
            found.add(code)
            waiting += needs.get(code, ())
    return found
