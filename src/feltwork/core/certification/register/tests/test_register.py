"""What queries say of a whole register is what the explaining evaluator says of each candidate."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feltwork.core.certification import Record, RuleSet, judge
from feltwork.core.certification.register import (
    Answers,
    compile_rules,
    evaluators,
    judge_register,
    reasons_of_change,
    records_of,
    register_of,
    tables_of,
    what_would_change,
)
from feltwork.core.certification.rulesets import bundled, rule_set
from feltwork.core.certification.tests import builders

from .registers import AS_OF, a_register

SE = [code for code in bundled() if code.startswith(("se-", "alder-house-"))]
# built as others are, with other numbers: each run draws some of them
SIBLINGS = (
    "alder-house-2026-1",
    "ca-lmft",
    "emdria-consultant-older",
    "icf-actc-2022",
    "icf-mcc",
    "icf-pcc",
    "ifs-2023",
    "rpt-2019",
    "rpt-2023",
    "se-ch",
    "se-in",
    "se-kr",
    "se-za",
)
Said = tuple[bool, bool, str | None, dict[str, tuple[object, ...]]]


@pytest.fixture(scope="module", autouse=True)
def quiet_collector() -> Iterator[None]:
    """Ibis makes many small objects; looking through all that Django has made for each of them takes a third longer."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def said_by_judge(rules: RuleSet, record: Record, as_of: date = AS_OF) -> Said:
    verdict = judge(rules, record, as_of=as_of)
    answers = {one.code: (one.state, one.counted, one.asked, one.missing) for one in verdict.requirements}
    return verdict.eligible, verdict.held, verdict.level_now, answers


def said_at_once(answers: Answers) -> dict[int, Said]:
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


def answers_on(rules: RuleSet, records: Mapping[int, Record], as_of: date = AS_OF) -> Answers:
    (answers,) = judge_register(compile_rules(rules), register_of(records), as_of=as_of)
    return answers


def assert_agree(rules: RuleSet, records: Mapping[int, Record], as_of: date = AS_OF) -> Answers:
    answers = answers_on(rules, records, as_of)
    assert said_at_once(answers) == {one: said_by_judge(rules, record, as_of) for one, record in records.items()}
    return answers


@pytest.mark.parametrize("code", [code for code in bundled() if code not in SIBLINGS])
def test_queries_say_what_the_explaining_evaluator_says(code: str) -> None:
    assert_agree(rule_set(code), a_register(rule_set(code), Random(code), 20))


@settings(max_examples=4, deadline=None, database=None)
@given(code=st.sampled_from(SIBLINGS), seed=st.integers(1, 10**9))
def test_they_agree_on_any_register(code: str, seed: int) -> None:
    assert_agree(rule_set(code), a_register(rule_set(code), Random(seed), 20))


@pytest.mark.parametrize("code", SE)
def test_the_rules_of_se_are_answered_by_queries(code: str) -> None:
    plan = compile_rules(rule_set(code))
    rare = {"set_aside", "amount_uneven", "entry_uneven", "modes_brought_along", "fact_no_day", "conversion_decided"}
    rare |= {"recordings_under_limits"}
    assert {one.code for one in plan.explained} <= rare
    assert [one.requirement for one in plan.compiled][: len(rule_set(code).requirements)] == [
        one.code for one in rule_set(code).requirements
    ]


def alma(**words: object) -> Record:
    return builders.record(
        *builders.sessions(4, 4, 4), builders.individual(4), builders.group(42, group_size=6), **words
    )


def test_only_those_are_explained_whose_own_facts_need_it() -> None:
    odd = builders.individual(Fraction(1, 11))
    records = {1: alma(), 2: builders.record(odd), 3: alma(approvals=()), 4: builders.record()}
    answers = assert_agree(rule_set("se-sei"), records, builders.TODAY)
    explained = dict(zip(*(answers.candidates[word].to_pylist() for word in ("candidate", "explained")), strict=True))
    assert explained == {1: "", 2: "entry_uneven", 3: "set_aside", 4: ""}


def test_each_record_may_name_the_cohorts_of_others_in_its_own_words() -> None:
    rules = rule_set("se-ease-fi")
    own = builders.people("EASE", cohort="cohort-7")
    elsewhere = builders.people("EASE", cohort="not mine")
    records = {1: alma(approvals=own), 2: alma(approvals=elsewhere, cohort="cohort-8")}
    answers = assert_agree(rules, records, builders.TODAY)
    assert answers.candidates["explained"].to_pylist() == ["", ""]
    assert [one["personal_sessions"].counted for one in answers.answers().values()] == [12, 0]


def test_tables_and_records_are_the_same_facts() -> None:
    records = a_register(rule_set("se-au"), Random(3), 15)
    rows = {name: table.to_pylist() for name, table in tables_of(records).items()}
    for candidate, record in records_of(rows).items():
        assert said_by_judge(rule_set("se-au"), record) == said_by_judge(rule_set("se-au"), records[candidate])


def test_whoever_comes_off_differently_is_found_with_reasons() -> None:
    before, after = rule_set("se-sei"), rule_set("se-au")
    records = {1: alma(), 2: builders.record(*builders.sessions(12)), 3: builders.record()}
    register = register_of(records)
    told: list[tuple[int, int]] = []
    found = {
        one.candidate: one
        for one in what_would_change(
            compile_rules(before),
            compile_rules(after),
            register,
            as_of=builders.TODAY,
            chunk=2,
            progress=lambda *numbers: told.append(numbers),
        )
    }
    assert told == [(2, 3), (3, 3)]
    moved = {one.requirement: one for one in found[2].requirements}["personal_sessions"]
    assert moved.before and moved.after
    assert (moved.before.state, moved.after.state) == ("met", "cannot")
    assert (moved.before.counted, moved.after.missing) == (12, 8)
    changes = reasons_of_change(before, after, records[2], as_of=builders.TODAY)
    assert "level_closed" in {said.code for one in changes for said in one.reasons_after}


def test_the_same_rules_change_nothing() -> None:
    plan = compile_rules(rule_set("se-ease-fi"))
    register = register_of(a_register(plan.rules, Random(5), 15))
    assert list(what_would_change(plan, plan, register, as_of=AS_OF)) == []


def test_the_evaluators_may_have_processes_of_their_own() -> None:
    rules = rule_set("se-sei")
    odd = builders.record(builders.individual(Fraction(1, 11)))
    with evaluators(1) as pool:
        (answers,) = judge_register(
            compile_rules(rules), register_of(dict.fromkeys(range(120), odd)), as_of=builders.TODAY, pool=pool
        )
    assert set(answers.candidates["explained"].to_pylist()) == {"entry_uneven"}
    assert said_at_once(answers)[119] == said_by_judge(rules, odd, builders.TODAY)


def test_it_can_be_stopped_between_stretches() -> None:
    class Stopped(Exception):
        pass

    calls: list[int] = []

    def cancel() -> None:
        calls.append(len(calls))
        if len(calls) == 2:
            raise Stopped

    register = register_of({number: builders.record() for number in range(6)})
    answers = judge_register(compile_rules(rule_set("se-sei")), register, as_of=builders.TODAY, chunk=2, cancel=cancel)
    assert next(answers).candidates["candidate"].to_pylist() == [0, 1]
    with pytest.raises(Stopped):
        next(answers)


def test_a_verdict_needs_neither_ibis_nor_duckdb() -> None:
    code = "import sys, feltwork.core.certification; sys.exit(bool({'ibis', 'duckdb', 'pandas'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
