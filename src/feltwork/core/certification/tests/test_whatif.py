"""What if: changed facts, other rules, another school; editions; what was known; who is drawn for an audit."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feltwork.core.certification import (
    Approval,
    Outcome,
    Proof,
    Record,
    Ruling,
    State,
    drawn_for_audit,
    is_open,
    judge,
    judge_best,
    transfer,
    what_if,
    with_changes,
)
from feltwork.core.certification.rulesets import rule_set

from .builders import ADVANCED, BEGINNING, TODAY, record, session, sessions
from .programmes import entry, rules, verdict

SEI, EASE, AU = rule_set("se-sei"), rule_set("se-ease-base"), rule_set("se-au")


def test_one_more_session_and_the_difference_it_makes():
    alma = record(*sessions(11))
    found = what_if(SEI, alma, as_of=TODAY, changed=with_changes(alma, entries=[session(id="new")]))
    changes = {(one.subject.value, one.code): (one.counted_before, one.counted_after) for one in found.changes}
    assert changes[("requirement", "personal_sessions")] == (11, 12)
    assert changes[("entry", "new")] == (None, 1)


def test_a_changed_entry_replaces_the_one_it_was_and_another_is_left_out():
    alma = record(session(id="a"), session(id="b"))
    changed = with_changes(alma, entries=[session(ADVANCED, id="a")], without=["b"], facts={"certificate": "PSEP"})
    assert [(one.id, one.on) for one in changed.entries] == [("a", date(2024, 6, 1))]
    assert changed.facts == {"certificate": "PSEP"}


def test_another_day_for_a_level_and_other_rules():
    alma = record(*sessions(4))
    earlier = with_changes(alma, level_starts={"intermediate": date(2022, 5, 1)})
    under_au = what_if(SEI, alma, as_of=TODAY, under=AU)
    assert under_au.after.rules == "se-au"
    moved = what_if(AU, alma, as_of=TODAY, changed=earlier)
    assert moved.after.requirement("personal_sessions").levels[0].counted == 0


def test_a_transfer_to_an_ease_country_asks_for_three_sessions_more():
    alma = record(*sessions(12))
    before = judge(SEI, alma, as_of=TODAY)
    brought = transfer(SEI, alma, before, on=TODAY, source="SEI")
    after = judge(EASE, brought, as_of=TODAY)
    assert (brought.entries, after.requirement("personal_sessions").missing) == ((), 3)
    assert {one.level: one.amount for one in brought.recognised} == {BEGINNING: 12}


def test_backdating_an_approval_changes_today_and_not_what_was_known():
    april = session(on=date(2024, 4, 10), id="april", provider="carla")
    corrected = datetime(2024, 12, 1, 9, tzinfo=UTC)
    late = Approval(provider="carla", kind="personal_session", issuer="SEI", valid_from=date(2024, 5, 1))
    approvals = (
        replace(late, known_until=corrected),
        replace(late, valid_from=date(2024, 3, 1), known_from=corrected),
    )
    alma = record(april, approvals=approvals)
    amounts = [
        judge(SEI, alma, as_of=TODAY, known_at=at).entry("april").amount
        for at in (datetime(2024, 11, 30, 9, tzinfo=UTC), corrected, None)
    ]
    assert amounts == [0, 1, 1]


def test_a_ruling_that_was_not_known_yet_decides_nothing():
    ruling = Ruling(
        outcome=Outcome.COUNT, reason="seen", by="ruth", on=TODAY, known_from=datetime(2024, 12, 15, 12, tzinfo=UTC)
    )
    alma = record(session(id="a", ruling=ruling, provider="nobody"), rulings={"personal_sessions": ruling})
    then = judge(SEI, alma, as_of=TODAY, known_at=datetime(2024, 12, 15, 11, tzinfo=UTC))
    assert (then.entry("a").amount, then.requirement("personal_sessions").state) == (0, State.NOT_YET)
    assert judge(SEI, alma, as_of=TODAY).requirement("personal_sessions").state is State.MET


def test_the_better_of_two_editions_while_both_are_open():
    old = rules("code: hours\nkind: total\nof: [course]\nat_least: 2", more="")
    new = replace(rules("code: hours\nkind: total\nof: [course]\nat_least: 5"), id="new")
    alma = Record(anchor_on=date(2025, 1, 1), entries=(entry(hours=3),))
    choice = judge_best([new, old], alma, as_of=date(2026, 1, 31))
    assert (choice.chosen.rules, len(choice.verdicts)) == ("small", 2)
    closed = replace(old, valid_to=date(2024, 12, 31))
    assert is_open(closed, alma, as_of=date(2026, 1, 31)) is False
    assert judge_best([new, closed], alma, as_of=date(2026, 1, 31)).chosen.rules == "new"
    assert judge_best([closed], alma, as_of=date(2026, 1, 31)).chosen is None


def test_a_declaration_is_enough_unless_drawn():
    kinds = "kinds:\n  - {code: course, title: C, unit: hour, hours_per_unit: 1, attested: true}\n"
    chosen = rules("code: hours\nkind: total\nof: [course]\nat_least: 1", kinds=kinds)
    declared = entry(proof=Proof.NONE, signed_on=None)
    assert verdict(chosen, declared).eligible is True
    assert verdict(chosen, declared, facts={"drawn_for_audit": "yes"}).eligible is False


@given(st.sets(st.text(min_size=1, max_size=5), max_size=40), st.fractions(0, 1), st.text(max_size=5), st.randoms())
def test_lots_are_the_same_in_any_order_and_never_too_few(candidates, share, seed, random):
    listed = list(candidates)
    random.shuffle(listed)
    drawn = drawn_for_audit(candidates, share=share, seed=seed)
    assert drawn == drawn_for_audit(listed, share=share, seed=seed)
    assert share * len(candidates) <= len(drawn) < share * len(candidates) + 1


def test_one_in_ten_and_another_seed_draws_others():
    everybody = [f"candidate {number}" for number in range(100)]
    first, second = (drawn_for_audit(everybody, share=Fraction(1, 10), seed=seed) for seed in ("2026", "2027"))
    assert (len(first), len(second), first == second) == (10, 10, False)
    with pytest.raises(ValueError):
        drawn_for_audit(everybody, share=Fraction(11, 10), seed="x")
