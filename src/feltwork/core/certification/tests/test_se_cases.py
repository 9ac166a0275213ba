"""The 22 published cases of Somatic Experiencing, each under its id (`domain/certification.md`, section 15).

Inputs and outcomes are theirs. Where a case says nothing about training days, all thirty-six were attended.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from feltwork.core.certification import (
    Attended,
    Counted,
    Hold,
    Outcome,
    Proof,
    Ruling,
    State,
    TrainingDay,
    Waiver,
    compare,
    judge,
)
from feltwork.core.certification.rulesets import rule_set

from .builders import (
    ADVANCED,
    ADVANCED_ENDED,
    BEGINNING,
    INTERMEDIATE,
    STARTS,
    approved,
    codes,
    group,
    individual,
    module,
    people,
    recognised,
    record,
    session,
    sessions,
    training,
    verdict,
    with_days,
)


def state(found, code):
    return found.requirement(code).state


def full_sei():
    """Twelve sessions; 4 individual and 42 group hours, of which Carla gave 18 (six credits)."""
    alone = [individual() for _ in range(4)]
    return (*sessions(12), *alone, group(24), group(18, provider="carla"))


def full_au():
    """Australia's numbers by level: 4/4/4 sessions, 4/6/8 credits."""
    credits = [individual(amount, level) for level, amount in ((BEGINNING, 4), (INTERMEDIATE, 6), (ADVANCED, 8))]
    return (*sessions(4, 4, 4), *credits)


def test_se_1_forty_two_group_hours_are_fourteen_credits():
    found = verdict("se-sei", *full_sei())
    assert found.requirement("consultation_credits").counted == 18
    assert found.eligible is True


def test_se_2_half_a_group_hour_short_is_not_met():
    alone = [individual() for _ in range(4)]
    found = verdict("se-sei", *sessions(12), *alone, group("23.5"), group(18, provider="carla"))
    credits = found.requirement("consultation_credits")
    assert (credits.counted, credits.state, credits.missing) == (Fraction(107, 6), State.NOT_YET, Fraction(1, 6))


def test_se_3_the_total_is_there_but_not_the_individual_part():
    alone = [individual() for _ in range(3)]
    found = verdict("se-sei", *sessions(12), *alone, group(27), group(18, provider="carla"))
    assert found.requirement("consultation_credits").counted == 18
    assert state(found, "consultation_credits") is State.MET
    assert state(found, "individual_credits") is State.NOT_YET
    assert found.eligible is False


def test_se_4_fifteen_group_hours_with_faculty_are_five_credits_at_sei():
    entries = (*sessions(12), *(individual() for _ in range(13)), group(15, provider="carla"))
    found = verdict("se-sei", *entries)
    assert found.requirement("consultation_credits").counted == 18
    assert found.requirement("faculty_credits").counted == 5
    assert state(found, "faculty_credits") is State.NOT_YET


def test_se_4_and_fifteen_hours_in_ireland_where_the_reading_has_to_be_asked():
    entries = (*sessions(12), *(individual() for _ in range(13)), group(15, provider="carla"))
    faculty = verdict("se-ie-2018", *entries).requirement("faculty_hours")
    assert (faculty.counted, faculty.state, codes(faculty.warnings)) == (15, State.MET, ["unclear_rule"])


def test_se_5_a_gap_in_beginning_cannot_be_repaired_once_intermediate_began():
    found = verdict("se-au", *sessions(3, 5, 4)).requirement("personal_sessions")
    assert found.counted == 12
    assert (found.state, found.levels[0].state, found.levels[0].repairable) == (State.CANNOT, State.CANNOT, False)
    assert [reason.data["amount"] for reason in found.reasons if reason.code == "level_closed"] == [1]


def test_se_5_before_intermediate_the_same_gap_is_only_not_yet_filled():
    day = STARTS[INTERMEDIATE] - timedelta(days=1)
    found = verdict("se-au", *sessions(3), as_of=day)
    assert state(found, "personal_sessions") is State.NOT_YET
    first = found.next_steps[0]
    assert (first.code, first.due, first.data["amount"]) == ("fill_level", day, 1)


def test_se_5_sei_asks_only_for_the_total():
    assert state(verdict("se-sei", *sessions(3, 5, 4)), "personal_sessions") is State.MET


def test_se_6_finland_asks_for_fifteen_and_only_recommends_evenness():
    found = verdict("se-ease-fi", *sessions(2, 5, 5)).requirement("personal_sessions")
    assert (found.state, found.asked, found.missing) == (State.NOT_YET, 15, 3)
    assert codes(found.warnings) == ["below_recommendation", "window_ends"]
    assert found.warnings[0].data["level"] == BEGINNING


def test_se_6_an_uneven_fifteen_is_met_with_a_warning():
    found = verdict("se-ease-fi", *sessions(3, 6, 6)).requirement("personal_sessions")
    assert (found.state, codes(found.warnings)) == (State.MET, ["below_recommendation"])


BEGINNERS_ONLY = (
    *approved("ben", "personal_session", levels=[BEGINNING]),
    *approved("carla", "personal_session", "consultation_individual", "faculty"),
)


def test_se_7_on_the_first_day_of_intermediate_a_beginning_approval_gives_nothing():
    one = session(on=STARTS[INTERMEDIATE])
    fate = verdict("se-au", one, approvals=BEGINNERS_ONLY).entry(one.id)
    assert (fate.counted, fate.amount, fate.level) == (Counted.DOES_NOT, 0, INTERMEDIATE)
    assert "provider_other_level" in codes(fate.reasons)


def test_se_8_the_day_before_it_counts_as_beginning():
    one = session(on=STARTS[INTERMEDIATE] - timedelta(days=1))
    fate = verdict("se-au", one, approvals=BEGINNERS_ONLY).entry(one.id)
    assert (fate.counted, fate.amount, fate.level) == (Counted.COUNTS, 1, BEGINNING)
    assert [one.data["days"] for one in fate.reasons if one.code == "just_before_level"] == [1]


@pytest.mark.parametrize("rules", ["se-sei", "se-au", "se-in"])
def test_se_9_a_session_in_the_gap_of_an_approval_does_not_count(rules):
    one = session(on=date(2023, 8, 15))
    gap = (
        *approved("ben", "personal_session", since=date(2022, 1, 1), until=date(2023, 6, 30)),
        *approved("ben", "personal_session", since=date(2023, 10, 1)),
    )
    fate = verdict(rules, one, approvals=gap).entry(one.id)
    reason = next(reason for reason in fate.reasons if reason.code == "approval_gap")
    assert fate.amount == 0
    assert (reason.data["gap_from"], reason.data["gap_to"]) == (date(2023, 7, 1), date(2023, 9, 30))


def test_se_10_a_provider_removed_later_changes_nothing():
    one = session(on=date(2023, 5, 1), signed_on=date(2023, 5, 2))
    approvals = approved("ben", "personal_session", until=date(2023, 8, 31))
    assert verdict("se-sei", one, approvals=approvals).entry(one.id).counted is Counted.COUNTS


def test_se_11_an_approval_for_sessions_is_none_for_consultations():
    one = individual()
    fate = verdict("se-sei", one, approvals=approved("ben", "personal_session")).entry(one.id)
    reason = next(reason for reason in fate.reasons if reason.code == "provider_other_kind")
    assert (fate.amount, reason.data["approved_for"]) == (0, "personal_session")


def watched(number):
    """The first *number* days of Beginning I made up from the recording."""
    return with_days(training(), [f"beginning-1-{day}" for day in range(number)], attended=Attended.RECORDING)


def test_se_12_two_recordings_make_twenty_hours_of_supervision():
    entries = (*sessions(15), *(individual() for _ in range(18)))
    found = verdict("se-ease-fi", *entries, days=watched(2))
    credits = found.requirement("consultation_credits")
    assert (credits.asked, credits.missing, credits.state) == (20, 2, State.NOT_YET)
    assert codes(credits.reasons) == ["raised_by_recordings", "missing"]
    assert state(found, "training_days") is State.MET


def test_se_12_a_third_recording_is_for_a_person():
    found = verdict("se-ease-fi", days=watched(3))
    assert state(found, "training_days") is State.HUMAN
    assert [question.data["question"] for question in found.questions] == ["recordings:training_days"]


def eight_modules(video):
    """Montreal's way: three modules of four days in Beginning and Intermediate, two of six in Advanced."""
    made: list[TrainingDay] = []
    for level, count, days in ((BEGINNING, 3, 4), (INTERMEDIATE, 3, 4), (ADVANCED, 2, 6)):
        for position in range(1, count + 1):
            begins = STARTS[level] + timedelta(days=90 * (position - 1))
            how = Attended.RECORDING if (level, position) in video else Attended.ATTENDED
            made += module(level, position, begins, days=days, attended=how)
    return tuple(made)


def test_se_13_the_second_video_module_in_a_row_is_invalid():
    found = verdict(
        "se-sei-2021", days=eight_modules({(BEGINNING, 2), (BEGINNING, 3)}), level_starts=record().level_starts
    )
    days = {day.entry: day for day in found.days}
    assert days["beginning-2-0"].counted is Counted.COUNTS
    assert days["beginning-3-0"].counted is Counted.DOES_NOT
    assert codes(days["beginning-3-0"].reasons)[1:] == ["recording_consecutive", "recording_too_many_modules"]
    assert found.requirement("training_days").missing == 4


def test_se_13_one_beginning_module_by_video_is_fine_and_none_in_advanced():
    assert state(verdict("se-sei-2021", days=eight_modules({(BEGINNING, 2)})), "training_days") is State.MET
    advanced = verdict("se-sei-2021", days=eight_modules({(ADVANCED, 1)}))
    assert state(advanced, "training_days") is State.NOT_YET
    assert "recording_not_in_level" in codes(advanced.days[24].reasons)


def online_and_hybrid(online, hybrid):
    days = training()
    ids = [day.id for day in days]
    days = with_days(days, ids[:online], mode="online")
    return with_days(days, ids[online : online + hybrid], mode="hybrid")


def test_se_14_hybrid_days_are_online_days_at_ease():
    found = verdict("se-ease-base", days=online_and_hybrid(12, 2)).requirement("training_days")
    reason = next(reason for reason in found.reasons if reason.code == "days_over_cap")
    assert (found.state, found.missing) == (State.NOT_YET, 2)
    assert (reason.data["days"], reason.data["at_most"]) == (14, 12)
    assert state(verdict("se-ease-base", days=online_and_hybrid(12, 0)), "training_days") is State.MET


@pytest.mark.parametrize(
    ("on", "counted"),
    [(date(2025, 11, 30), Counted.COUNTS), (date(2025, 12, 1), Counted.DOES_NOT)],
    ids=["exactly one year", "one year and one day"],
)
def test_se_15_the_last_consultation_within_one_year_to_the_day(on, counted):
    one = individual(level=ADVANCED, on=on)
    fate = verdict("se-au", one, as_of=date(2026, 1, 10)).entry(one.id)
    assert fate.counted is counted
    assert ("after_window" in codes(fate.reasons)) is (counted is Counted.DOES_NOT)


def test_se_16_who_finishes_in_an_ease_country_needs_three_sessions_more():
    brought = (recognised("personal_session", 12), recognised("consultation_credits", 18))
    found = verdict("se-ease-base", recognised=brought)
    assert (state(found, "personal_sessions"), found.requirement("personal_sessions").missing) == (State.NOT_YET, 3)
    assert state(found, "consultation_credits") is State.MET


def test_se_17_no_line_is_rounded():
    alone = [individual() for _ in range(4)]
    lines = [group(1, provider="carla" if number < 18 else "ben") for number in range(42)]
    found = verdict("se-sei", *sessions(12), *alone, *lines)
    assert found.requirement("consultation_credits").counted == 18
    assert found.eligible is True
    assert {found.entry(line.id).amount for line in lines} == {Fraction(1, 3)}


def test_se_18_an_invoice_counts_once_a_person_has_looked():
    bare, invoice, accepted = (session(proof=proof) for proof in (Proof.NONE, Proof.EVIDENCE, Proof.ACCEPTED))
    found = verdict("se-sei", bare, invoice, accepted)
    fates = [found.entry(one.id) for one in (bare, invoice, accepted)]
    assert [fate.counted for fate in fates] == [Counted.DOES_NOT, Counted.WOULD_COUNT, Counted.COUNTS]
    assert [fate.amount for fate in fates] == [0, 1, 1]
    assert [question.data["question"] for question in found.questions] == [f"evidence:{invoice.id}"]


def psep(as_of):
    days = with_days(
        training(last_day=date(2021, 11, 30)), [f"advanced-2-{number}" for number in range(6)], mode="online"
    )
    return verdict("se-sei", *full_sei(), days=days, facts={"certificate": "PSEP"}, as_of=as_of)


def test_se_19_the_provisional_certificate_has_run_out():
    found = psep(date(2024, 3, 5)).requirement("provisional")
    assert found.state is State.CANNOT
    assert [reason.data.get("remedy", reason.code) for reason in found.reasons] == [
        "too_long_ago",
        "audit_advanced_ii",
        "auditor_price",
        "amended",
    ]


def test_se_19_until_the_end_of_february_the_audit_was_free_and_in_2023_nothing_was_asked():
    found = psep(date(2024, 2, 29)).requirement("provisional")
    remedies = [reason.data["remedy"] for reason in found.reasons if reason.code == "remedy"]
    assert remedies == ["audit_advanced_ii", "free_audit"]
    with pytest.raises(KeyError):
        psep(date(2023, 12, 31)).requirement("provisional")


@pytest.mark.parametrize("rules", ["se-au", "se-in"])
def test_se_20_the_window_speaks_of_consultations_only_so_a_person_decides_on_sessions(rules):
    missing_one = full_au()[:11] + full_au()[12:]
    ten_months_later = date(2025, 9, 30)
    found = verdict(rules, *missing_one, as_of=ten_months_later)
    assert state(found, "consultation_credits") is State.MET
    assert state(found, "personal_sessions") is State.HUMAN
    assert [question.data["question"] for question in found.questions] == ["window:personal_sessions"]


@pytest.mark.parametrize(
    ("outcome", "expected"), [(Outcome.COUNT, State.NOT_YET), (Outcome.DO_NOT_COUNT, State.CANNOT)]
)
def test_se_20_and_the_decision_holds(outcome, expected):
    missing_one = full_au()[:11] + full_au()[12:]
    ruling = Ruling(outcome=outcome, reason="asked the body", by="ruth", on=date(2025, 9, 1))
    words = {"rulings": {"window:personal_sessions": ruling}, "as_of": date(2025, 9, 30)}
    assert state(verdict("se-au", *missing_one, **words), "personal_sessions") is expected


def test_se_21_everything_met_but_an_invoice_is_open():
    hold = Hold(code="payment", reason="invoice 12 unpaid", since=date(2024, 12, 1))
    found = verdict("se-sei", *full_sei(), holds=(hold,))
    assert (found.eligible, found.held, found.holds[0].data["why"]) == (True, True, "invoice 12 unpaid")


def test_se_22_a_backdated_approval_makes_earlier_sessions_valid():
    one = individual(3, ADVANCED, on=date(2024, 4, 2), provider="carla")
    late = (*people()[:3], *approved("carla", "consultation_individual", "faculty", since=date(2024, 5, 1)))
    early = (*people()[:3], *approved("carla", "consultation_individual", "faculty", since=date(2024, 3, 1)))
    alma = record(one, approvals=late)
    before = judge(rule_set("se-sei"), alma, as_of=date(2024, 12, 15))
    after = judge(rule_set("se-sei"), replace(alma, approvals=early), as_of=date(2024, 12, 15))
    assert before.entry(one.id).counted is Counted.DOES_NOT
    assert after.entry(one.id).counted is Counted.COUNTS
    changed = {(change.subject.value, change.code, change.level) for change in compare(before, after)}
    assert changed == {
        ("requirement", "consultation_credits", None),
        ("level", "consultation_credits", ADVANCED),
        ("requirement", "individual_credits", None),
        ("level", "individual_credits", ADVANCED),
        ("requirement", "faculty_credits", None),
        ("level", "faculty_credits", ADVANCED),
        ("entry", one.id, ADVANCED),
    }
    assert before.entry(one.id).amount == 0  # what was answered before stays as it was


def test_a_waiver_lets_the_gap_of_se_5_go():
    waiver = Waiver(
        requirement="personal_sessions",
        level=BEGINNING,
        amount=Fraction(1),
        reason="illness",
        by="ruth",
        on=ADVANCED_ENDED,
    )
    found = verdict("se-au", *full_au()[1:], waivers=(waiver,))
    assert found.requirement("personal_sessions").levels[0].state is State.WAIVED
    assert found.eligible is True
