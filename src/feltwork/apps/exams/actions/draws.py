"""Who may rate, who is drawn by lot, who is excused, and who says that they stand too close."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import Membership, User
from feltwork.apps.audit.actions import record
from feltwork.apps.exams.lots import drawn
from feltwork.apps.exams.models import Examination, Practical, Rater, RaterDraw, RaterRelation, Rating
from feltwork.apps.exams.notices import practical as notices
from feltwork.apps.exams.permissions.practical import RATERS
from feltwork.apps.exams.queries.relations import PARTLY, Pool, pool_of, relations_of
from feltwork.apps.schools.models import School
from feltwork.apps.schools.queries import date_at

DAYS = 21  # for a sheet of ratings
FIRST_SEATS = (1, 2)
THIRD_SEAT = 3
Excused = Rating.Excused


@transaction.atomic
def appoint_rater(*, examination: Examination, user: User, by: User, at: datetime) -> Rater:
    """Somebody of faculty, or a provider. They are drawn once they have matched the gold ratings."""
    held = Membership.objects.filter(school=examination.school_id, user=user, role__in=RATERS, until=None)
    if not held.exists():
        raise ValidationError({"user": _("Please choose somebody of faculty, or a provider.")})
    row, is_new = Rater.objects.get_or_create(
        school=examination.school, examination=examination, user=user, until=None, defaults={"since": at, "by": by}
    )
    if is_new:
        record("exams.appoint_rater", by=by, at=at, subject=row)
        notices.tell_appointed(row, at)
    return row


@transaction.atomic
def end_rater(*, rater: Rater, by: User, at: datetime) -> None:
    """No more draws. Sheets that they have already stay theirs."""
    if Rater.objects.filter(pk=rater.pk, until=None).update(until=at):
        record("exams.end_rater", by=by, at=at, subject=rater)


@transaction.atomic
def say_relation(*, rater: User, candidate: User, by: User, at: datetime, school: School) -> RaterRelation:
    """One of the two, or the school, says that they stand too close. How, nobody has to say."""
    row, is_new = RaterRelation.objects.get_or_create(
        school=school, rater=rater, candidate=candidate, ended_at=None, defaults={"said_by": by, "at": at}
    )
    if is_new:
        record("exams.say_relation", by=by, at=at, subject=row)
    return row


@transaction.atomic
def end_relation(*, relation: RaterRelation, by: User, at: datetime) -> None:
    if RaterRelation.objects.filter(pk=relation.pk, ended_at=None).update(ended_at=at):
        record("exams.end_relation", by=by, at=at, subject=relation)


@transaction.atomic
def draw_raters(*, practical: Practical, by: User | None, at: datetime) -> list[Rating]:
    """Fill the first two seats as far as they are empty. Raises ValidationError where too few may be drawn."""
    taken = _sitting(practical)
    wanted = [seat for seat in FIRST_SEATS if seat not in taken]
    made = _fill(practical, wanted, taken, by, at) if wanted else []
    if practical.state == Practical.State.OPEN:
        practical.state = Practical.State.RATING
        practical.save(update_fields=["state"])
    return made


@transaction.atomic
def draw_third(*, practical: Practical, by: User | None, at: datetime) -> list[Rating]:
    """Another rater, where the first two are far apart. None where nobody may be drawn: the school is told."""
    taken = _sitting(practical)
    if THIRD_SEAT in taken:
        return []
    try:
        return _fill(practical, [THIRD_SEAT], taken, by, at)
    except ValidationError:
        notices.tell_lack(practical, at)
        return []


@transaction.atomic
def excuse_rater(*, rating: Rating, why: str, by: User, at: datetime) -> list[Rating]:
    """Somebody cannot rate this: their sheet closes and another is drawn for the seat. Returns who was drawn."""
    row = Rating.objects.select_for_update().get(pk=rating.pk)
    if row.submitted_at is not None or row.excused_at is not None:
        raise ValidationError(_("This sheet has been handed in, or closed, already."), code="closed")
    row.excused_at, row.excused = at, why
    row.save(update_fields=["excused_at", "excused"])
    record("exams.excuse_rater", by=by, at=at, subject=row, facts={"why": str(why)})
    practical = Practical.objects.select_related(
        "school", "examination", "enrolment__student", "enrolment__cohort"
    ).get(pk=row.practical_id)
    if why == Excused.RELATION:
        say_relation(rater=row.rater, candidate=practical.enrolment.student, by=by, at=at, school=practical.school)
    if row.seat == THIRD_SEAT:
        return draw_third(practical=practical, by=None, at=at)
    try:
        return draw_raters(practical=practical, by=None, at=at)
    except ValidationError:
        notices.tell_lack(practical, at)
        return []


def _fill(
    practical: Practical, seats: list[int], taken: dict[int, Rating], by: User | None, at: datetime
) -> list[Rating]:
    pool, seed = pool_of(practical, at), secrets.token_hex(16)
    free, partly = _uuids(pool)
    teaches = _one_teaches(practical, taken)
    found = drawn(seed, free, seats=len(seats), partly=partly, is_taken=teaches)
    if len(found) < len(seats):
        raise ValidationError(_("Too few people may rate this. Please appoint or train others."), code="lack")
    draw = RaterDraw.objects.create(
        school=practical.school, practical=practical, round=practical.round, seats=seats, seed=seed, pool=free,
        partly=partly, left_out={str(user.uuid): sorted(codes) for user, codes in pool.left_out}, drawn=list(found),
        by=by, at=at,
    )  # fmt: skip
    record("exams.draw_raters", by=by, at=at, subject=draw, facts={"seats": seats})
    people = {str(user.uuid): user for user in pool.free}
    return [_seat(practical, seat, people[one], at) for seat, one in zip(seats, found, strict=True)]


def _seat(practical: Practical, seat: int, rater: User, at: datetime) -> Rating:
    made = Rating.objects.create(
        school=practical.school, practical=practical, round=practical.round, seat=seat, rater=rater, drawn_at=at,
        due_on=_due(practical, at),
    )  # fmt: skip
    notices.tell_drawn(made, at)
    return made


def _due(practical: Practical, at: datetime) -> date:
    """So many days from now, or from the live session."""
    since = max(at, practical.live_at) if practical.live_at else at
    return date_at(practical.school, since) + timedelta(days=DAYS)


def _sitting(practical: Practical) -> dict[int, Rating]:
    rows = Rating.objects.select_for_update().filter(practical=practical, round=practical.round, excused_at=None)
    return {row.seat: row for row in rows}


def _uuids(pool: Pool) -> tuple[list[str], list[str]]:
    free = sorted(str(user.uuid) for user in pool.free)
    return free, sorted(str(user.uuid) for user in pool.free if user.pk in pool.partly)


def _one_teaches(practical: Practical, taken: dict[int, Rating]) -> bool:
    raters = [row.rater_id for row in taken.values()]
    return any(PARTLY in codes for codes in relations_of(practical, raters).values())
