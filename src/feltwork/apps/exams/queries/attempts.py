"""What a candidate may begin, what was agreed with them, and what they did before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from feltwork.apps.accounts.models import User
from feltwork.apps.exams.entering import Missing
from feltwork.apps.exams.models import Admittance, Allowance, Attempt, Decision, Examination, Item, Leave, Question
from feltwork.apps.exams.permissions.sittings import offered_to, own_attempts, own_enrolments
from feltwork.apps.exams.queries.entering import entries_for
from feltwork.apps.exams.retakes import Past, Terms, Way, way_in
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.schools.queries import date_at

OPEN = (Attempt.State.RUNNING, Attempt.State.PAUSED)


@dataclass(frozen=True, slots=True)
class Agreed:
    """What one candidate has: seconds in all, seconds of pause, a plain page, and what else is arranged."""

    seconds: int
    pause_seconds: int
    extra_seconds: int
    is_plain: bool
    words: str

    @property
    def minutes(self) -> int:
        """What the examination gives everybody."""
        return (self.seconds - self.extra_seconds) // 60

    @property
    def extra_minutes(self) -> int:
        return self.extra_seconds // 60

    @property
    def pause_minutes(self) -> int:
        return self.pause_seconds // 60


@dataclass(frozen=True, slots=True)
class Offer:
    """An examination as it stands for one candidate. *running*: an attempt that is open; *missing*: what its level asks
    for first, where that is why it cannot be begun."""

    examination: Examination
    enrolment: Enrolment | None
    way: Way
    agreed: Agreed
    attempts: tuple[Attempt, ...]
    missing: tuple[Missing, ...] = ()
    ruling: Admittance | None = None  # where something is missing: the latest about it

    @property
    def running(self) -> Attempt | None:
        return next((one for one in self.attempts if one.is_open), None)


def offers_for(user: User, at: datetime) -> list[Offer]:
    """Everything written that *user* may sit, or sat; a fixed number of queries, and the rules are judged once."""
    examinations = list(offered_to(user))
    enrolments = list(own_enrolments(user))
    attempts = list(with_outcomes(own_attempts(user).filter(examination__in=examinations).order_by("number")))
    allowance = latest_allowances([one.pk for one in enrolments])
    leaves = _leaves([one.pk for one in enrolments])
    found = []
    for examination in examinations:
        enrolment = next((e for e in enrolments if e.cohort.programme_id == examination.programme_id), None)
        mine = tuple(one for one in attempts if one.examination_id == examination.pk)
        if not mine and not examination.is_open:
            continue
        granted = leaves.get((examination.pk, enrolment.pk if enrolment else 0))
        found.append(
            Offer(
                examination,
                enrolment,
                _way(examination, enrolment, mine, granted, at),
                agreed_for(examination, allowance.get(enrolment.pk) if enrolment else None),
                mine,
            )
        )
    return _entered(found, at)


def _entered(offers: Sequence[Offer], at: datetime) -> list[Offer]:
    """The same, where the level of what is open has not been reached."""
    pairs = [(one.examination, one.enrolment) for one in offers if one.way.is_open and one.enrolment is not None]
    entries = entries_for(pairs, at)
    found = []
    for one in offers:
        entry = entries.get((one.examination.pk, one.enrolment.pk if one.enrolment else 0))
        if entry is not None and not entry.is_open:
            one = replace(one, way=Way("level", left=one.way.left), missing=entry.missing)
        found.append(replace(one, ruling=entry.ruling) if entry else one)
    return found


def offer_of(user: User, examination: Examination, at: datetime) -> Offer | None:
    return next((one for one in offers_for(user, at) if one.examination.pk == examination.pk), None)


def way_of(examination: Examination, enrolment: Enrolment, at: datetime) -> Way:
    """Asked again under the lock, as an attempt begins."""
    mine = with_outcomes(Attempt.objects.filter(examination=examination, enrolment=enrolment).order_by("number"))
    granted = _leaves([enrolment.pk]).get((examination.pk, enrolment.pk))
    return _way(examination, enrolment, mine, granted, at)


def agreed_for(examination: Examination, allowance: Allowance | None) -> Agreed:
    """The time of *examination* with what was agreed."""
    extra = examination.minutes * 60 * (allowance.extra_percent if allowance else 0) // 100
    return Agreed(
        seconds=examination.minutes * 60 + extra,
        pause_seconds=60 * (examination.pause_minutes + (allowance.extra_pause_minutes if allowance else 0)),
        extra_seconds=extra,
        is_plain=bool(allowance and allowance.is_plain),
        words=allowance.words if allowance else "",
    )


def latest_allowances(enrolment_ids: Iterable[int]) -> dict[int, Allowance]:
    """What holds for each, by enrolment; one query."""
    rows = Allowance.objects.filter(enrolment__in=list(enrolment_ids)).order_by("at", "pk")
    return {row.enrolment_id: row for row in rows}


def with_outcomes(attempts: Iterable[Attempt]) -> Sequence[Attempt]:
    """Each with `.decision`, the one that holds, or None; one query."""
    rows = list(attempts)
    latest = {one.attempt_id: one for one in Decision.objects.filter(attempt__in=rows).order_by("at", "pk")}
    for row in rows:
        row.decision = latest.get(row.pk)  # type: ignore[attr-defined]
    return rows


def decision_of(attempt: Attempt) -> Decision | None:
    """The one that holds."""
    return attempt.decisions.select_related("by").order_by("at", "pk").last()


def asked_before(candidate: User) -> set[str]:
    """Codes of all items that *candidate* was ever asked, and of their families: a translation is no new question."""
    rows = Question.objects.filter(attempt__candidate=candidate)
    asked = dict(rows.values_list("item_version__item__code", "item_version__item__family"))
    families = {family for family in asked.values() if family}
    akin = Item.objects.filter(family__in=families).values_list("code", flat=True) if families else ()
    return {*asked, *akin}


def _way(
    examination: Examination,
    enrolment: Enrolment | None,
    attempts: Sequence[Attempt],
    leave: Leave | None,
    at: datetime,
) -> Way:
    terms = Terms(
        examination.attempts, examination.retake_days, examination.lockout_days,
        examination.is_open and enrolment is not None, examination.opens_on, examination.closes_on,
    )  # fmt: skip
    today = date_at(examination.school, at)
    past = [_past(one) for one in attempts]
    last = attempts[-1].started_at if attempts else None
    fresh = leave is not None and (last is None or leave.at > last)
    return way_in(terms, past, leave_on=date_at(examination.school, leave.at) if leave and fresh else None, today=today)


def _past(attempt: Attempt) -> Past:
    decision = attempt.decision  # type: ignore[attr-defined]
    ended = attempt.handed_in_at or attempt.ends_at
    return Past(date_at(attempt.school, ended), decision.outcome if decision else "")


def _leaves(enrolment_ids: Sequence[int]) -> dict[tuple[int, int], Leave]:
    rows = Leave.objects.filter(enrolment__in=enrolment_ids).order_by("at", "pk")
    return {(row.examination_id, row.enrolment_id): row for row in rows}
