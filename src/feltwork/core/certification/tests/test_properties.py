"""Laws that hold for every record, not only for the published cases."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from feltwork.core.certification import (
    REASONS,
    STEPS,
    Counted,
    Entry,
    LevelStart,
    Outcome,
    Proof,
    Ruling,
    State,
    judge,
    preview,
)
from feltwork.core.certification.rulesets import bundled, rule_set

from .builders import KINDS, STARTS, approved, people, record, training

RULES = st.sampled_from(sorted(bundled()))
DAYS = st.dates(date(2021, 12, 1), date(2026, 6, 1))
HOURS = st.sampled_from([Fraction(1, 3), Fraction(3, 4), Fraction(1), Fraction(3, 2), Fraction(2), Fraction(3)])
RULINGS = st.builds(
    Ruling, outcome=st.sampled_from(Outcome), reason=st.just("seen"), by=st.just("ruth"), on=DAYS, amount=st.none()
)
ISSUERS = ("SEI", "EASE", "Alder House", "unknown")


@st.composite
def entries(draw, most=25):
    made = []
    for number in range(draw(st.integers(0, most))):
        proof = draw(st.sampled_from([Proof.SIGNED, Proof.SIGNED, *Proof]))
        on = draw(DAYS)
        signed_on = on + timedelta(days=draw(st.integers(-1, 400))) if proof is Proof.SIGNED else None
        made.append(
            Entry(
                id=f"e{number}",
                kind=draw(st.sampled_from([*KINDS, "walk"])),
                on=on,
                hours=draw(HOURS),
                provider=draw(st.sampled_from(["ben", "carla", "dino", None])),
                group_size=draw(st.sampled_from([None, 4, 14])),
                proof=proof,
                signed_on=signed_on,
                ruling=draw(st.none() | st.none() | RULINGS),
            )
        )
    return tuple(made)


@st.composite
def records(draw):
    known = tuple(one for issuer in ISSUERS[:3] for one in people(issuer))
    gap = approved("dino", *KINDS, until=date(2023, 3, 1), issuer=draw(st.sampled_from(ISSUERS)))
    back = approved("dino", *KINDS, since=date(2024, 3, 1), levels=["advanced"])
    days = training()[: draw(st.integers(0, 36))]
    return record(*draw(entries()), approvals=(*known, *gap, *back), days=days)


def all_reasons(verdict):
    yield from verdict.questions
    yield from verdict.holds
    for one in verdict.requirements:
        yield from one.reasons
        yield from one.warnings
    for one in (*verdict.entries, *verdict.days):
        yield from one.reasons


@settings(max_examples=60, deadline=None)
@given(RULES, records(), DAYS, st.randoms(use_true_random=False))
def test_the_order_of_the_facts_does_not_matter(code, alma, as_of, random):
    def shuffled(things):
        mixed = list(things)
        random.shuffle(mixed)
        return tuple(mixed)

    words = ("entries", "approvals", "days", "level_starts")
    mixed = replace(alma, **{word: shuffled(getattr(alma, word)) for word in words})
    assert judge(rule_set(code), alma, as_of=as_of) == judge(rule_set(code), mixed, as_of=as_of)


@settings(max_examples=60, deadline=None)
@given(RULES, records(), st.sampled_from(KINDS), DAYS, HOURS)
def test_adding_an_accepted_entry_never_lowers_a_sum(code, alma, kind, on, hours):
    rules, as_of = rule_set(code), date(2026, 1, 1)
    new = Entry(id="new", kind=kind, on=on, hours=hours, provider="carla", proof=Proof.ACCEPTED)
    before = judge(rules, alma, as_of=as_of)
    after = judge(rules, replace(alma, entries=(*alma.entries, new)), as_of=as_of)
    for old, one in zip(before.requirements, after.requirements, strict=True):
        assert one.counted >= old.counted
        assert one.missing <= old.missing
        if old.state is State.MET:
            assert one.state is State.MET


@settings(max_examples=60, deadline=None)
@given(RULES, records(), DAYS)
def test_what_is_not_met_says_what_is_missing(code, alma, as_of):
    for one in judge(rule_set(code), alma, as_of=as_of).requirements:
        if one.state in (State.NOT_YET, State.CANNOT, State.HUMAN):
            said = {reason.code for reason in one.reasons}
            gaps = {"missing", "missing_in_level", "level_closed", "document_missing", "no_such_day", "too_long_ago"}
            gaps |= {"span_unknown", "too_short", "too_long", "missing_in_group", "missing_groups", "cap_to_decide"}
            assert one.missing > 0
            assert said & gaps


@settings(max_examples=60, deadline=None)
@given(RULES, records(), DAYS)
def test_a_total_is_the_sum_of_its_shares(code, alma, as_of):
    verdict = judge(rule_set(code), alma, as_of=as_of)
    counted, waiting, outside = Counter(), Counter(), Counter()
    for one in (*verdict.entries, *verdict.days):
        for share in one.shares:
            if one.counted in (Counted.COUNTS, Counted.ABOVE):
                counted[share.requirement] += share.amount
                if share.level is None:  # a person counted something from before the training
                    outside[share.requirement] += share.amount
            elif one.counted is Counted.WOULD_COUNT:
                waiting[share.requirement] += share.amount
    for one in verdict.requirements:
        if one.kind == "sum":
            assert one.counted == counted[one.code] == outside[one.code] + sum(level.counted for level in one.levels)
            assert one.asked == one.counted - one.above + one.missing
            assert one.waiting <= waiting[one.code]


@settings(max_examples=60, deadline=None)
@given(records(), DAYS)
def test_the_level_of_an_entry_is_the_latest_that_had_started(alma, as_of):
    starts = sorted((start.on, start.level) for start in alma.level_starts)
    for entry, fate in zip(
        sorted(alma.entries, key=lambda one: (one.on, one.id)),
        judge(rule_set("se-au"), alma, as_of=as_of).entries,
        strict=True,
    ):
        begun = [level for on, level in starts if on <= entry.on]
        assert fate.level == (begun[-1] if begun else None)


@settings(max_examples=60, deadline=None)
@given(RULES, records(), st.sampled_from(KINDS), DAYS, HOURS, st.sampled_from(["ben", "dino"]))
def test_a_preview_is_the_verdict_with_the_entry_signed(code, alma, kind, on, hours, provider):
    rules, as_of = rule_set(code), date(2026, 1, 1)
    draft = Entry(id="new", kind=kind, on=on, hours=hours, provider=provider, proof=Proof.DRAFT)
    signed = replace(draft, proof=Proof.SIGNED, signed_on=as_of)
    fate, verdict = preview(rules, alma, draft, as_of=as_of)
    assert verdict == judge(rules, replace(alma, entries=(*alma.entries, signed)), as_of=as_of)
    assert fate == verdict.entry("new")


@settings(max_examples=60, deadline=None)
@given(RULES, records(), DAYS)
def test_reasons_and_steps_carry_exactly_the_documented_keys(code, alma, as_of):
    verdict = judge(rule_set(code), alma, as_of=as_of)
    for reason in all_reasons(verdict):
        assert set(reason.data) == set(REASONS[reason.code]), reason.code
    for step in verdict.next_steps:
        assert set(step.data) == set(STEPS[step.code]), step.code


@settings(max_examples=60, deadline=None)
@given(RULES, records(), DAYS)
def test_facts_from_later_days_are_not_known_yet(code, alma, as_of):
    """Judging as of an earlier day equals judging a record that ends on that day."""
    known = replace(
        alma,
        entries=tuple(
            replace(
                one,
                ruling=one.ruling if one.ruling and one.ruling.on <= as_of else None,
                proof=Proof.WAITING if one.signed_on and one.signed_on > as_of else one.proof,
                signed_on=None if one.signed_on and one.signed_on > as_of else one.signed_on,
            )
            for one in alma.entries
        ),
    )
    assert judge(rule_set(code), alma, as_of=as_of).entries == judge(rule_set(code), known, as_of=as_of).entries


@given(st.dictionaries(st.sampled_from(sorted(STARTS)), DAYS, min_size=1), DAYS)
def test_levels_are_derived_for_any_order_of_starts(starts, day):
    from feltwork.core.certification import Levels

    rules = rule_set("se-au")
    levels = Levels(rules.levels, [LevelStart(level=level, on=on) for level, on in starts.items()], date(2000, 1, 1))
    begun = [on for on in starts.values() if on <= day]
    found = levels.on(day)
    assert (found is None) is (not begun)
    assert found is None or starts[found] == max(begun)
