"""Single clauses of totals, counts, ratios, times, evaluations and ways, each in a small programme."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from feltwork.core.certification import (
    Attended,
    Counted,
    Gate,
    LevelStart,
    Outcome,
    Proof,
    Recognised,
    Ruling,
    State,
    TrainingDay,
    Waiver,
    judge,
    preview,
)

from .builders import codes
from .programmes import TODAY, approved, entry, rules, verdict

PLAIN = "code: hours\nkind: total\nof: [course, talk]\nat_least: 10\n"


def found(chosen, *entries, code="hours", **words):
    return verdict(chosen, *entries, **words).requirement(code)


def test_a_filter_takes_what_it_names_and_leaves_the_rest():
    only = "only: {attributes: {topic: [ethics, law]}, without: {level: [basic]}, modes: [online], group_at_most: 4}"
    chosen = rules(PLAIN + only)
    fits = entry(mode="online", group_size=4, attributes={"topic": "law"})
    others = (
        entry(mode="online", group_size=5, attributes={"topic": "law"}),
        entry(mode="in_person", group_size=4, attributes={"topic": "law"}),
        entry(mode="online", group_size=4, attributes={"topic": "art"}),
        entry(mode="online", group_size=4, attributes={"topic": "law", "level": "basic"}),
        entry(mode="online", attributes={"topic": "law"}),
    )
    assert found(chosen, fits, *others).counted == 1


def test_an_exception_inside_a_filter():
    chosen = rules(PLAIN + "only: {except: [{of: [talk]}]}")
    assert found(chosen, entry(), entry("talk")).counted == 1


def test_a_span_is_inclusive_at_both_ends_and_reckons_from_moments():
    more = "moments:\n  - {code: applied, fact: applied_on}\n"
    chosen = rules(PLAIN + "from: {moment: applied, minus: 1 year}\nuntil: applied", more=more)
    days = [date(2025, 1, 9), date(2025, 1, 10), date(2026, 1, 10), date(2026, 1, 11)]
    entries = [entry(on=day) for day in days]
    seen = verdict(chosen, *entries, facts={"applied_on": "2026-01-10"})
    assert [seen.entry(one.id).counted for one in entries] == [
        Counted.DOES_NOT,
        Counted.COUNTS,
        Counted.COUNTS,
        Counted.DOES_NOT,
    ]


def test_without_the_day_to_reckon_from_nothing_counts_and_the_reason_says_so():
    more = "moments:\n  - {code: trained, gate: training}\n"
    result = found(rules(PLAIN + "from: trained", more=more), entry())
    assert (result.counted, codes(result.reasons)) == (0, ["span_unknown", "missing"])


def test_once_the_span_is_over_what_is_missing_can_no_longer_come():
    more = "moments:\n  - {code: closed, day: 2025-12-31}\n"
    chosen = rules(PLAIN + "until: closed", more=more)
    assert found(chosen, entry(hours=9)).state is State.CANNOT
    assert found(chosen, entry(hours=9), entry(proof=Proof.WAITING, signed_on=None)).state is State.NOT_YET
    assert found(chosen, entry(hours=9), as_of=date(2025, 12, 31)).state is State.NOT_YET


def test_an_exemption_lets_some_of_what_lies_outside_count():
    more = "moments:\n  - {code: start, day: 2025-06-01}\n"
    exempt = "from: start\nexempt: [{only: {of: [talk]}, at_most: 2}]"
    chosen = rules(PLAIN + exempt, more=more)
    early = [entry("talk", 3, on=date(2025, 1, 5)), entry("course", 3, on=date(2025, 1, 5))]
    seen = verdict(chosen, *early)
    assert seen.requirement("hours").counted == 2
    assert "over_exempt" in codes(seen.entry(early[0].id).reasons)


@pytest.mark.parametrize(("per", "expected"), [("week", 4), ("month", 2), ("year", 2), ("place", 4)])
def test_a_cap_in_each_period(per, expected):
    chosen = rules(PLAIN + f"caps: [{{code: most, at_most: 2, per: {per}}}]")
    first, second = (
        entry(hours=5, attributes={"place": "a"}),
        entry(hours=5, on=date(2025, 6, 9), attributes={"place": "b"}),
    )
    assert found(chosen, first, second).counted == expected


def test_any_seven_days_are_not_a_calendar_week():
    chosen = rules(PLAIN.replace("10", "60") + "caps: [{code: seven, at_most: 40, in_any: 7 days}]")
    thursday = date(2025, 3, 6)
    days = [entry(hours=10, on=thursday + timedelta(days=number)) for number in range(5)]
    assert found(chosen, *days).counted == 40
    apart = [entry(hours=40, on=thursday), entry(hours=40, on=thursday + timedelta(days=7))]
    assert found(chosen, *apart).counted == 80


def test_what_falls_under_a_cap_is_for_a_person_where_the_rules_say_so():
    chosen = rules(PLAIN + "caps: [{code: most, at_most: 10, beyond: human}]")
    seen = verdict(chosen, entry(hours=12))
    assert seen.requirement("hours").state is State.HUMAN
    assert [one.data["surplus"] for one in seen.questions] == [2]
    ruling = Ruling(outcome=Outcome.COUNT, reason="the last two fall", by="ruth", on=TODAY)
    assert found(chosen, entry(hours=12), rulings={"cap:hours:most": ruling}).state is State.MET


def test_some_count_several_times_and_only_so_much_of_them():
    weight = "weights: [{code: thrice, times: 3, for_at_most: 2, only: {of: [talk]}}]"
    seen = verdict(rules(PLAIN + weight), entry("talk", 3, id="talk"), entry("course", 1))
    assert seen.requirement("hours").counted == 3 + 2 * 2 + 1
    assert seen.entry("talk").amount == 7


def test_each_group_and_so_many_groups():
    named = rules(PLAIN.replace("10", "4") + "each: {by: topic, at_least: 2, among: [law, ethics]}")
    entries = [entry(hours=4, attributes={"topic": "law"}), entry(hours=1, attributes={"topic": "ethics"})]
    result = found(named, *entries)
    assert (result.state, result.missing, [one.counted for one in result.groups]) == (State.NOT_YET, 1, [4, 1])
    assert codes(result.reasons) == ["missing", "missing_in_group"]
    cases = rules("code: hours\nkind: count\nof: [course]\nat_least: 0\neach: {by: case, at_least: 2, groups: 2}")
    several = [entry(attributes={"case": name}) for name in "aabbc"]
    assert found(cases, *several).state is State.MET
    assert found(cases, *several[:3]).missing == 1


def test_different_people_and_weeks_are_counted_once():
    chosen = rules("code: hours\nkind: count\nof: [course]\ndifferent: client\nat_least: 3")
    entries = [entry(attributes={"client": name}) for name in ("a", "b", "a", "")]
    assert found(chosen, *entries).counted == 2
    weeks = rules("code: hours\nkind: count\nof: [course]\ndifferent: week\nat_least: 3")
    assert (
        found(weeks, entry(on=date(2025, 3, 9)), entry(on=date(2025, 3, 10)), entry(on=date(2025, 3, 16))).counted == 2
    )


def test_a_ratio_on_average_and_in_each_place():
    body = "code: hours\nkind: ratio\nof: [talk]\nfor_each: 5\nto: [course]\n"
    entries = [entry(hours=5, attributes={"place": "a"}), entry(hours=5, attributes={"place": "b"})]
    both = entry("talk", 2, attributes={"place": "a"})
    assert found(rules(body), *entries, both).state is State.MET
    result = found(rules(body + "per: place"), *entries, both)
    assert (result.state, result.missing, [one.group for one in result.groups]) == (State.NOT_YET, 1, ["a", "b"])


TIMES = "moments:\n  - {code: first, first_of: [course]}\n  - {code: last, last_of: [course]}\n"


@pytest.mark.parametrize(
    ("words", "last", "expected"),
    [
        ("at_least: 3 months", date(2025, 6, 13), State.NOT_YET),
        ("at_least: 3 months", date(2025, 6, 14), State.MET),
        ("at_most: 3 months", date(2025, 6, 14), State.MET),
        ("at_most: 3 months", date(2025, 6, 15), State.CANNOT),
    ],
)
def test_time_between_two_days(words, last, expected):
    chosen = rules(f"code: hours\nkind: time\nfrom: first\nto: last\n{words}", more=TIMES)
    assert found(chosen, entry(on=date(2025, 3, 14)), entry(on=last)).state is expected


def test_after_two_failures_one_waits_and_three_attempts_are_all():
    body = "code: exam\nkind: evaluation\nof: [course]\nattempts: 3\nlock_outs: [{after: 2, wait: 6 months}]"
    days = [date(2025, 1, 10), date(2025, 2, 10), date(2025, 8, 9), date(2025, 8, 10)]
    tries = [entry(on=day, id=f"try-{place}", attributes={"result": "failed"}) for place, day in enumerate(days)]
    seen = verdict(rules(body), *tries[:3])
    assert seen.requirement("exam").state is State.NOT_YET
    assert seen.entry("try-2").counted is Counted.DOES_NOT
    assert [one.data["allowed_from"] for one in seen.requirement("exam").reasons if "allowed_from" in one.data] == [
        days[3]
    ]
    lost = verdict(rules(body), *tries).requirement("exam")
    assert (lost.state, "attempts_used" in codes(lost.reasons)) == (State.CANNOT, True)
    passed = entry(on=days[3], attributes={"result": "passed"})
    assert verdict(rules(body), *tries[:3], passed).requirement("exam").state is State.MET


def test_an_examiner_who_also_supervised_is_not_independent():
    body = "code: exam\nkind: evaluation\nof: [course]\nonly: {not_given_by_those_of: [talk]}"
    supervised = entry("talk", provider="ben")
    by_ben, by_carla = (entry(provider=who, attributes={"result": "passed"}) for who in ("ben", "carla"))
    assert found(rules(body), supervised, by_ben, code="exam").state is State.NOT_YET
    assert found(rules(body), supervised, by_carla, code="exam").state is State.MET


def test_only_the_trainer_of_most_days():
    days = tuple(
        TrainingDay(id=f"d{n}", level="", module="m", module_position=1, on=date(2025, 3, n + 1), trainer=who)
        for n, who in enumerate(("carla", "carla", "ben"))
    )
    missed = TrainingDay(
        id="d9", level="", module="m", module_position=1, on=date(2025, 4, 1), trainer="ben", attended=Attended.MISSED
    )
    chosen = rules(PLAIN + "only: {by_main_trainer: true}")
    assert found(chosen, entry(provider="carla"), entry(provider="ben"), days=(*days, missed)).counted == 1


WAYS = (
    "code: a\nkind: total\nof: [course]\nat_least: 2",
    "code: b\nkind: total\nof: [talk]\nat_least: 2",
    "code: c\nkind: gate\nitems: [{code: paper, title: Paper}]",
)


def ways(least):
    each = ", ".join(f"{{code: {one}, title: {one.upper()}, needs: [{one}]}}" for one in "abc")
    return rules(*WAYS, f"code: any\nkind: ways\nat_least: {least}\nways: [{each}]")


def test_one_way_is_enough_and_the_others_decide_nothing():
    seen = verdict(ways(1), entry(hours=2))
    assert (seen.eligible, seen.requirement("b").state, seen.requirement("b").decides) == (True, State.NOT_YET, False)


def test_two_of_three_ways():
    paper = Gate(code="paper", valid_from=date(2025, 1, 1))
    assert verdict(ways(2), entry(hours=2)).eligible is False
    assert verdict(ways(2), entry(hours=2), gates=(paper,)).eligible is True


POOL = "pools:\n  - {code: shared, requirements: [a, b], splits: SPLITS}\n"
SHARED = ("code: a\nkind: total\nof: [course]\nat_least: 3", "code: b\nkind: total\nof: [course, talk]\nat_least: 3")


@pytest.mark.parametrize(("splits", "expected"), [("true", {"a": 3, "b": 1}), ("false", {"a": 4, "b": 0})])
def test_one_entry_is_not_counted_in_two_requirements_of_a_pool(splits, expected):
    chosen = rules(*SHARED, more=POOL.replace("SPLITS", splits))
    seen = verdict(chosen, entry(hours=4))
    assert {code: seen.requirement(code).counted for code in "ab"} == expected
    assert sum(share.amount for share in seen.entries[0].shares) == 4


def test_a_pool_finds_the_division_that_meets_both():
    """A course fits both, a talk only the second; putting the course into the second first would waste it."""
    for splits in ("true", "false"):
        chosen = rules(*SHARED, more=POOL.replace("SPLITS", splits))
        assert verdict(chosen, entry(hours=3), entry("talk", 3)).eligible is True


def test_waivers_recognised_credit_and_rulings_hold_for_totals_too():
    chosen = rules(PLAIN)
    waiver = Waiver(requirement="hours", reason="illness", by="ruth", on=TODAY, amount=Fraction(3))
    brought = Recognised(kind="course", amount=Fraction(2), source="home", on=date(2025, 1, 1))
    result = found(chosen, entry(hours=5), waivers=(waiver,), recognised=(brought,))
    assert (result.state, result.asked, result.counted) == (State.MET, 7, 7)
    ruling = Ruling(outcome=Outcome.COUNT, reason="seen", by="ruth", on=TODAY)
    assert found(chosen, rulings={"hours": ruling}).state is State.MET


def test_a_preview_and_what_waits():
    chosen = rules(PLAIN)
    waiting = entry(hours=10, proof=Proof.WAITING, signed_on=None)
    result = found(chosen, waiting)
    assert (result.counted, result.waiting, result.state) == (0, 10, State.NOT_YET)
    from feltwork.core.certification import Record

    _, after = preview(chosen, Record(anchor_on=date(2025, 1, 1), entries=(waiting,)), waiting, as_of=TODAY)
    assert after.eligible is True


def test_another_bodys_approval_counts_as_ours_from_a_day_on():
    kinds = (
        "accepts: [School]\nkinds:\n  - {code: course, title: C, unit: hour, hours_per_unit: 1, approvals: [mentor]}\n"
    )
    more = "recognises:\n  - {issuer: Other, approval: coach, counts_as: mentor, valid_from: 2025-06-01}\n"
    chosen = rules("code: hours\nkind: total\nof: [course]\nat_least: 1", kinds=kinds, more=more)
    theirs = approved("ben", "coach", issuer="Other")
    assert found(chosen, entry(on=date(2025, 5, 31), provider="ben"), approvals=(theirs,)).counted == 0
    assert found(chosen, entry(on=date(2025, 6, 1), provider="ben"), approvals=(theirs,)).counted == 1


def test_conditions_on_facts_numbers_and_days():
    more = "moments:\n  - {code: born, fact: born_on}\n  - {code: line, day: 2000-01-01}\n"
    when = "when: {any: [{fact: years, at_least: 15}, {all: [{moment: born, by: line}, {none: [{fact: no, is: x}]}]}]}"
    chosen = rules(PLAIN, "code: extra\nkind: gate\nitems: [{code: paper, title: P}]\n" + when, more=more)

    def asked(**facts):
        return len(verdict(chosen, facts=facts).requirements) == 2

    assert [asked(), asked(years="14"), asked(years="15"), asked(born_on="2000-01-01")] == [False, False, True, True]
    assert asked(born_on="1999-01-01", no="x") is False
    assert asked(born_on="2000-01-02") is False


def test_moments_that_lean_on_each_other_are_unknown_and_nothing_hangs():
    more = "moments:\n  - {code: a, earliest: [b]}\n  - {code: b, otherwise: a}\n"
    assert found(rules(PLAIN + "from: a", more=more), entry()).counted == 0


def test_levels_that_the_candidate_chooses():
    more = "levels:\n  - {code: one, title: One}\n  - {code: two, title: Two}\n"
    chosen = rules("code: hours\nkind: count\nof: [course]\ndifferent: level\nat_least: 2", more=more)
    entries = [entry(on=date(2025, 2, 1)), entry(on=date(2025, 3, 1))]
    from feltwork.core.certification import Record, best_borders

    late = (LevelStart(level="one", on=date(2025, 1, 1)), LevelStart(level="two", on=date(2025, 6, 1)))
    record = Record(anchor_on=date(2025, 1, 1), entries=tuple(entries), level_starts=late)
    assert judge(chosen, record, as_of=TODAY).eligible is False
    starts = best_borders(chosen, record, as_of=TODAY)
    assert [one.on for one in starts] == [date(2025, 2, 1), date(2025, 3, 1)]
