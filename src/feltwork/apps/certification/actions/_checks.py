"""What cannot be true of a log entry, whichever door it comes through."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from fractions import Fraction

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from feltwork.apps.certification.intervals import Interval, day_of, is_zone, overlaps
from feltwork.apps.certification.lengths import LONGEST
from feltwork.apps.certification.models import LogEntry
from feltwork.apps.certification.permissions import OPEN
from feltwork.apps.schools.models import Enrolment, Mode
from feltwork.apps.schools.queries import date_at
from feltwork.apps.ui import words


def open_place(enrolment: Enrolment) -> Enrolment:
    """The row, locked: two presses of one button come one after the other. ValidationError once it has ended."""
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("school", "student", "cohort", "edition")
    found = rows.get(pk=enrolment.pk)
    if found.state not in OPEN:
        raise ValidationError(_("This training has ended. Nothing can be added to its log any more."), code="ended")
    return found


def check_entry(entry: LogEntry, at: datetime, *, others: Iterable[LogEntry] | None = None) -> None:
    """Raise ValidationError, field by field, for what cannot be true.

    *others* are the student's entries around that day; without them they are read.
    """
    _check_choices(entry)
    on = entry_day(entry)
    if on > date_at(entry.school, at):
        raise ValidationError({"on": _("This day has not come yet. Log it once it has been.")}, code="future")
    if not Fraction(0) < entry.hours <= LONGEST:
        raise ValidationError({"hours": _("Please write a length of at most twelve hours.")}, code="length")
    around = list(_around(entry) if others is None else others)
    _check_overlap(entry, around)
    _check_cap(entry, on, around)


def entry_day(entry: LogEntry) -> date:
    """The calendar day on which an entry counts."""
    body_zone = entry.school.time_zone
    return day_of(entry.starts_at, zone=entry.zone, is_time_known=entry.is_time_known, body_zone=body_zone)


def _check_choices(entry: LogEntry) -> None:
    if entry.kind not in LogEntry.Kind.values:
        raise ValidationError({"kind": _("Please choose what it was.")}, code="unknown")
    if entry.mode not in Mode.values:
        raise ValidationError({"mode": _("Please choose how you met.")}, code="unknown")
    if entry.provider.school_id != entry.enrolment.school_id:
        raise ValidationError({"provider": _("Please choose somebody from the list.")}, code="unknown")
    if not is_zone(entry.zone):
        raise ValidationError({"zone": _("Please choose a time zone, such as Europe/London.")}, code="unknown")
    if entry.group_size is not None and not 2 <= entry.group_size <= 500:
        raise ValidationError({"group_size": _("A group is at least two people.")}, code="size")


def _around(entry: LogEntry) -> Iterable[LogEntry]:
    near = timedelta(hours=48)
    rows = LogEntry.objects.filter(enrolment=entry.enrolment).exclude(state=LogEntry.State.REMOVED)
    rows = rows.filter(starts_at__gt=entry.starts_at - near, starts_at__lt=entry.starts_at + near)
    return rows.exclude(uuid=entry.uuid).select_related("school", "provider")


def _check_overlap(entry: LogEntry, others: Iterable[LogEntry]) -> None:
    own = span(entry)
    for other in others:
        if overlaps(own, [span(other)]):
            at = words.date_words(entry_day(other))
            text = _("You logged something with %(name)s at that time, on %(date)s. You cannot have been in both.")
            raise ValidationError({"start": text % {"name": other.provider.name, "date": at}}, code="overlap")


def _check_cap(entry: LogEntry, on: date, others: Iterable[LogEntry]) -> None:
    hours: dict[date, Fraction] = defaultdict(Fraction)
    for other in others:
        hours[entry_day(other)] += other.hours
    if hours[on] + entry.hours > LONGEST:
        text = _("With this you would have more than twelve hours on one day; %(hours)s are logged already.")
        raise ValidationError({"hours": text % {"hours": words.hours(hours[on])}}, code="cap")


def span(entry: LogEntry) -> Interval:
    """The interval of an entry."""
    return Interval(entry.starts_at, entry.ends_at, entry.zone, entry.is_time_known)
