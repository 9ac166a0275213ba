"""What can only be checked once the whole file is read: names that must exist, codes used twice, contradictions."""

from __future__ import annotations

from collections.abc import Iterator

from ._errors import RuleError, nearest
from ._layers import code_of
from ._rules import BUILT_IN, Beyond, Kind, Requirement, RuleSet, Strictness, SumRule, TotalRule
from ._shapes import Reading
from ._yaml import Node


def check(rules: RuleSet, reading: Reading, root: Node) -> list[RuleError]:
    """Every mistake between sections, empty if the file holds together."""
    return [
        *_references(rules, reading),
        *_repeated(root),
        *(error for requirement in _every(rules) for error in _requirement(requirement, rules, root)),
        *(error for kind in rules.kinds for error in _kind(kind, root)),
        *_dates(rules, root),
    ]


def _references(rules: RuleSet, reading: Reading) -> Iterator[RuleError]:
    known = {
        "kind": {kind.code for kind in rules.kinds},
        "level": {level.code for level in rules.levels},
        "requirement": {one.code for one in _every(rules)},
        "moment": {*BUILT_IN, *(one.code for one in rules.moments)},
    }
    for what, code, node in reading.references:
        if code not in known[what]:
            near = nearest(code, known[what])
            yield node.error("unknown_reference", found=f"“{code}”", expected=f"the code of a {what}", nearest=near)


def _repeated(root: Node) -> Iterator[RuleError]:
    for section in ("levels", "kinds", "requirements", "amendments", "admission", "notes", "moments", "pools"):
        seen: set[str] = set()
        for node in _items(root, section):
            code = code_of(node)
            if code in seen:
                yield node.error("repeated", found=f"“{code}” a second time", expected="each code once")
            seen.add(code)


def _requirement(requirement: Requirement, rules: RuleSet, root: Node) -> Iterator[RuleError]:
    node = next((one for one in _items(root, "requirements") if code_of(one) == requirement.code), root)
    body = requirement.body
    if requirement.within == requirement.code:
        yield node.error("contradiction", found="a part of itself", expected="another requirement in “within”")
    if isinstance(body, TotalRule) and body.each and (body.caps or body.weights):
        found = "“each” beside “caps” or “weights”, where nothing says which group loses what a cap cuts off"
        expected = "two requirements over the same kinds: one with “each”, one with “caps” or “weights”"
        yield node.error("contradiction", found=found, expected=expected)
    if isinstance(body, TotalRule) and body.each and not (body.each.among or body.each.groups):
        yield node.error("contradiction", found="“each” of no groups", expected="“among”, or how many “groups”")
    if not isinstance(body, SumRule):
        return
    if body.per_level and body.per_level.strictness is Strictness.HARD:
        least = sum(number.value for number in body.per_level.asks.values())
        if least > requirement.asked.value:
            found = f"levels that ask for {least} together, more than the {requirement.asked.value} in all"
            yield node.error("contradiction", found=found, expected="a total that is at least their sum")
    if body.window and body.window.at_most is None and body.window.beyond is not Beyond.HUMAN:
        yield node.error("contradiction", found="a window without a length", expected="“at_most”, or “beyond: human”")
    if len({rules.kind(code).unit for code in body.of if _knows(rules, code)}) > 1 and body.count == "units":
        yield node.error("contradiction", found="kinds counted in different units", expected="kinds of one unit")


def _kind(kind: Kind, root: Node) -> Iterator[RuleError]:
    node = next((one for one in _items(root, "kinds") if code_of(one) == kind.code), root)
    if kind.per_entry and kind.hours_per_unit:
        yield node.error("contradiction", found="“per_entry” and “hours_per_unit”", expected="one of the two")
    if kind.hours_per_unit and kind.hours_per_unit.value == 0:
        yield node.error("contradiction", found="“hours_per_unit” of 0", expected="a number above 0")
    if kind.group_size and not kind.group:
        yield node.error("contradiction", found="“group_size” without “group: true”", expected="both, or neither")


def _dates(rules: RuleSet, root: Node) -> Iterator[RuleError]:
    if rules.valid_from and rules.valid_to and rules.valid_to < rules.valid_from:
        node = (root.mapping or {})["valid_to"]
        yield node.error("contradiction", found=node.describe(), expected=f"a day not before {rules.valid_from}")


def _every(rules: RuleSet) -> list[Requirement]:
    """All requirements, those that read differently through an amendment included."""
    return [*rules.requirements, *(one for amendment in rules.amendments for one in amendment.requirements)]


def _knows(rules: RuleSet, code: str) -> bool:
    return any(kind.code == code for kind in rules.kinds)


def _items(root: Node, section: str) -> list[Node]:
    node = (root.mapping or {}).get(section)
    return node.items or [] if node else []
