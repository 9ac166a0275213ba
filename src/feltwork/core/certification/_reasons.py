"""Every code a verdict can carry, with the keys of its data. Documented in `docs/reason-codes.md`; a test compares."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Final

from ._verdict import NextStep, Reason

Value = date | Fraction | str | int | None
Data = dict[str, Value]

REASONS: Final[Mapping[str, tuple[str, ...]]] = {
    # why an entry counts, and how much
    "in_level": ("level", "since"),
    "just_before_level": ("level", "next_level", "starts_on", "days"),
    "approved": ("provider", "kind", "level", "valid_from", "valid_to"),
    "converted": ("hours", "hours_per_unit", "amount", "unit"),
    "signed": ("signed_on",),
    "evidence_accepted": (),
    "ruled_count": ("by", "on", "why", "amount"),
    "above_what_is_asked": ("requirement", "level"),
    "partly_above": ("requirement", "level", "above"),
    # what it still waits for
    "waits_for_signature": ("provider",),
    "evidence_waits": ("question",),
    "not_sent": (),
    # why an entry does not count
    "in_future": ("on",),
    "before_training": ("starts_on",),
    "unknown_kind": ("kind",),
    "no_requirement_takes_it": ("kind",),
    "no_hours": ("hours",),
    "mode_not_allowed": ("mode",),
    "no_provider": (),
    "provider_not_approved": ("provider", "kind"),
    "provider_other_kind": ("provider", "kind", "approved_for"),
    "issuer_not_accepted": ("provider", "kind", "issuer"),
    "provider_other_level": ("provider", "kind", "level", "approved_levels"),
    "approval_gap": ("provider", "kind", "level", "gap_from", "gap_to"),
    "approval_not_yet": ("provider", "kind", "level", "approved_from"),
    "approval_ended": ("provider", "kind", "level", "ended_on"),
    "not_assisting_on_training": ("provider", "cohort", "kind"),
    "group_too_large": ("size", "max"),
    "after_window": ("requirement", "last_day", "allowed_until"),
    "declined": ("provider",),
    "no_proof": (),
    "ruled_do_not_count": ("by", "on", "why"),
    # what a person has to decide; `question` is the code under which to record the ruling
    "group_size_unstated": ("question", "size", "ask_above"),
    "short_entry": ("question", "hours", "ask_below"),
    "conversion_unstated": ("question", "kind", "hours"),
    "issuer_to_be_asked": ("question", "provider", "issuer"),
    "cohort_unknown": ("question", "provider"),
    "signed_after_approval_ended": ("question", "provider", "ended_on", "signed_on"),
    "signed_before_event": ("question", "on", "signed_on"),
    "window_passed": ("question", "requirement", "last_day", "allowed_until"),
    "window_silent": ("question", "requirement", "last_day"),
    "recordings_to_confirm": ("question", "days", "ask_above"),
    "undecided_entries": ("amount", "unit", "question"),
    # about a requirement
    "missing": ("amount", "unit"),
    "missing_in_level": ("level", "amount", "unit"),
    "level_closed": ("level", "amount", "unit", "next_level", "since"),
    "window_closed": ("last_day", "allowed_until", "amount", "unit"),
    "raised_by_recordings": ("base", "added", "days"),
    "recognised": ("amount", "unit", "source", "level"),
    "waived": ("amount", "level", "why", "by", "on", "until"),
    "waiver_ended": ("amount", "level", "until"),
    "ruled_met": ("by", "on", "why"),
    "ruled_not_met": ("by", "on", "why"),
    "amended": ("amendment", "since"),
    # about training days
    "day_attended": ("mode",),
    "day_made_up": (),
    "day_by_recording": ("module",),
    "day_planned": ("on",),
    "day_not_recorded": ("on",),
    "day_missed": ("on",),
    "day_excused": ("on",),
    "days_over_cap": ("modes", "days", "at_most"),
    "recording_never": (),
    "recording_not_in_level": ("level",),
    "recording_consecutive": ("module", "previous"),
    "recording_too_many_modules": ("module", "at_most"),
    "recording_too_many_days": ("at_most",),
    # about documents and examinations
    "document_in_force": ("document", "gate", "valid_from", "valid_to"),
    "document_missing": ("document",),
    "document_expired": ("document", "ended_on"),
    "opens_in_level": ("level", "starts_on"),
    # about time limits
    "within_time": ("level", "last_on", "allowed_until"),
    "too_long_ago": ("level", "last_on", "allowed_until"),
    "no_such_day": ("level", "modes"),
    "remedy": ("remedy", "valid_from", "valid_to"),
    # warnings
    "level_about_to_change": ("level", "next_level", "starts_on", "amount", "waiting", "unit"),
    "below_recommendation": ("level", "recommended", "counted", "unit"),
    "window_ends": ("allowed_until", "amount", "unit"),
    "document_ends_soon": ("document", "ends_on"),
    "unclear_rule": ("requirement",),
    # holds
    "held": ("hold", "why", "since"),
    # admission
    "answer_missing": ("criterion",),
    "answer_unsuitable": ("criterion", "answer"),
    "answer_too_small": ("criterion", "answer", "at_least", "unit"),
    "answer_past": ("criterion", "answer"),
    "answer_unreadable": ("criterion", "answer"),
    "person_checks": ("criterion",),
    "person_decides": ("route",),
    # assumptions of an estimate
    "training_ends": ("on",),
    "training_days_unplanned": ("days",),
    "at_pace": ("requirement", "amount", "unit", "per_month", "done_on"),
    "no_pace": ("requirement",),
    "not_estimated": ("requirement",),
    "examinations_take": ("requirement", "days"),
    "review_takes": ("days",),
    "must_end_by": ("requirement", "allowed_until"),
    "slower_by_half": (),
    # beyond plain sums
    "attested": (),
    "approval_never_renewed": ("provider", "kind", "since"),
    "company_missing": ("there", "asked", "period"),
    "outside_span": ("requirement", "since", "until"),
    "over_exempt": ("requirement", "at_most"),
    "counted_once": ("requirement", "first"),
    "over_cap": ("requirement", "cap", "at_most"),
    "in_other_bucket": ("requirement",),
    "weighted": ("requirement", "times", "extra"),
    "outside_cycle": ("begins", "ends"),
    "carried_over": ("amount",),
    "approval_in_grace": ("question", "provider", "ended_on", "grace_until"),
    "company_to_decide": ("question", "there", "asked", "period"),
    "cap_to_decide": ("question", "cap", "at_most", "surplus", "unit"),
    "capped": ("cap", "counted", "at_most"),
    "missing_in_group": ("group", "amount", "unit"),
    "missing_groups": ("groups", "at_least"),
    "missing_in_ratio": ("amount", "unit", "period"),
    "span_unknown": ("moment",),
    "too_short": ("since", "to", "at_least"),
    "too_long": ("since", "to", "allowed_until"),
    "long_enough": ("since", "to"),
    "passed": ("on", "attempt"),
    "failed": ("on", "attempt"),
    "attempt_locked": ("on", "allowed_from"),
    "attempts_used": ("attempts", "at_most"),
    "next_attempt_from": ("allowed_from",),
    "way_open": ("way", "missing"),
    "way_met": ("way",),
    "way_lost": ("way",),
    "document_too_young": ("document", "since", "in_time_on"),
    "document_not_allowed": ("document",),
    "remedy_late": ("remedy",),
}

STEPS: Final[Mapping[str, tuple[str, ...]]] = {
    "fill_level": ("level", "next_level", "amount", "unit"),
    "get_signed_for_level": ("level", "next_level", "amount", "unit"),
    "before_window_ends": ("amount", "unit"),
    "renew_document": ("document",),
    "ask_for_waiver": ("level", "amount", "unit"),
    "send_for_signature": ("entries",),
    "replace_declined": ("entries",),
    "person_decides": ("question",),
    "add_missing": ("amount", "unit", "level"),
    "add_missing_part": ("amount", "unit", "parent"),
    "provide_document": ("document",),
    "make_up_days": ("days",),
    "attend_days": ("days", "level"),
    "use_remedy": ("remedy",),
}


def reason(code: str, **data: Value) -> Reason:
    """A reason; its keys are those of `REASONS[code]`."""
    return Reason(code=code, data=data)


def step(code: str, *, requirement: str | None, due: date | None = None, **data: Value) -> NextStep:
    """A next step; its keys are those of `STEPS[code]`."""
    return NextStep(code=code, requirement=requirement, due=due, data=data)
