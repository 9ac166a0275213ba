"""When a seminar meets, and changes of that."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.schools.models import Attendance, Mode, TrainingDay
from feltwork.apps.seminars import notices
from feltwork.apps.seminars.actions import seats, settling
from feltwork.apps.seminars.models import Mark, Meeting, Seminar

MODES = (Mode.IN_PERSON, Mode.ONLINE, Mode.HYBRID)
MOST_HOURS = 14
BEGINS, ENDS = time(9, 30), time(17, 30)  # of a training day, until somebody says otherwise


@transaction.atomic
def add_meeting(
    *,
    seminar: Seminar,
    on: date,
    begins: time,
    ends: time,
    mode: str,
    by: User,
    at: datetime,
    room: str = "",
    link: str = "",
) -> Meeting:
    """Add a time on that day, as the clock in the seminar's zone shows it."""
    seats.lock_seated(seminar)
    seminar = seats.locked(seminar)
    if seminar.is_module:
        raise ValidationError(_("The days of a module are planned with its cohort."), code="module")
    if seminar.state == Seminar.State.CANCELLED:
        raise ValidationError(_("This was called off. Plan it anew instead."), code="cancelled")
    meeting = Meeting(school_id=seminar.school_id, seminar=seminar, mode=mode, room=room, link=link, changed_at=at)
    meeting.starts_at, meeting.ends_at = span(on, begins, ends, seminar.zone)
    _check(meeting)
    meeting.save(force_insert=True)
    record("seminars.add_meeting", by=by, at=at, subject=meeting, facts=_facts(meeting))
    if seminar.state == Seminar.State.OPEN:
        settling.settle_all(seminar, by, at)
        for place in seats.people_to_tell(seminar):
            notices.tell_meeting(place, meeting, at, is_new=True)
        notices.tell_visitors_dates(seminar, meeting, at)
    return meeting


@transaction.atomic
def change_meeting(
    *,
    meeting: Meeting,
    begins: time,
    ends: time,
    mode: str,
    by: User,
    at: datetime,
    on: date | None = None,
    room: str = "",
    link: str = "",
) -> Meeting:
    """Change time, room or link; whoever has a place is told. The day of a module is changed with its cohort."""
    seminar = seats.locked(meeting.seminar)
    meeting = Meeting.objects.select_related("day").get(pk=meeting.pk)
    meeting.seminar = seminar
    if meeting.cancelled_at is not None:
        raise ValidationError(_("This date was called off."), code="cancelled")
    before, had_link = _facts(meeting), meeting.link
    there = meeting.starts_at.astimezone(ZoneInfo(seminar.zone)).date()
    day = meeting.day.on if meeting.day else (on or there)
    if day != there and is_marked(meeting):
        raise ValidationError({"on": _("Somebody is marked on that day already.")}, code="marked")
    meeting.starts_at, meeting.ends_at = span(day, begins, ends, seminar.zone)
    meeting.mode = meeting.day.mode if meeting.day else mode
    meeting.room, meeting.link = room, link
    _check(meeting)
    after = _facts(meeting)
    if before == after and had_link == link:
        return meeting
    meeting.sequence, meeting.changed_at = meeting.sequence + 1, at
    meeting.save()
    record("seminars.change_meeting", by=by, at=at, subject=meeting, facts={"before": before, "after": after})
    _tell(seminar, meeting, at)
    return meeting


@transaction.atomic
def call_off_meeting(*, meeting: Meeting, by: User, at: datetime) -> Meeting:
    """One date falls out; whoever has a place is told. Refused once somebody was marked, and for training days."""
    seats.lock_seated(meeting.seminar)
    seminar = seats.locked(meeting.seminar)
    meeting = Meeting.objects.get(pk=meeting.pk)
    meeting.seminar = seminar
    if meeting.day_id:
        raise ValidationError(_("The days of a module are planned with its cohort."), code="module")
    if meeting.cancelled_at is not None:
        return meeting
    if is_marked(meeting):
        raise ValidationError(_("Somebody is marked on that day already."), code="marked")
    meeting.cancelled_at, meeting.changed_at, meeting.sequence = at, at, meeting.sequence + 1
    meeting.save(update_fields=["cancelled_at", "changed_at", "sequence"])
    record("seminars.call_off_meeting", by=by, at=at, subject=meeting)
    settling.settle_all(seminar, by, at)
    _tell(seminar, meeting, at)
    return meeting


@transaction.atomic
def follow_days(*, seminar: Seminar, at: datetime) -> int:
    """Make the meetings of a module those training days that its cohort has now; how many are new or changed."""
    if seminar.module_date_id is None:
        return 0
    seminar = seats.locked(seminar)
    known = {one.day_id: one for one in Meeting.objects.filter(seminar=seminar)}
    days = TrainingDay.objects.filter(module_date=seminar.module_date_id).select_related("module_date__cohort")
    changed = 0
    for day in days.order_by("on"):
        changed += _follow(known.get(day.pk), day, seminar, at)
    return changed


def _follow(meeting: Meeting | None, day: TrainingDay, seminar: Seminar, at: datetime) -> int:
    place = day.module_date.place or day.module_date.cohort.place
    if meeting is None:
        starts, ends = span(day.on, BEGINS, ENDS, seminar.zone)
        Meeting.objects.create(
            school_id=seminar.school_id, seminar=seminar, day=day, starts_at=starts, ends_at=ends, mode=day.mode,
            room=place, changed_at=at,
        )  # fmt: skip
        return 1
    if meeting.mode == day.mode:
        return 0
    meeting.mode, meeting.sequence, meeting.changed_at = day.mode, meeting.sequence + 1, at
    meeting.save(update_fields=["mode", "sequence", "changed_at"])
    return 1


def span(on: date, begins: time, ends: time, zone: str) -> tuple[datetime, datetime]:
    """The instants that the clock of *zone* shows on that day; ValidationError for an hour that is left out."""
    here = ZoneInfo(zone)
    found = []
    for name, one in (("begins", begins), ("ends", ends)):
        moment = datetime.combine(on, one, here)
        back = moment.astimezone(ZoneInfo("UTC")).astimezone(here)
        if back.replace(tzinfo=None) != moment.replace(tzinfo=None):
            raise ValidationError({name: _("The clocks leave this time out on that day.")}, code="gap")
        found.append(moment)
    return found[0], found[1]


def is_marked(meeting: Meeting) -> bool:
    """Whether anybody's attendance is noted."""
    if meeting.day_id:
        return Attendance.objects.filter(day=meeting.day_id).exists()
    return Mark.objects.filter(meeting=meeting).exists()


def _check(meeting: Meeting) -> None:
    if meeting.ends_at <= meeting.starts_at:
        raise ValidationError({"ends": _("It has to end after it begins.")}, code="order")
    if (meeting.ends_at - meeting.starts_at).total_seconds() > MOST_HOURS * 3600:
        raise ValidationError({"ends": _("That is longer than a day can be.")}, code="long")
    if meeting.mode not in MODES and meeting.day_id is None:
        raise ValidationError({"mode": _("Please choose how you meet.")}, code="unknown")
    if meeting.link and not meeting.link.startswith("https://"):
        raise ValidationError({"link": _("Please give a link that begins with https://.")}, code="link")
    others = Meeting.objects.filter(seminar=meeting.seminar, cancelled_at=None).exclude(pk=meeting.pk)
    if others.filter(starts_at__lt=meeting.ends_at, ends_at__gt=meeting.starts_at).exists():
        raise ValidationError({"begins": _("It meets at that time already.")}, code="twice")


def _facts(meeting: Meeting) -> dict[str, str]:
    return {
        "starts_at": meeting.starts_at.astimezone(UTC).isoformat(),
        "ends_at": meeting.ends_at.astimezone(UTC).isoformat(),
        "mode": meeting.mode,
        "room": meeting.room,
    }


def _tell(seminar: Seminar, meeting: Meeting, at: datetime) -> None:
    if seminar.state != Seminar.State.OPEN or meeting.starts_at <= at:
        return
    for place in seats.people_to_tell(seminar):
        notices.tell_meeting(place, meeting, at)
    notices.tell_visitors_dates(seminar, meeting, at)
