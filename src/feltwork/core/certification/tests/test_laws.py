"""Laws that hold for every bundled programme and for generated small ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feltwork.core.certification import (
    REASONS,
    STEPS,
    Approval,
    Counted,
    Entry,
    Gate,
    LevelStart,
    Proof,
    Record,
    State,
    TotalRule,
    judge,
    load_examples,
)
from feltwork.core.certification.rulesets import bundled, rule_set

from .programmes import entry, rules, verdict

OTHERS = [code for code in sorted(bundled()) if not code.startswith(("se-", "alder-"))]
DAYS = st.dates(date(2018, 1, 1), date(2026, 6, 1))
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


ATTRIBUTES = st.fixed_dictionaries(
    {},
    optional={
        "client": st.sampled_from("abc"),
        "paid": st.just("yes"),
        "setting": st.sampled_from("AB"),
        "result": st.sampled_from(["passed", "failed"]),
    },
)


@st.composite
def cases(draw):
    """A programme with a record of its own kinds, approvals, documents and levels."""
    chosen = rule_set(draw(st.sampled_from(OTHERS)))
    approvals = sorted({one for kind in chosen.kinds for one in (*kind.approvals, *kind.renewed)} | {"faculty"})
    gates = sorted(
        {code for one in chosen.requirements for item in getattr(one.body, "items", ()) for code in item.any_of}
    )
    gates += [chosen.cycle.award, chosen.cycle.renewal] if chosen.cycle else []
    entries = tuple(
        Entry(
            id=f"e{number}",
            kind=draw(st.sampled_from([kind.code for kind in chosen.kinds])),
            on=draw(DAYS),
            hours=draw(st.sampled_from([Fraction(1, 3), Fraction(1), Fraction(8)])),
            provider=draw(st.sampled_from(["ben", "carla", None])),
            group_size=draw(st.sampled_from([None, 2, 12])),
            proof=draw(st.sampled_from([Proof.SIGNED, Proof.SIGNED, *Proof])),
            attributes=draw(ATTRIBUTES),
        )
        for number in range(draw(st.integers(0, 12)))
    )
    held = tuple(
        Approval(provider="ben", kind=kind, issuer="x", valid_from=draw(DAYS), valid_to=draw(st.none() | DAYS))
        for kind in approvals
    )
    starts = tuple(LevelStart(level=level.code, on=draw(DAYS)) for level in chosen.levels)
    documents = tuple(Gate(code=code, valid_from=draw(DAYS), valid_to=draw(st.none() | DAYS)) for code in gates)
    facts = draw(st.fixed_dictionaries({}, optional={one.fact: DAYS.map(str) for one in chosen.moments if one.fact}))
    record = Record(
        anchor_on=date(2018, 1, 1), entries=entries, approvals=held, level_starts=starts, gates=documents, facts=facts
    )
    return chosen, record


def mixed(random, record):
    words = ("entries", "approvals", "gates", "level_starts")
    return replace(
        record, **{word: tuple(random.sample(getattr(record, word), len(getattr(record, word)))) for word in words}
    )


@settings(max_examples=120, deadline=None)
@given(cases(), DAYS, st.randoms(use_true_random=False))
def test_the_order_of_the_facts_does_not_matter(case, as_of, random):
    chosen, record = case
    assert judge(chosen, record, as_of=as_of) == judge(chosen, mixed(random, record), as_of=as_of)


@settings(max_examples=120, deadline=None)
@given(cases(), DAYS)
def test_every_verdict_is_whole(case, as_of):
    """Documented keys only, one result for each entry, numbers that fit together."""
    chosen, record = case
    found = judge(chosen, record, as_of=as_of)
    assert sorted(one.entry for one in found.entries) == sorted(one.id for one in record.entries)
    for reason in [*found.questions, *(r for one in (*found.requirements, *found.entries) for r in one.reasons)]:
        assert set(reason.data) == set(REASONS[reason.code])
    for step in found.next_steps:
        assert set(step.data) == set(STEPS[step.code])
    for one in found.requirements:
        assert (one.missing >= 0, one.counted >= 0, one.waiting >= 0, one.undecided >= 0) == (True,) * 4
        assert one.state is not State.MET or not one.missing


@settings(max_examples=100, deadline=None)
@given(cases(), DAYS)
def test_what_counts_in_a_total_is_what_its_entries_give(case, as_of):
    """No entry gives more than its worth, times what the rules allow, and the shares add up."""
    chosen, record = case
    found = judge(chosen, record, as_of=as_of)
    for one in found.requirements:
        body = chosen.requirement(one.code).body if one.code in {r.code for r in chosen.requirements} else None
        if not isinstance(body, TotalRule) or body.count == "different" or not chosen.requirement(one.code).asked.value:
            continue
        counting = [e for e in found.entries if e.counted in (Counted.COUNTS, Counted.ABOVE)]
        shares = [s.amount for e in counting for s in e.shares if s.requirement == one.code]
        standing = [s for s in shares if s]
        assert one.counted <= sum(shares)
        assert all(amount >= 0 for amount in standing)


@settings(max_examples=60, deadline=None)
@given(cases(), DAYS)
def test_an_entry_never_counts_more_than_the_rules_allow(case, as_of):
    """In one requirement at most its worth, times what a weight allows; in a pool at most its worth altogether."""
    chosen, record = case
    kinds = {kind.code: kind for kind in chosen.kinds}
    hours = {one.id: one for one in record.entries}
    pooled = {code: pool.code for pool in chosen.pools for code in pool.requirements}
    for found in judge(chosen, record, as_of=as_of).entries:
        entry = hours[found.entry]
        kind = kinds[entry.kind]
        reached = [kind, *(kinds[part.kind] for part in kind.parts)]
        worth = max(_worth(one, entry.hours) for one in reached)
        own: dict[str, Fraction] = {}
        for share in found.shares:
            own[share.requirement] = own.get(share.requirement, Fraction(0)) + share.amount
        for code, amount in own.items():
            weights = getattr(chosen.requirement(code).body, "weights", ())
            assert amount <= worth * max([Fraction(1), *(weight.times.value for weight in weights)])
        for pool in set(pooled.values()):
            assert sum(amount for code, amount in own.items() if pooled.get(code) == pool) <= worth


def _worth(kind, hours):
    """The most that an entry of this kind comes to in one count: its units, its hours, or the one entry."""
    units = kind.per_entry.value if kind.per_entry else hours / kind.hours_per_unit.value if kind.hours_per_unit else 0
    return max(Fraction(units), hours, Fraction(1))


@settings(max_examples=60, deadline=None)
@given(cases(), DAYS)
def test_what_is_known_now_is_the_current_answer(case, as_of):
    chosen, record = case
    assert judge(chosen, record, as_of=as_of, known_at=NOW) == judge(chosen, record, as_of=as_of)


@settings(max_examples=80, deadline=None)
@given(cases(), DAYS, st.data())
def test_what_was_known_at_an_instant_is_the_record_of_that_instant(case, as_of, data):
    """Each entry is entered at some hour and perhaps withdrawn at a later one."""
    chosen, record = case
    hours = st.integers(0, 100)
    stamped, instant = [], NOW - timedelta(hours=data.draw(hours))
    for one in record.entries:
        begun = NOW - timedelta(hours=data.draw(hours))
        ended = data.draw(st.none() | st.just(NOW - timedelta(hours=data.draw(hours))))
        stamped.append(replace(one, known_from=begun, known_until=ended))
    known = [o for o in stamped if o.known_from <= instant and (o.known_until is None or instant < o.known_until)]
    plain = {one.id for one in known}
    then = judge(chosen, replace(record, entries=tuple(stamped)), as_of=as_of, known_at=instant)
    alone = judge(chosen, replace(record, entries=tuple(o for o in record.entries if o.id in plain)), as_of=as_of)
    assert then == alone
    still = {one.id for one in stamped if one.known_until is None}
    now = judge(chosen, replace(record, entries=tuple(stamped)), as_of=as_of)
    latest = NOW + timedelta(hours=1)
    assert now == judge(chosen, replace(record, entries=tuple(stamped)), as_of=as_of, known_at=latest)
    assert now == judge(chosen, replace(record, entries=tuple(o for o in record.entries if o.id in still)), as_of=as_of)


HOURS = st.integers(0, 4)
CAPS = st.lists(
    st.tuples(st.sampled_from(["of: [course]", "attributes: {a: [x]}", "attributes: {b: [y]}"]), st.integers(0, 6)),
    min_size=1,
    max_size=2,
    unique_by=lambda one: one[0],
)
ENTRIES = st.lists(
    st.tuples(st.sampled_from(["course", "talk"]), st.integers(1, 3), st.booleans(), st.booleans()), max_size=4
)


@settings(max_examples=80, deadline=None)
@given(CAPS, ENTRIES)
def test_a_capped_total_is_what_trying_everything_finds(caps, given_entries):
    words = ", ".join(f"{{code: cap{n}, at_most: {most}, only: {{{only}}}}}" for n, (only, most) in enumerate(caps))
    chosen = rules(f"code: hours\nkind: total\nof: [course, talk]\nat_least: 5\ncaps: [{words}]")
    entries = [
        entry(kind, hours, attributes={**({"a": "x"} if a else {}), **({"b": "y"} if b else {})})
        for kind, hours, a, b in given_entries
    ]
    holds = {
        "of: [course]": lambda e: e.kind == "course",
        "attributes: {a: [x]}": lambda e: "a" in e.attributes,
        "attributes: {b: [y]}": lambda e: "b" in e.attributes,
    }
    best = 0
    for amounts in product(*(range(int(one.hours) + 1) for one in entries)):
        fits = all(
            sum(n for n, e in zip(amounts, entries, strict=True) if holds[only](e)) <= most for only, most in caps
        )
        best = max(best, sum(amounts) if fits else 0)
    assert verdict(chosen, *entries).requirement("hours").counted == best


@settings(max_examples=60, deadline=None)
@given(ENTRIES, st.integers(0, 6), st.integers(0, 6), st.booleans())
def test_a_pool_fills_as_much_as_trying_everything_does(given_entries, first, second, splits):
    more = f"pools:\n  - {{code: p, requirements: [a, b], splits: {str(splits).lower()}}}\n"
    chosen = rules(
        f"code: a\nkind: total\nof: [course]\nat_least: {first}",
        f"code: b\nkind: total\nof: [course, talk]\nat_least: {second}",
        more=more,
    )
    entries = [entry(kind, hours) for kind, hours, _, _ in given_entries]
    best = 0
    steps = [range(int(e.hours) + 1) if splits else (0, int(e.hours)) for e in entries]
    for to_first in product(*steps):
        a = sum(n for n, e in zip(to_first, entries, strict=True) if e.kind == "course")
        b = sum(int(e.hours) - (n if e.kind == "course" else 0) for n, e in zip(to_first, entries, strict=True))
        best = max(best, min(a, first) + min(b, second))
    seen = verdict(chosen, *entries)
    filled = sum(one.asked - one.missing for one in seen.requirements)
    assert filled == best
    for one in seen.entries:
        own = next(e for e in entries if e.id == one.entry)
        assert sum(share.amount for share in one.shares) <= own.hours


@pytest.mark.parametrize("code", OTHERS)
def test_adding_an_accepted_entry_never_lowers_a_plain_total(code):
    """In every step of every example: totals without a span, groups or things that count once, and without company."""
    chosen = rule_set(code)
    plain = [one.code for one in chosen.requirements if isinstance(one.body, TotalRule) and _is_plain(one.body)]
    for example in load_examples(bundled()[code], name=code, bases=bundled()):
        step = example.steps[0]
        before = judge(chosen, step.record, as_of=step.as_of)
        for kind in chosen.kinds:
            new = Entry(id="new", kind=kind.code, on=step.as_of, hours=Fraction(2), proof=Proof.ACCEPTED)
            after = judge(chosen, replace(step.record, entries=(*step.record.entries, new)), as_of=step.as_of)
            known = {one.code for one in before.requirements}
            for one in (one for one in plain if one in known and not any(k.needs for k in chosen.kinds)):
                assert after.requirement(one).counted >= before.requirement(one).counted


def _is_plain(body):
    return not (body.since or body.until or body.each or body.once)
