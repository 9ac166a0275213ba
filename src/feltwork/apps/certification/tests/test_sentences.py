"""Every code of the core has words, and the words ask for nothing that the core does not give."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import pytest
from django.utils import translation

from feltwork.apps.certification.sentences import amount_words, sentence, step_words
from feltwork.apps.certification.sentences._reasons import REASONS as TEXTS
from feltwork.apps.certification.sentences._steps import STEPS as STEP_TEXTS
from feltwork.core.certification import REASONS, STEPS, NextStep, Reason, load
from feltwork.core.certification.rulesets import bundled

NAMES = {"p1": "Hanne Vosper"}
EXAMPLES = {
    "provider": "p1",
    "kind": "personal_session",
    "approved_for": "consultation_individual,consultation_group",
    "level": "beginning",
    "next_level": "intermediate",
    "approved_levels": "beginning, intermediate",
    "requirement": "personal_sessions",
    "parent": "consultation_credits",
    "unit": "credit",
    "mode": "phone",
    "modes": "online, hybrid",
    "document": "licence",
    "amount": Fraction(8, 3),
    "hours": Fraction(3, 2),
    "ask_below": Fraction(5, 6),
    "days": 2,
    "entries": 2,
    "by": "Ruth Pellow",
    "why": "Agreed by phone.",
}


def rules():
    return load(bundled()["alder-house-2024-2"], name="alder-house-2024-2.yaml")


def example(keys):
    named = {key: EXAMPLES[key] for key in keys if key in EXAMPLES}
    dates = ("on", "since", "from", "to", "until", "day", "ends_on", "valid_from", "valid_to")
    dates = {key: date(2026, 11, 19) for key in keys if key not in named and key.endswith(dates)}
    return {key: Fraction(2) for key in keys} | dates | named


def test_every_reason_has_words_and_there_are_no_others():
    assert set(TEXTS) == set(REASONS)


def test_every_step_has_words_and_there_are_no_others():
    assert set(STEP_TEXTS) == set(STEPS)


@pytest.mark.parametrize("code", sorted(REASONS))
@pytest.mark.parametrize("is_sparse", [False, True])
def test_a_reason_can_be_said(code, is_sparse):
    """With everything that may be known, and with everything that may be missing missing."""
    data = example(REASONS[code])
    if is_sparse:
        data = {key: None if key in OPTIONAL.get(code, ()) else value for key, value in data.items()}
    text = sentence(Reason(code=code, data=data), NAMES, rules())
    assert text and "%(" not in text and "None" not in text


OPTIONAL: Mapping[str, tuple[str, ...]] = {
    "in_level": ("since",),
    "approved": ("level", "valid_to"),
    "signed": ("signed_on",),
    "ruled_count": ("amount",),
    "above_what_is_asked": ("level",),
    "before_training": ("starts_on",),
    "level_closed": ("since",),
    "recognised": ("level",),
    "waived": ("amount", "level", "until"),
    "waiver_ended": ("until",),
    "day_attended": ("mode",),
    "document_in_force": ("valid_to",),
    "opens_in_level": ("starts_on",),
    "no_such_day": ("modes",),
    "within_time": ("allowed_until",),
}


@pytest.mark.parametrize("code", sorted(STEPS))
@pytest.mark.parametrize("due", [None, date(2027, 3, 11)])
def test_a_step_can_be_said(code, due):
    step = NextStep(code=code, requirement="personal_sessions", due=due, data=example(STEPS[code]))
    said = step_words(step, NAMES, rules())
    assert said.title and "%(" not in said.title + said.text and "None" not in said.title + said.text


def test_codes_that_the_rules_do_not_know_stand_in_plain_words():
    said = sentence(Reason(code="in_level", data={"level": "second_year", "since": None}), {}, rules())
    assert said == "Falls in second year."


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        (
            Reason(code="provider_other_kind", data=example(REASONS["provider_other_kind"])),
            "Hanne Vosper is approved for one-to-one consultation and group consultation only, "
            "not for personal sessions.",
        ),
        (
            Reason(
                code="just_before_level",
                data={"level": "beginning", "next_level": "intermediate", "starts_on": date(2026, 3, 6), "days": 4},
            ),
            "Beginning, because Intermediate began 4 days later, on 6 March 2026.",
        ),
        (
            Reason(
                code="approval_gap",
                data={
                    "provider": "p1",
                    "kind": "personal_session",
                    "level": "beginning",
                    "gap_from": date(2026, 7, 1),
                    "gap_to": date(2026, 9, 30),
                },
            ),
            "Hanne Vosper’s approval paused from 1 July 2026 to 30 September 2026, and this fell inside.",
        ),
        (Reason(code="missing", data={"amount": Fraction(34, 3), "unit": "credit"}), "11⅓ credits still to come."),
    ],
)
def test_how_a_sentence_reads(reason, text):
    assert sentence(reason, NAMES, rules()) == text


@pytest.mark.parametrize(
    ("amount", "text"), [("1", "1 credit"), ("2/3", "⅔ credit"), ("5/3", "1⅔ credits"), ("0", "0 credits")]
)
def test_amounts_with_their_unit(amount, text):
    assert amount_words(Fraction(amount), "credit") == text


def test_titles_come_in_the_language_of_the_reader():
    with translation.override("de"):
        assert "Grundstufe" in sentence(
            Reason(code="in_level", data={"level": "beginning", "since": None}), {}, rules()
        )
