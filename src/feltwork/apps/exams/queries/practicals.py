"""A candidate's attempts, and whether another may begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.exams.models import Examination, Practical, PracticalDecision, Recording
from feltwork.apps.exams.models.sittings import Leave
from feltwork.apps.exams.queries.entering import entry_of, who_may_rule
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.schools.queries import date_at
from feltwork.apps.ui.words import date_words

State = Practical.State
Outcome = PracticalDecision.Outcome
ACTIVE = (State.OPEN, State.RATING, State.DECIDING)
APPEAL_DAYS = 28


@dataclass(frozen=True, slots=True)
class Chance:
    """Whether an attempt may begin. `number`: which it would be; `day`: from when; `left`: before a lock-out; `words`:
    why it may not, or why it may although something is missing."""

    is_open: bool
    number: int
    code: str = ""
    words: str = ""
    day: date | None = None
    left: int = 0


def may_book(examination: Examination, enrolment: Enrolment, at: datetime) -> Chance:
    """By the rules of the examination: so many attempts, so many days between them, locked out after the last."""
    attempts = list(
        Practical.objects.filter(examination=examination, enrolment=enrolment)
        .order_by("number")
        .prefetch_related("decisions")
    )
    number = max((one.number for one in attempts), default=0) + 1
    if not is_offered(examination, enrolment, date_at(enrolment.school, at)):
        return Chance(False, number, "closed", _("This examination is not open now."))
    if any(one.state in ACTIVE for one in attempts):
        return Chance(False, number, "active", _("You have begun an attempt already."))
    results = [row for row in map(standing_decision, attempts) if row is not None]
    if any(row.outcome == Outcome.PASSED for row in results):
        return Chance(False, number, "passed", _("You have passed this examination."))
    failed = [row for row in results if row.outcome == Outcome.NOT_PASSED]
    return _entered(_after(examination, enrolment, failed, number, at), examination, enrolment, at)


def _entered(chance: Chance, examination: Examination, enrolment: Enrolment, at: datetime) -> Chance:
    """The same, where the level of the examination has not been reached and nobody let them in."""
    entry = entry_of(examination, enrolment, at) if chance.is_open else None
    if entry is None or not entry.missing:
        return chance
    reason = entry.ruling.reason if entry.ruling else ""
    if entry.is_open:
        return replace(chance, words=_("You are let in: %(reason)s") % {"reason": reason})
    missing = " ".join(one.words for one in entry.missing)
    who = ", ".join(who_may_rule(enrolment.student)[:4]) or enrolment.school.name
    words = _("Before it your programme asks for something that is not there yet: %(missing)s Whom to ask: %(who)s.")
    told = f"{words % {'missing': missing, 'who': who}} {reason}".rstrip()
    return Chance(False, chance.number, "level", told, left=chance.left)


def _after(
    examination: Examination, enrolment: Enrolment, failed: list[PracticalDecision], number: int, at: datetime
) -> Chance:
    left = examination.attempts - len(failed) % examination.attempts
    if not failed or _has_leave(examination, enrolment, failed[-1].at):
        return Chance(True, number, left=left)
    is_last = len(failed) % examination.attempts == 0
    days = examination.lockout_days if is_last else examination.retake_days
    day = date_at(enrolment.school, failed[-1].at) + timedelta(days=days)
    if date_at(enrolment.school, at) >= day:
        return Chance(True, number, left=left)
    words = _("You can begin again from %(day)s on.") % {"day": date_words(day)}
    return Chance(False, number, "lockout" if is_last else "wait", words, day, left)


def is_offered(examination: Examination, enrolment: Enrolment, today: date) -> bool:
    fits = examination.kind == Examination.Kind.PRACTICAL and (
        examination.programme_id == enrolment.cohort.programme_id
    )
    begins = examination.opens_on is None or examination.opens_on <= today
    ends = examination.closes_on is None or today <= examination.closes_on
    return fits and examination.is_open and begins and ends and enrolment.state == Enrolment.State.ACTIVE


def standing_decision(practical: Practical) -> PracticalDecision | None:
    """The one of the last round that was decided."""
    return max(practical.decisions.all(), key=lambda row: row.round, default=None)


def offered_to(user: User, at: datetime) -> list[tuple[Examination, Enrolment, Chance]]:
    """Practical examinations of the programmes in which *user* is in training, with whether they may begin."""
    places = Enrolment.objects.filter(student=user, state=Enrolment.State.ACTIVE).select_related("cohort", "school")
    found = []
    for place in places:
        rows = Examination.objects.filter(
            programme=place.cohort.programme_id, kind=Examination.Kind.PRACTICAL, is_open=True
        )
        found += [(one, place, may_book(one, place, at)) for one in rows.order_by("name", "pk")]
    return found


def recording_of(practical: Practical) -> Recording | None:
    return Recording.objects.filter(practical=practical, removed_at=None).first()


def may_appeal(practical: Practical, decision: PracticalDecision | None, at: datetime) -> bool:
    """Once, within the days, against not having passed."""
    if decision is None or practical.state != State.DECIDED or decision.outcome == Outcome.PASSED:
        return False
    return at <= decision.at + timedelta(days=APPEAL_DAYS) and not practical.appeals.exists()


def desk_rows(rows: QuerySet[Practical], *, state: str = "") -> QuerySet[Practical]:
    """For the list of staff: what waits for them first, then by the day of booking."""
    wanted = rows.filter(state=state) if state in State.values else rows.exclude(state=State.GIVEN_UP)
    return wanted.order_by("state", "-booked_at", "-pk").prefetch_related("decisions", "ratings")


def waiting(rows: QuerySet[Practical]) -> QuerySet[Practical]:
    """What cannot go on without the school: handed in and not with the raters, or to be decided, or an appeal."""
    stuck = Q(state=State.OPEN, handed_in_at__isnull=False) | Q(state=State.DECIDING)
    return rows.filter(stuck | Q(appeals__answer="", appeals__isnull=False)).distinct()


def _has_leave(examination: Examination, enrolment: Enrolment, since: datetime) -> bool:
    return Leave.objects.filter(examination=examination, enrolment=enrolment, at__gte=since).exists()


def ordered(practicals: Sequence[Practical]) -> list[Practical]:
    return sorted(practicals, key=lambda one: one.booked_at, reverse=True)
