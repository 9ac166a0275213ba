"""The words of every reason code of `core.certification`.

A text, or a `Sentence` where what is known decides between wordings. Staff read them too, so they say "you" to nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

Value = date | Fraction | str | int | None
Text = str | Promise


@dataclass(frozen=True, slots=True)
class Sentence:
    """`say(data, filled)` chooses the wording; *filled* holds the same values in words."""

    say: Callable[[Mapping[str, Value], Mapping[str, str]], str]


def when(key: str, given: Text, otherwise: Text) -> Sentence:
    """One wording if *key* has a value, another if not."""
    return Sentence(lambda data, filled: str(given if data.get(key) else otherwise) % filled)


def _just_before(data: Mapping[str, Value], filled: Mapping[str, str]) -> str:
    days = int(data["days"] or 0)  # type: ignore[arg-type]  # the core gives a whole number
    text = ngettext(
        "%(level)s, because %(next_level)s began one day later, on %(starts_on)s.",
        "%(level)s, because %(next_level)s began %(days)s days later, on %(starts_on)s.",
        days,
    )
    return text % filled


def _approved(data: Mapping[str, Value], filled: Mapping[str, str]) -> str:
    if data.get("level"):
        return str(_("%(provider)s is approved for %(kind)s, at this level, on that day.")) % filled
    return str(_("%(provider)s is approved for %(kind)s on that day.")) % filled


def _waived(data: Mapping[str, Value], filled: Mapping[str, str]) -> str:
    what = _("%(amount)s of it waived") if data.get("amount") is not None else _("Waived")
    where = _(" for %(level)s") if data.get("level") else ""
    until = _(", until %(until)s") if data.get("until") else ""
    who = _(" by %(by)s on %(on)s: %(why)s")
    return "".join(str(part) % filled for part in (what, where, until, who))


def _days(text: Callable[[int], str]) -> Sentence:
    return Sentence(lambda data, filled: text(int(data["days"] or 0)) % filled)  # type: ignore[arg-type]  # whole numbers


REASONS: Mapping[str, Text | Sentence] = {
    # why an entry counts, and how much
    "in_level": when("since", _("Falls in %(level)s, which began on %(since)s."), _("Falls in %(level)s.")),
    "just_before_level": Sentence(_just_before),
    "approved": Sentence(_approved),
    "converted": _("%(hours_per_unit)s hours make one %(unit_one)s."),
    "signed": when("signed_on", _("Signed on %(signed_on)s."), _("Signed.")),
    "evidence_accepted": _("The school accepted other evidence in place of a signature."),
    "ruled_count": when(
        "amount",
        _("%(by)s decided on %(on)s to count %(amount)s: %(why)s"),
        _("%(by)s decided on %(on)s to count it: %(why)s"),
    ),
    "above_what_is_asked": when(
        "level",
        _("Kept, above what “%(requirement)s” asks in %(level)s."),
        _("Kept, above what “%(requirement)s” asks."),
    ),
    "partly_above": _("%(above)s of it is above what “%(requirement)s” asks."),
    # what it still waits for
    "waits_for_signature": _("%(provider)s has been asked to sign."),
    "evidence_waits": _("The evidence waits for a person at the school."),
    "not_sent": _("A draft: nobody has been asked to sign yet."),
    # why an entry does not count
    "in_future": _("%(on)s has not come yet."),
    "before_training": when(
        "starts_on", _("Before the training began, on %(starts_on)s."), _("Before the training began.")
    ),
    "unknown_kind": _("These rules know nothing called “%(kind)s”."),
    "no_requirement_takes_it": _("These rules ask for no %(kind)s."),
    "no_hours": _("It has no length."),
    "mode_not_allowed": _("These rules do not count this %(mode)s."),
    "no_provider": _("It does not say with whom."),
    "provider_not_approved": _("%(provider)s has no approval on record."),
    "provider_other_kind": _("%(provider)s is approved for %(approved_for)s only, not for %(kind)s."),
    "issuer_not_accepted": _("%(provider)s was approved by %(issuer)s, which these rules do not accept."),
    "provider_other_level": _("%(provider)s is approved for %(approved_levels)s, not for %(level)s."),
    "approval_gap": _("%(provider)s’s approval paused from %(gap_from)s to %(gap_to)s, and this fell inside."),
    "approval_not_yet": _("%(provider)s was not approved before %(approved_from)s."),
    "approval_ended": _("%(provider)s’s approval ended on %(ended_on)s."),
    "not_assisting_on_training": _("%(provider)s was not assisting on this training on that day."),
    "group_too_large": _("%(size)s people were there; more than %(max)s do not count."),
    "after_window": _(
        "Too late: the last day for it was %(allowed_until)s, counted from the last training day, %(last_day)s."
    ),
    "declined": _("%(provider)s did not confirm it."),
    "no_proof": _("There is neither a signature nor evidence that was accepted."),
    "ruled_do_not_count": _("%(by)s decided on %(on)s not to count it: %(why)s"),
    # what a person has to decide
    "group_size_unstated": _("The rules do not say how large a group may be; %(size)s were there. A person decides."),
    "short_entry": _("%(hours)s is short, and the rules do not say how short is too short. A person decides."),
    "conversion_unstated": _("The rules do not say what %(hours)s of %(kind)s are worth. A person decides."),
    "issuer_to_be_asked": _("%(provider)s was approved by %(issuer)s. Whether that counts here, a person decides."),
    "cohort_unknown": _("The record does not say on whose training %(provider)s assisted. A person decides."),
    "signed_after_approval_ended": _(
        "Signed on %(signed_on)s, after %(provider)s’s approval had ended on %(ended_on)s. A person decides."
    ),
    "signed_before_event": _("Signed on %(signed_on)s, before the day itself, %(on)s. A person decides."),
    "window_passed": _(
        "Later than %(allowed_until)s, the last day the rules name; they leave open what then. A person decides."
    ),
    "window_silent": _(
        "The rules do not say how long after the last training day, %(last_day)s, it counts. A person decides."
    ),
    "recordings_to_confirm": _("%(days)s days made up from recordings, more than %(ask_above)s. A person decides."),
    "undecided_entries": _("%(amount_unit)s wait for a person to decide."),
    # about a requirement
    "missing": _("%(amount_unit)s still to come."),
    "missing_in_level": _("%(amount_unit)s still to come in %(level)s."),
    "level_closed": when(
        "since",
        _("%(amount_unit)s short in %(level)s, which ended when %(next_level)s began on %(since)s."),
        _("%(amount_unit)s short in %(level)s, which has ended."),
    ),
    "window_closed": _("%(amount_unit)s short, and the last day for them was %(allowed_until)s."),
    "raised_by_recordings": _days(
        lambda n: ngettext(
            "%(base)s, and %(added)s more for one day made up from a recording.",
            "%(base)s, and %(added)s more for %(days)s days made up from recordings.",
            n,
        )
    ),
    "recognised": when(
        "level",
        _("%(amount_unit)s brought from %(source)s, for %(level)s."),
        _("%(amount_unit)s brought from %(source)s."),
    ),
    "waived": Sentence(_waived),
    "waiver_ended": when("until", _("A waiver for it ended on %(until)s."), _("A waiver for it has ended.")),
    "ruled_met": _("%(by)s decided on %(on)s that it is met: %(why)s"),
    "ruled_not_met": _("%(by)s decided on %(on)s that it is not met: %(why)s"),
    "amended": _("Changed for everybody on %(since)s: %(amendment)s."),
    # about training days
    "day_attended": when("mode", _("There, %(mode)s."), _("There.")),
    "day_made_up": _("Made up on another day."),
    "day_by_recording": _("Made up from the recording."),
    "day_planned": _("Planned for %(on)s."),
    "day_not_recorded": _("%(on)s: attendance has not been recorded yet."),
    "day_missed": _("Missed on %(on)s."),
    "day_excused": _("Excused on %(on)s."),
    "days_over_cap": _("%(days)s days %(modes)s; at most %(at_most)s count."),
    "recording_never": _("Recordings do not count under these rules."),
    "recording_not_in_level": _("Recordings do not count in %(level)s."),
    "recording_consecutive": _("The module before, %(previous)s, was by recording too; two in a row do not count."),
    "recording_too_many_modules": _("More modules by recording than the %(at_most)s allowed."),
    "recording_too_many_days": _("More days by recording than the %(at_most)s allowed."),
    # about documents and examinations
    "document_in_force": when(
        "valid_to", _("%(document)s, in force until %(valid_to)s."), _("%(document)s, in force.")
    ),
    "document_missing": _("%(document)s is not there yet."),
    "document_expired": _("%(document)s ended on %(ended_on)s."),
    "opens_in_level": when(
        "starts_on", _("Opens in %(level)s, which begins on %(starts_on)s."), _("Opens in %(level)s.")
    ),
    # about time limits
    "within_time": when("allowed_until", _("In time until %(allowed_until)s."), _("In time.")),
    "too_long_ago": _("The last day at %(level)s, %(last_on)s, is too long ago; it held until %(allowed_until)s."),
    "no_such_day": when("modes", _("No day at %(level)s %(modes)s."), _("No day at %(level)s.")),
    "remedy": _("What is left: %(remedy)s."),
    # warnings
    "level_about_to_change": when(
        "waiting",
        _(
            "Until %(next_level)s begins on %(starts_on)s, %(level)s needs %(more_unit)s, of which %(waiting)s wait "
            "for a signature. A gap cannot be filled later."
        ),
        _("Until %(next_level)s begins on %(starts_on)s, %(level)s needs %(more_unit)s. A gap cannot be filled later."),
    ),
    "below_recommendation": _("%(counted)s in %(level)s; %(recommended)s are recommended, not required."),
    "window_ends": _("%(amount_unit)s still to come by %(allowed_until)s, the last day that counts."),
    "document_ends_soon": _("%(document)s ends on %(ends_on)s."),
    "unclear_rule": _("The text of “%(requirement)s” leaves something open; the school has been told."),
    # holds
    "held": _("Held since %(since)s: %(why)s"),
    # admission
    "answer_missing": _("Not answered yet."),
    "answer_unsuitable": _("The answer does not fit this route."),
    "answer_too_small": _("At least %(at_least)s %(unit)s are asked; the answer was %(answer)s."),
    "answer_past": _("It ended on %(answer)s."),
    "answer_unreadable": _("The answer could not be read."),
    "person_checks": _("A person at the school looks at this."),
    "person_decides": _("A person at the school decides on this route."),
    # assumptions of an estimate
    "training_ends": _("The last training day is %(on)s."),
    "training_days_unplanned": _days(
        lambda n: ngettext("One training day has no date yet.", "%(days)s training days have no date yet.", n)
    ),
    "at_pace": _("%(requirement)s: %(amount_unit)s at %(per_month)s a month, done on %(done_on)s."),
    "no_pace": _("%(requirement)s: no pace was given."),
    "not_estimated": _("%(requirement)s is not part of the reckoning."),
    "examinations_take": _("%(requirement)s: %(days)s days."),
    "review_takes": _days(
        lambda n: ngettext("One day for the school to review.", "%(days)s days for the school to review.", n)
    ),
    "must_end_by": _("%(requirement)s has to be complete by %(allowed_until)s."),
    "slower_by_half": _("The later date is for going half as fast."),
    # beyond plain sums
    "attested": _("The declaration is enough for this."),
    "approval_never_renewed": _(
        "%(provider)s’s approval for %(kind)s, in force since %(since)s, had not been renewed yet."
    ),
    "company_missing": _("Counts only with %(asked)s in the same period (%(period)s), and %(there)s were there."),
    "outside_span": _("Outside the days that “%(requirement)s” looks at."),
    "over_exempt": _("Outside the days that “%(requirement)s” looks at; from there at most %(at_most)s count."),
    "counted_once": _("The same again counts only once, on %(first)s."),
    "over_cap": _("More than counts here; the most is %(at_most)s."),
    "in_other_bucket": _("Counted for another requirement, so not for “%(requirement)s” too."),
    "weighted": _("Counts %(times)s times, which adds %(extra)s."),
    "outside_cycle": _("Outside the cycle from %(begins)s to %(ends)s."),
    "carried_over": _("%(amount)s hours were left over from the cycle before."),
    "approval_in_grace": _(
        "%(provider)s’s approval had ended on %(ended_on)s; until %(grace_until)s the body may be lenient. "
        "A person decides."
    ),
    "company_to_decide": _(
        "In this period (%(period)s) %(asked)s are asked and %(there)s were there. Which hours fall, a person decides."
    ),
    "cap_to_decide": _("%(surplus)s above the most that counts, %(at_most)s. Which ones fall, a person decides."),
    "capped": _("%(counted)s count here; the most is %(at_most)s."),
    "missing_in_group": _("%(amount_unit)s still to come in %(group)s."),
    "missing_groups": _("%(groups)s more with at least %(at_least)s each."),
    "missing_in_ratio": _("%(amount_unit)s still to come in proportion."),
    "span_unknown": _("A day from which the rules reckon is not known yet: %(moment)s."),
    "too_short": _("From %(since)s at least %(at_least)s have to pass."),
    "too_long": _("From %(since)s it had to be done by %(allowed_until)s."),
    "long_enough": _("From %(since)s to %(to)s: in time."),
    "passed": _("Passed on %(on)s."),
    "failed": _("Not passed on %(on)s."),
    "attempt_locked": _("On %(on)s it was too soon; the next attempt was possible from %(allowed_from)s."),
    "attempts_used": _("All %(at_most)s attempts are used."),
    "next_attempt_from": _("The next attempt is possible from %(allowed_from)s."),
    "way_open": _("One way is open, with %(missing)s to go: %(way)s."),
    "way_met": _("Met by this way: %(way)s."),
    "way_lost": _("This way is closed: %(way)s."),
    "document_too_young": _("%(document)s is in force since %(since)s, long enough from %(in_time_on)s."),
    "document_not_allowed": _("%(document)s must not be there beside it."),
    "remedy_late": _("Because it is late: %(remedy)s."),
}
