"""Running an example: what was expected beside what came out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from feltwork.core.certification._admission import check_admission
from feltwork.core.certification._editions import judge_best
from feltwork.core.certification._judge import judge
from feltwork.core.certification._rules import RuleSet
from feltwork.core.certification._verdict import Reason, Share, Verdict

from .cases import Example, Step

MISSING = "not there"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was expected, and what came out, both as words."""

    what: str
    expected: str
    got: str

    @property
    def ok(self) -> bool:
        return self.expected == self.got


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """An example and all its checks."""

    example: Example
    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        return all(check.ok for check in self.checks)


def run_example(example: Example, rule_sets: Callable[[str], RuleSet]) -> Outcome:
    """Judge every step of *example*; *rule_sets* finds a rule set by its id."""
    checks: list[Check] = []
    for number, step in enumerate(example.steps):
        prefix = f"{number + 1}. " if len(example.steps) > 1 else ""
        checks += [Check(what=prefix + what, expected=e, got=g) for what, e, g in _run(step, example, rule_sets)]
    return Outcome(example=example, checks=tuple(checks))


Finding = tuple[str, str, str]


def _run(step: Step, example: Example, rule_sets: Callable[[str], RuleSet]) -> Iterator[Finding]:
    verdict = _verdict(step, example, rule_sets)
    expect = step.expect
    if "edition" in expect:
        yield "edition", expect["edition"], verdict.rules if verdict else "none"
    if verdict is None:
        return
    for word in ("eligible", "held"):
        if word in expect:
            yield word, _words(expect[word]), _words(getattr(verdict, word))
    by_code = {one.code: one for one in verdict.requirements}
    for code, words in expect.get("requirements", {}).items():
        yield from _compare(code, words, by_code.get(code))
    for code in expect.get("not_asked", ()):
        yield code, "not asked", "asked" if code in by_code else "not asked"
    entries = {one.entry: one for one in (*verdict.entries, *verdict.days)}
    for code, words in expect.get("entries", {}).items():
        yield from _compare(code, words, entries.get(code))
    if "questions" in expect:
        asked = [str(one.data["question"]) for one in verdict.questions]
        yield "questions", _words(sorted(expect["questions"])), _words(sorted(asked))
    if "cycle" in expect:
        yield from _compare("cycle", expect["cycle"], verdict.cycle)
    if "admission" in expect:
        wanted = expect["admission"]
        found = check_admission(rule_sets(verdict.rules), wanted["route"], wanted["answers"], on=step.as_of)
        yield "admission", wanted["met"].value, found.met.value


def _verdict(step: Step, example: Example, rule_sets: Callable[[str], RuleSet]) -> Verdict | None:
    if not step.editions:
        rules = rule_sets(step.rules or example.programme)
        return judge(rules, step.record, as_of=step.as_of, known_at=step.known_at)
    editions = [rule_sets(code) for code in step.editions]
    return judge_best(editions, step.record, as_of=step.as_of, known_at=step.known_at).chosen


def _compare(name: str, words: Mapping[str, Any], found: object) -> Iterator[Finding]:
    if found is None:
        yield name, "there", MISSING
        return
    for word, expected in words.items():
        got: Any = getattr(found, word)
        if word == "shares":
            got = _summed(got)
        if word in ("reasons", "warnings"):
            got = tuple(code for code in expected if code in _codes(got))
        yield f"{name} {word}", _words(expected), _words(got)


def _summed(found: tuple[Share, ...]) -> dict[str, Fraction]:
    shares: dict[str, Fraction] = {}
    for share in found:
        shares[share.requirement] = shares.get(share.requirement, Fraction(0)) + share.amount
    return shares


def _codes(reasons: tuple[Reason, ...]) -> set[str]:
    return {one.code for one in reasons}


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_words(one)}" for key, one in sorted(value.items()))
    if isinstance(value, list | tuple):
        return ", ".join(map(_words, value)) or "none"
    if isinstance(value, date):
        return value.isoformat()
    return "none" if value is None else str(value)
