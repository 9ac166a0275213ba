"""A candidate's way through the invented school, and everything a person may decide along it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from feltwork.core.certification import (
    Attended,
    Counted,
    Entry,
    Gate,
    LevelStart,
    Outcome,
    Proof,
    Recognised,
    Ruling,
    State,
    Waiver,
    compare,
    judge,
    load,
    preview,
)
from feltwork.core.certification.rulesets import bundled, rule_set

from .builders import (
    ADVANCED,
    BEGINNING,
    INTERMEDIATE,
    KINDS,
    approved,
    codes,
    group,
    individual,
    record,
    session,
    sessions,
    training,
    verdict,
    with_days,
)

ALDER = "alder-house-2024-2"
TODAY = date(2026, 11, 24)
HANNE = approved("hanne", *KINDS, issuer="Alder House")
PER = (
    *approved("per", "personal_session", until=date(2026, 6, 30), issuer="Alder House"),
    *approved("per", "personal_session", since=date(2026, 10, 1), issuer="Alder House"),
)
ADA = approved("ada", *KINDS, "faculty", issuer="Alder House")
FEMI = approved("femi", "personal_session", issuer="Alder House")
STARTS = (
    LevelStart(level=BEGINNING, on=date(2025, 3, 14)),
    LevelStart(level=INTERMEDIATE, on=date(2026, 3, 6)),
    LevelStart(level=ADVANCED, on=date(2027, 3, 12)),
)


def met(on, provider="hanne", **words):
    return session(on=on, provider=provider, **words)


SAMIRAS = {
    "first": met(date(2025, 4, 1)),
    "second": met(date(2025, 6, 1)),
    "third": met(date(2025, 9, 1)),
    "ada": met(date(2026, 3, 2), "ada"),
    "april": met(date(2026, 4, 21)),
    "june": met(date(2026, 6, 9)),
    "per": met(date(2026, 8, 12), "per"),
    "waiting": met(date(2026, 11, 3), proof=Proof.WAITING),
    "pair": group(2, on=date(2026, 5, 5), provider="ada"),
    "crowd": group(3, on=date(2026, 9, 20), provider="ada", group_size=14),
}


def samira(*more, **words):
    given = {
        "anchor_on": date(2025, 3, 14),
        "level_starts": STARTS,
        "approvals": (*HANNE, *PER, *ADA, *FEMI),
        "days": (),
    }
    return record(*SAMIRAS.values(), *more, **{**given, **words})


def judged(*more, as_of=TODAY, rules=ALDER, **words):
    return judge(rule_set(rules), samira(*more, **words), as_of=as_of)


def test_samiras_sessions_and_why_each_counts():
    found = judged()
    fates = {name: found.entry(entry.id) for name, entry in SAMIRAS.items()}
    result = found.requirement("personal_sessions")
    assert [(level.counted, level.waiting) for level in result.levels] == [(4, 0), (2, 1), (0, 0)]
    assert fates["per"].reasons[1].data["gap_from"] == date(2026, 7, 1)
    assert codes(fates["ada"].reasons) == ["in_level", "just_before_level", "approved", "signed"]
    assert fates["ada"].reasons[1].data["days"] == 4
    assert (fates["waiting"].counted, fates["waiting"].amount) == (Counted.WOULD_COUNT, 1)
    assert (fates["pair"].amount, fates["pair"].reasons[1].data["hours_per_unit"]) == (Fraction(2, 3), 3)
    assert fates["crowd"].counted is Counted.HUMAN


def test_the_gap_before_the_next_level_comes_first():
    first, *_ = judged().next_steps
    assert (first.code, first.requirement, first.due) == ("fill_level", "personal_sessions", date(2027, 3, 11))
    assert first.data == {"level": INTERMEDIATE, "next_level": ADVANCED, "unit": "session", "amount": 1}


def test_a_level_about_to_change_is_a_warning():
    warning = judged().requirement("personal_sessions").warnings[0]
    assert (warning.code, warning.data["starts_on"], warning.data["amount"]) == (
        "level_about_to_change",
        date(2027, 3, 12),
        2,
    )


def test_a_preview_completes_intermediate():
    entry = met(date(2026, 11, 19), proof=Proof.DRAFT)
    fate, found = preview(rule_set(ALDER), samira(), entry, as_of=TODAY)
    assert (fate.counted, fate.amount, fate.level) == (Counted.COUNTS, 1, INTERMEDIATE)
    level = found.requirement("personal_sessions").levels[1]
    assert (level.counted, level.waiting) == (3, 1)


@pytest.mark.parametrize(
    ("entry", "counted", "code"),
    [
        (individual(on=date(2026, 11, 19), provider="femi"), Counted.DOES_NOT, "provider_other_kind"),
        (met(date(2026, 8, 1), "per"), Counted.DOES_NOT, "approval_gap"),
        (met(date(2026, 2, 1), signed_on=TODAY), Counted.ABOVE, "above_what_is_asked"),
        (met(date(2026, 11, 25)), Counted.DOES_NOT, "in_future"),
        (met(date(2026, 11, 1), "stranger"), Counted.DOES_NOT, "provider_not_approved"),
        (met(date(2026, 11, 1), None), Counted.DOES_NOT, "no_provider"),
        (met(date(2026, 11, 1), hours=Fraction(1, 2)), Counted.HUMAN, "short_entry"),
        (met(date(2026, 11, 1), hours=Fraction(0)), Counted.DOES_NOT, "no_hours"),
        (met(date(2026, 11, 1), proof=Proof.DECLINED), Counted.DOES_NOT, "declined"),
        (met(date(2026, 11, 1), proof=Proof.DRAFT), Counted.WOULD_COUNT, "not_sent"),
        (met(date(2026, 11, 1), signed_on=date(2026, 10, 1)), Counted.HUMAN, "signed_before_event"),
        (met(date(2026, 11, 1), signed_on=date(2026, 12, 1)), Counted.WOULD_COUNT, "waits_for_signature"),
        (Entry(id="w", kind="walk", on=date(2026, 11, 1), hours=Fraction(1)), Counted.DOES_NOT, "unknown_kind"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_fate_has_its_reason(entry, counted, code):
    fate = judged(entry).entry(entry.id)
    assert fate.counted is counted
    assert code in codes(fate.reasons)


def ruling(outcome, amount=None, on=TODAY):
    return Ruling(outcome=outcome, reason="asked", by="ruth", on=on, amount=amount)


def test_what_the_decision_on_a_crowd_would_change():
    question = f"group_size:{SAMIRAS['crowd'].id}"
    before = judged()
    after = judged(rulings={question: ruling(Outcome.COUNT)})
    assert question in [str(one.data["question"]) for one in before.questions]
    changed = {(one.code, one.level): (one.counted_before, one.counted_after) for one in compare(before, after)}
    assert changed["consultation_credits", None] == (Fraction(2, 3), Fraction(5, 3))
    assert changed["consultation_credits", INTERMEDIATE] == (Fraction(2, 3), Fraction(5, 3))
    assert changed["faculty_credits", None] == (Fraction(2, 3), Fraction(5, 3))
    refused = judged(rulings={question: ruling(Outcome.DO_NOT_COUNT)})
    assert refused.entry(SAMIRAS["crowd"].id).counted is Counted.DOES_NOT


def test_the_next_edition_names_a_size_and_changes_nothing_else():
    changes = compare(judged(), judged(rules="alder-house-2026-1"))
    entries = [one for one in changes if one.subject == "entry"]
    assert [(one.code, one.state_before, one.state_after) for one in entries] == [
        (SAMIRAS["crowd"].id, "human", "does_not")
    ]
    assert all(one.asked_before == one.asked_after for one in changes)


def test_a_ruling_on_an_entry_wins_over_the_rules():
    entry = met(date(2026, 8, 13), "per", ruling=ruling(Outcome.COUNT))
    assert judged(entry).entry(entry.id).counted is Counted.COUNTS
    less = replace(entry, ruling=ruling(Outcome.COUNT, Fraction(1, 2)))
    assert judged(less).entry(entry.id).amount == Fraction(1, 2)
    not_yet = replace(entry, ruling=ruling(Outcome.COUNT, on=TODAY + timedelta(days=1)))
    assert judged(not_yet).entry(entry.id).counted is Counted.DOES_NOT
    good = met(date(2026, 11, 1), ruling=ruling(Outcome.DO_NOT_COUNT))
    assert codes(judged(good).entry(good.id).reasons) == ["ruled_do_not_count"]


def test_a_ruling_on_a_requirement_settles_it():
    found = judged(rulings={"personal_sessions": ruling(Outcome.COUNT)}).requirement("personal_sessions")
    assert (found.state, found.reasons[0].code) == (State.MET, "ruled_met")
    found = judged(rulings={"documents": ruling(Outcome.DO_NOT_COUNT)}).requirement("documents")
    assert (found.state, found.reasons[0].code) == (State.NOT_YET, "ruled_not_met")


def test_evidence_waits_until_a_person_accepts_it():
    entry = met(date(2026, 11, 1), proof=Proof.EVIDENCE)
    question = f"evidence:{entry.id}"
    assert question in [str(one.data["question"]) for one in judged(entry).questions]
    accepted = judged(entry, rulings={question: ruling(Outcome.COUNT)})
    assert accepted.entry(entry.id).counted is Counted.COUNTS
    refused = judged(entry, rulings={question: ruling(Outcome.DO_NOT_COUNT)})
    assert refused.entry(entry.id).counted is Counted.DOES_NOT


def waiver(requirement="personal_sessions", **words):
    return Waiver(requirement=requirement, reason="illness", by="ruth", on=date(2026, 11, 1), **words)


def test_a_waiver_may_take_the_whole_an_amount_or_a_level_and_may_end():
    def state(*waivers):
        return judged(waivers=waivers).requirement("personal_sessions")

    assert state(waiver()).state is State.WAIVED
    assert state(waiver(level=INTERMEDIATE)).levels[1].state is State.WAIVED
    assert state(waiver(level=INTERMEDIATE, amount=Fraction(1))).levels[1].asked == 3
    assert state(waiver(level=INTERMEDIATE, amount=Fraction(1))).asked == 11
    assert state(waiver(amount=Fraction(2))).asked == 10
    ended = state(waiver(until=date(2026, 11, 23)))
    assert (ended.state, ended.reasons[0].code) == (State.NOT_YET, "waiver_ended")


def test_a_waived_total_waives_its_parts():
    found = judged(waivers=(waiver("consultation_credits"),))
    assert found.requirement("individual_credits").state is State.WAIVED


def test_documents_in_force_ending_ended_and_missing():
    gates = (
        Gate(code="profession", valid_from=date(2020, 1, 1)),
        Gate(code="code_of_ethics", valid_from=date(2025, 1, 1), valid_to=date(2026, 11, 23)),
        Gate(code="licence", valid_from=date(2020, 1, 1), valid_to=date(2027, 1, 15)),
        Gate(code="licence", valid_from=date(2026, 11, 25)),
    )
    found = judged(gates=gates).requirement("documents")
    assert (found.state, found.counted, found.asked) == (State.NOT_YET, 2, 3)
    assert codes(found.reasons) == ["document_in_force", "document_expired", "document_in_force"]
    assert [(one.code, one.data["document"], one.data["ends_on"]) for one in found.warnings] == [
        ("document_ends_soon", "licence", date(2027, 1, 15))
    ]


def test_examinations_open_in_advanced():
    found = judged().requirement("written_examination")
    assert found.reasons[0].data == {"level": ADVANCED, "starts_on": date(2027, 3, 12)}
    assert "provide_document" not in [one.code for one in judged().next_steps if one.requirement == found.code]
    passed = (Gate(code="written_examination", valid_from=date(2027, 6, 1)),)
    assert judged(gates=passed, as_of=date(2027, 6, 1)).requirement("written_examination").state is State.MET


def test_two_recorded_days_add_two_credits_once_confirmed():
    days = with_days(training(), ["beginning-1-0", "beginning-1-1"], attended=Attended.RECORDING)
    found = verdict(ALDER, days=days)
    assert found.requirement("training_days").state is State.HUMAN
    assert found.requirement("consultation_credits").asked == 20
    confirmed = verdict(
        ALDER, days=days, rulings={"recordings:training_days": ruling(Outcome.COUNT, on=date(2024, 1, 1))}
    )
    assert confirmed.requirement("training_days").state is State.MET
    refused = {"recordings:training_days": ruling(Outcome.DO_NOT_COUNT, on=date(2024, 1, 1))}
    found = verdict(ALDER, days=days, rulings=refused)
    assert found.requirement("training_days").missing == 1
    assert found.requirement("consultation_credits").asked == 19


def test_days_missed_made_up_planned_and_not_recorded():
    days = with_days(training(), ["beginning-1-0"], attended=Attended.MISSED)
    days = with_days(days, ["beginning-1-1"], attended=Attended.MADE_UP)
    days = with_days(days, ["beginning-1-2"], attended=Attended.PLANNED)
    days = with_days(days, ["beginning-1-3"], attended=Attended.EXCUSED)
    found = verdict(ALDER, days=days, as_of=date(2024, 3, 2))
    fates = {day.entry: day.reasons[0].code for day in found.days}
    assert [fates[f"beginning-1-{number}"] for number in range(5)] == [
        "day_missed",
        "day_made_up",
        "day_not_recorded",
        "day_excused",
        "day_attended",
    ]
    assert fates["advanced-2-5"] == "day_planned"
    steps = [one.code for one in found.next_steps if one.requirement == "training_days"]
    assert steps == ["make_up_days", "attend_days"]


def test_days_brought_from_another_school_carry_their_modes():
    brought = Recognised(
        kind="training_day",
        amount=Fraction(12),
        source="home",
        on=date(2022, 3, 1),
        level=BEGINNING,
        days_by_mode={"online": 12},
    )
    own = tuple(day for day in training() if day.level != BEGINNING)
    online = with_days(own, ["intermediate-1-0"], mode="online")
    assert verdict("se-ease-base", days=own, recognised=(brought,)).requirement("training_days").state is State.MET
    assert verdict("se-ease-base", days=online, recognised=(brought,)).requirement("training_days").missing == 1


def test_an_approval_of_another_issuer_is_asked_about_once():
    entries = (*sessions(2), individual())
    found = verdict("se-ease-base", *entries, approvals=approved("ben", *KINDS, issuer="SEI"))
    assert [one.data["question"] for one in found.questions] == ["issuer:SEI"]
    unknown = verdict("se-au", *entries, approvals=approved("ben", *KINDS, issuer="elsewhere"))
    assert "issuer_not_accepted" in codes(unknown.entries[0].reasons)


def test_finland_asks_who_assists_on_your_own_training():
    one = session()
    other = (
        *approved("ben", "personal_session", issuer="EASE"),
        *approved("ben", "assists_on_training", issuer="EASE", cohort="cohort-8"),
    )
    assert "not_assisting_on_training" in codes(verdict("se-ease-fi", one, approvals=other).entry(one.id).reasons)
    assert verdict("se-ease-fi", one).entry(one.id).counted is Counted.COUNTS
    assert verdict("se-ease-fi", one, cohort=None).entry(one.id).counted is Counted.HUMAN


def test_norway_gives_no_ratio_for_groups_so_a_person_does():
    one = group(6)
    found = verdict("se-ease-no", one)
    assert [str(asked.data["question"]) for asked in found.questions] == ["conversion:consultation_group"]
    decided = {"conversion:consultation_group": ruling(Outcome.COUNT, Fraction(3), on=date(2024, 1, 1))}
    assert verdict("se-ease-no", one, rulings=decided).entry(one.id).amount == 2


def test_the_two_year_policy_of_sei_is_put_to_a_person():
    one = session(on=date(2026, 12, 1))
    fate = verdict("se-sei", one, as_of=date(2026, 12, 2)).entry(one.id)
    assert (fate.counted, codes(fate.reasons)[-1]) == (Counted.HUMAN, "window_passed")


def test_a_window_does_not_open_while_days_are_still_to_be_planned():
    days = tuple(day for day in training() if not day.id.startswith("advanced-2"))
    one = individual(level=ADVANCED, on=date(2025, 12, 1))
    assert verdict("se-au", one, days=days, as_of=date(2026, 1, 1)).entry(one.id).counted is Counted.COUNTS


AMENDED = """\
language: 1
id: amended
base: se-sei
edition: amended
collected_on: "2026-11"
amendments:
  - code: more
    title: More sessions
    valid_from: 2024-06-01
    applies: {applies}
    source: ours
    changes:
      personal_sessions: {{at_least: {asked}}}
"""


@pytest.mark.parametrize(
    ("applies", "asked", "before", "after"),
    [
        ("strictly", 14, 12, 14),
        ("permissively", 14, 12, 12),
        ("permissively", 10, 12, 10),
        ("strictly", 10, 12, 10),
    ],
)
def test_an_amendment_holds_from_its_day_for_all_or_for_whoever_gains(applies, asked, before, after):
    rules = load(AMENDED.format(applies=applies, asked=asked), name="amended.yaml", bases=bundled())

    def asks(as_of):
        return verdict(rules, *sessions(8), as_of=as_of).requirement("personal_sessions").asked

    assert (asks(date(2024, 5, 31)), asks(date(2024, 6, 1))) == (before, after)
    found = verdict(rules, *sessions(8), as_of=date(2024, 6, 1))
    assert ("amended" in codes(found.requirement("personal_sessions").reasons)) is (after == asked)
    assert found.amendments == ("psep-2024", "more")


def test_two_entries_of_one_id_are_refused():
    one = session()
    with pytest.raises(ValueError, match="same id"):
        verdict(ALDER, one, one)


def test_nothing_at_all_is_still_a_verdict():
    for code in bundled():
        found = judge(rule_set(code), replace(record(), days=(), level_starts=()), as_of=date(2022, 3, 1))
        first = next((level.code for level in rule_set(code).levels), None)
        assert (found.eligible, found.level_now, len(found.requirements) > 1) == (False, first, True)
