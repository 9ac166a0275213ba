"""What queries say of a whole register is what the explaining evaluator says of each candidate."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from random import Random

from feltwork.core.certification import Record, RuleSet, judge
from feltwork.core.certification.register import Answers, compile_rules, judge_register, register_of

from .registers import AS_OF, a_register


def said_by_judge(rules: RuleSet, record: Record, as_of: date) -> tuple[object, ...]:
    verdict = judge(rules, record, as_of=as_of)
    answers = {one.code: (one.state, one.counted, one.asked, one.missing) for one in verdict.requirements}
    return verdict.eligible, verdict.held, verdict.level_now, answers


def said_at_once(answers: Answers) -> dict[int, tuple[object, ...]]:
    found = answers.answers()
    return {
        candidate: (
            one.eligible,
            one.held,
            one.level_now,
            {code: (a.state, a.counted, a.needed, a.missing) for code, a in found[candidate].items()},
        )
        for candidate, one in answers.standings().items()
    }


def compare(rules: RuleSet, records: Mapping[int, Record], as_of: date = AS_OF) -> float:
    """Fails on the first candidate about whom they differ; the part of candidates that was answered by queries."""
    (answers,) = judge_register(compile_rules(rules), register_of(records), as_of=as_of)
    said = said_at_once(answers)
    assert sorted(said) == sorted(records)
    for candidate, record in records.items():
        assert said[candidate] == said_by_judge(rules, record, as_of), candidate
    explained = answers.candidates["explained"].to_pylist()
    return explained.count("") / len(explained)


def run(code: str, seed: int, size: int = 60) -> float:
    from feltwork.core.certification.rulesets import rule_set

    rules = rule_set(code)
    return compare(rules, a_register(rules, Random(seed), size))
