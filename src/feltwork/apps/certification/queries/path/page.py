"""The whole page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.utils.translation import gettext as _

from feltwork.apps.certification.queries.entries import EntryLine
from feltwork.apps.certification.queries.path.requirements import Block, blocks_of
from feltwork.apps.certification.queries.path.scene import Scene, month_words
from feltwork.apps.certification.queries.path.steps import SHOWN, Step, steps_of
from feltwork.apps.certification.queries.path.thread import Stop, lead_of, thread_of
from feltwork.apps.certification.sentences import amount_words, words_list
from feltwork.apps.certification.standing import Known
from feltwork.apps.schools.models import Enrolment, EnrolmentEvent
from feltwork.apps.schools.rules import rules_of
from feltwork.apps.ui import words
from feltwork.core.certification import RuleSet, State, Subject, SumRule, compare, judge, project

PACES = (1, 2, 3)  # units a month
BLOCKING = frozenset({"training_days_unplanned", "no_pace", "not_estimated"})


@dataclass(frozen=True, slots=True)
class Estimate:
    """When the student could finish, at a pace, and how that was reckoned."""

    pace: int
    text: str
    why_not: list[str]
    assumptions: list[str]


@dataclass(frozen=True, slots=True)
class PathPage:
    lead: str
    thread: list[Stop]
    first_steps: list[Step]
    more_steps: list[Step]
    blocks: list[Block]
    homeless: list[EntryLine]
    estimate: Estimate
    paces: list[tuple[int, str]]
    holds: list[str]
    notes: list[str]  # about the place itself: paused, left
    is_eligible: bool
    is_empty: bool
    newer: str  # what the newest edition would change, empty where there is none


def path_page(known: Known, *, as_of: date, at: datetime, school: str, pace: int, newest: RuleSet | None) -> PathPage:
    """Everything about one place on that day; *newest* are the programme's newest rules if they are others."""
    rules = rules_of(known.enrolment.edition)
    verdict = judge(rules, known.record, as_of=as_of)
    scene = Scene(known=known, rules=rules, verdict=verdict, as_of=as_of, at=at, school=school)
    steps = steps_of(scene) if known.enrolment.state == Enrolment.State.ACTIVE else []
    return PathPage(
        lead=lead_of(scene),
        thread=thread_of(scene),
        first_steps=steps[:SHOWN],
        more_steps=steps[SHOWN:],
        blocks=blocks_of(scene),
        homeless=scene.homeless,
        estimate=_estimate(scene, pace),
        paces=[(one, pace_words(rules, one)) for one in PACES],
        holds=scene.say(verdict.holds),
        notes=list(_place_notes(known)),
        is_eligible=verdict.eligible,
        is_empty=not known.log,
        newer=_newer(scene, newest) if newest else "",
    )


def _estimate(scene: Scene, pace: int) -> Estimate:
    found = project(scene.rules, scene.known.record, scene.verdict, as_of=scene.as_of, pace_per_month=Fraction(pace))
    blocking = [one for one in found.assumptions if one.code in BLOCKING]
    return Estimate(
        pace=pace,
        text=_finish_words(found.earliest, found.latest),
        why_not=scene.say(blocking) if found.earliest is None else [],
        assumptions=scene.say(one for one in found.assumptions if one not in blocking),
    )


def _finish_words(earliest: date | None, latest: date | None) -> str:
    if earliest is None:
        return _("That cannot be said yet")
    first, last = month_words(earliest), month_words(latest or earliest)
    if first == last:
        return _("about %(month)s") % {"month": first}
    return _("between %(first)s and %(last)s") % {"first": first, "last": last}


def pace_words(rules: RuleSet, pace: int) -> str:
    """2 sessions and 2 credits"""
    units = dict.fromkeys(one.unit for one in rules.requirements if isinstance(one.body, SumRule) and not one.within)
    return words_list([amount_words(pace, unit) for unit in units])


def _place_notes(known: Known) -> Iterable[str]:
    state = known.enrolment.state
    if state == Enrolment.State.DEFERRED:
        pause = next((one for one in reversed(known.events) if one.code == EnrolmentEvent.Kind.DEFERRED), None)
        if pause and pause.until:
            yield _("Your training is paused until %(date)s.") % {"date": words.date_words(pause.until)}
        else:
            yield _("Your training is paused.")
        yield _("What you have stays. You can still log sessions; they count if your rules let them.")
    elif state == Enrolment.State.WITHDRAWN:
        yield _("You left this training on %(date)s.") % {"date": words.date_words(known.enrolment.ended_on)}
        yield _("What is here can still be read and taken with you.")


def _newer(scene: Scene, newest: RuleSet) -> str:
    """Whether the newest edition would be harder or easier for this student, in a sentence."""
    after = judge(newest, scene.known.record, as_of=scene.as_of)
    changes = [one for one in compare(scene.verdict, after) if one.subject is not Subject.CERTIFICATE]
    if not changes:
        return _("The %(edition)s edition changes nothing for you.") % {"edition": newest.edition}
    more = any((one.asked_after or 0) > (one.asked_before or 0) for one in changes if one.subject is not Subject.ENTRY)
    worse = any(_is_worse(one.state_before, one.state_after) for one in changes)
    if more or worse:
        return _("The %(edition)s edition would ask more of you; it does not apply to you.") % {
            "edition": newest.edition
        }
    return _("The %(edition)s edition raises nothing for you.") % {"edition": newest.edition}


def _is_worse(before: str | None, after: str | None) -> bool:
    good = {State.MET.value, State.WAIVED.value, "counts"}
    return before in good and after not in good
