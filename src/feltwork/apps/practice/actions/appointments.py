"""Agreeing on times: one hour or a series, moving, cancelling, reminding. Nobody is booked twice at once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record as note
from feltwork.apps.practice import notices
from feltwork.apps.practice.engagements import Engagement, engagements_of, hold
from feltwork.apps.practice.models import Appointment, AppointmentSeries, Client, HouseRules
from feltwork.apps.practice.permissions import TREATING, Sight
from feltwork.apps.practice.queries.calendar import call_off_hours, may_call_off
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.apps.schools.models import School
from feltwork.apps.ui.words import moment_words
from feltwork.core.practice import (
    ClockChange,
    RuleFault,
    before,
    clean_rule,
    comes_twice,
    instant,
    lasts,
    moved_rule,
    turn_instant,
    turns,
)

State = Appointment.State
Span = Literal["this", "following", "all"]
AHEAD = timedelta(days=400)  # so far every turn of a series has a row of its own; the worker goes on from there
PLACE = "%Y-%m-%dT%H:%M"
LINK_MOST = 500


class Taken(ValidationError):
    """The clinician is with somebody else then. `when`: the hours that are taken."""

    def __init__(self, when: list[datetime]) -> None:
        first = "; ".join(moment_words(one) for one in when[:3])
        super().__init__({"begins": _("This time is taken already: %(first)s.") % {"first": first}}, code="taken")
        self.when = when


@transaction.atomic
def book(
    *,
    file: OpenFile,
    local: datetime,
    zone: str,
    minutes: int,
    mode: str,
    by: User,
    at: datetime,
    link: str = "",
    rule: str = "",
    until: date | None = None,
    second: bool | None = None,
) -> list[Appointment]:
    """One hour at *local* on the clock of *zone*, or with *rule* (RFC 5545) a series of them, until a day or on and on.

    *second*: which one is meant where clocks show that time twice. Raises `Taken`; ValidationError by field for a time
    that is skipped that day or comes twice, a rule, or a link we do not take.
    """
    clinician = _books(file, by)
    if file.client.state != Client.State.ACTIVE:
        raise ValidationError(_("This treatment has ended. Open it again before a new hour."), code="state")
    hold(clinician.pk)
    starts_at = _instant(local, zone, second)
    detail = _detail(link)
    series = None
    hours = [local]
    if rule:
        cleaned, last = _rule(rule, local, until)
        made_until = min(last, local.date() + AHEAD) if last else local.date() + AHEAD
        hours = turns(local, cleaned, until=made_until)
        if not hours:
            raise ValidationError({"until": _("There is no hour until then.")})
        series = AppointmentSeries(
            school_id=file.client.school_id, clinician=clinician, client=file.client, begins=starts_at, zone=zone,
            minutes=minutes, rule=cleaned, until=last, made_until=made_until, mode=mode, by=by, made_at=at,
        )  # fmt: skip
        series.detail = file.cabinet.seal(series, "detail", detail) if detail else None
        series.save(force_insert=True)
    rows = [_row(file.client, clinician, hour, zone, minutes, mode, series, by, at) for hour in hours]
    if hours[0] == local:
        rows[0].starts_at, rows[0].ends_at = starts_at, lasts(starts_at, minutes)
    _must_be_free(clinician, rows)
    if detail and series is None:
        rows[0].detail = file.cabinet.seal(rows[0], "detail", detail)
    _plan(file.identity, rows, at)
    Appointment.objects.bulk_create(rows)
    note("practice.book", by=by, at=at, subject=file.client, facts={"hours": len(rows)})
    return rows


@transaction.atomic
def move(
    *,
    file: OpenFile,
    appointment: Appointment,
    local: datetime,
    minutes: int,
    mode: str,
    by: User,
    at: datetime,
    link: str = "",
    span: Span = "this",
    second: bool | None = None,
) -> Appointment:
    """Another time, length, way or link: of this hour, of this and those after it, or of all that are still to come.

    The others of a series move by as much on the wall as this one. What took place, or is cancelled, stays. An hour
    that was reminded of is reminded of again only where its time is another.
    """
    _books(file, by)
    row = _booked(file, appointment)
    detail = _detail(link)
    here = row.starts_at if local == _wall(row) and second is None else _instant(local, row.zone, second)
    by_much = local - _wall(row)
    rows = _meant(row, span, at)
    places = [_place(one) for one in rows]
    for one in rows:
        before_at = one.starts_at
        one.starts_at = here if one.pk == row.pk else turn_instant(_agreed(one) + by_much, one.zone)
        one.ends_at = lasts(one.starts_at, minutes)
        one.mode, one.sequence, one.changed_at = mode, one.sequence + 1, at
        one.reminded_at = None if one.starts_at != before_at else one.reminded_at
    _must_be_free(row.clinician, rows)
    for one in rows:  # an hour of a series without a link of its own has that of the series
        one.detail = file.cabinet.seal(one, "detail", detail) if detail or one.series_id else None
    _plan(file.identity, rows)
    fields = ["starts_at", "ends_at", "mode", "sequence", "changed_at", "reminded_at", "detail", "remind_at"]
    if span != "this" and row.series is not None:
        _go_on(file, row.series, rows, min(places), by_much, minutes, mode, detail, by, at)
        fields += ["series", "place"]
    Appointment.objects.bulk_update(rows, fields)
    note("practice.move", by=by, at=at, subject=file.client, facts={"hours": len(rows), "span": span})
    return row


@transaction.atomic
def cancel(*, file: OpenFile, appointment: Appointment, by: User, at: datetime, span: Span = "this") -> int:
    """Call it off: this hour, this and those after it, or all to come. Subscribed calendars are told."""
    _books(file, by)
    row = _booked(file, appointment)
    rows = _meant(row, span, at)
    _free(rows, at)
    if span != "this" and row.series is not None:
        last = min((_wall(one).date() for one in rows), default=at.date()) - timedelta(days=1)
        AppointmentSeries.objects.filter(pk=row.series.pk).update(until=last)
    note("practice.cancel", by=by, at=at, subject=file.client, facts={"hours": len(rows), "span": span})
    return len(rows)


@transaction.atomic
def call_off_own(*, file: OpenFile, appointment: Appointment, by: User, at: datetime) -> Appointment:
    """The client, or a guardian of a child, calls this one hour off by themselves, and whose hour it was is told.

    Raises PermissionDenied for anybody else, ValidationError "late" outside the rule of the practice (`HouseRules`).
    """
    if file.sight not in {Sight.CLIENT, Sight.GUARDIAN}:
        raise PermissionDenied
    row = _booked(file, appointment)
    if not may_call_off(row, call_off_hours(row.school_id), at):
        raise ValidationError(_("It is too late to call this hour off here. Please say it in person."), code="late")
    _free([row], at)
    note("practice.cancel", by=by, at=at, subject=file.client, facts={"hours": 1, "span": "this"})
    transaction.on_commit(lambda: notices.tell_client_called_off(row, at))
    return row


def _free(rows: list[Appointment], at: datetime) -> None:
    for one in rows:
        one.state, one.sequence, one.changed_at, one.remind_at = State.CANCELLED, one.sequence + 1, at, None
    Appointment.objects.bulk_update(rows, ["state", "sequence", "changed_at", "remind_at"])


@transaction.atomic
def set_call_off_hours(*, school: School, hours: int | None, by: User, at: datetime) -> HouseRules:
    """Until how many hours before an hour clients may call it off themselves; None: never."""
    rules, _made = HouseRules.objects.update_or_create(school=school, defaults={"call_off_hours": hours})
    note("practice.set_rules", by=by, at=at, subject=rules, facts={"call_off_hours": hours})
    return rules


@transaction.atomic
def mark_kept(*, file: OpenFile, appointment: Appointment, kept: bool, by: User, at: datetime) -> Appointment:
    """It took place, or it did not; a slip of the finger is put right the same way."""
    _books(file, by)
    row = _booked(file, appointment, also=(State.KEPT, State.MISSED))
    if row.starts_at > at:
        raise ValidationError(_("This is still to come."), code="to_come")
    row.state, row.changed_at = (State.KEPT if kept else State.MISSED), at
    row.save(update_fields=["state", "changed_at"])
    note("practice.mark_kept", by=by, at=at, subject=file.client, facts={"kept": kept})
    return row


@transaction.atomic
def extend(*, series: AppointmentSeries, identity: Any, at: datetime) -> int:
    """Give the next turns of a series that goes on rows of their own; an hour taken meanwhile is left out."""
    hold(series.clinician_id)  # first of all, as everywhere: locks are taken in one order
    rows = AppointmentSeries.objects.select_for_update(of=("self",)).select_related("client__school", "clinician")
    row = rows.get(pk=series.pk)
    horizon = at.date() + AHEAD
    last = min(row.until, horizon) if row.until else horizon
    if row.made_until >= last or row.client.state != Client.State.ACTIVE or row.clinician_id != series.clinician_id:
        return 0
    first = row.begins.astimezone(ZoneInfo(row.zone)).replace(tzinfo=None)
    after = datetime.combine(row.made_until, datetime.max.time())
    hours = turns(first, row.rule, until=last, after=after)
    made = [_row(row.client, row.clinician, one, row.zone, row.minutes, row.mode, row, row.by, at) for one in hours]
    others = _clashes(row.clinician, made)
    free = [one for one in made if not any(_overlap(one, other) for other in others)]
    _plan(identity, free, at)
    Appointment.objects.bulk_create(free, ignore_conflicts=True)
    if len(free) < len(made):
        notices.tell_left_out(row, last, at)
    row.made_until = last
    row.save(update_fields=["made_until"])
    return len(free)


@transaction.atomic
def call_off_rest(*, client: Client, by: User, at: datetime) -> int:
    """With the end of treatment everything that is still to come is called off, and no series goes on."""
    hold(*_whose(client, at))
    rows = list(_to_come(client, at))
    _free(rows, at)
    AppointmentSeries.objects.filter(Q(until=None) | Q(until__gt=at.date()), client=client).update(until=at.date())
    if rows:
        note("practice.cancel", by=by, at=at, subject=client, facts={"hours": len(rows), "span": "all"})
    return len(rows)


@transaction.atomic
def pass_on(*, client: Client, before: User, to: User, by: User, at: datetime) -> int:
    """Whoever takes the client over takes the hours, too. Returns how many are called off: *to* is taken then."""
    hold(before.pk, to.pk)
    rows = list(_to_come(client, at).filter(clinician=before))
    taken = _clashes(to, rows)
    gone = [one for one in rows if any(_overlap(one, other) for other in taken)]
    for one in rows:
        one.sequence, one.changed_at, one.clinician = one.sequence + 1, at, to
    for one in gone:
        one.state, one.remind_at = State.CANCELLED, None
    Appointment.objects.bulk_update(rows, ["clinician", "state", "sequence", "changed_at", "remind_at"])
    AppointmentSeries.objects.filter(client=client, clinician=before).update(clinician=to)
    if rows:
        note("practice.move", by=by, at=at, subject=client, facts={"hours": len(rows), "span": "all"})
    return len(gone)


@transaction.atomic
def plan_reminders(*, client: Client, identity: Any, at: datetime) -> None:
    """After the client changed when to be reminded."""
    hold(*_whose(client, at))
    rows = list(Appointment.objects.select_for_update().filter(client=client, state=State.BOOKED, starts_at__gt=at))
    _plan(identity, rows, at)
    Appointment.objects.bulk_update(rows, ["remind_at"])


def wall_of(appointment: Appointment) -> datetime:
    """What the clock in its zone shows when it begins."""
    return _wall(appointment)


def shifted(rows: list[Appointment]) -> list[Appointment]:
    """Those of a series whose hour is skipped that day, so that they come later than agreed."""
    return [one for one in rows if one.place and _wall(one).strftime(PLACE) != one.place]


def _wall(row: Appointment) -> datetime:
    return row.starts_at.astimezone(ZoneInfo(row.zone)).replace(tzinfo=None)


def _meant(row: Appointment, span: Span, at: datetime) -> list[Appointment]:
    """The rows that *span* means, this one among them; of the others only what is booked and to come."""
    if span == "this" or row.series_id is None:
        return [row]
    rows = Appointment.objects.select_for_update().filter(series=row.series_id, state=State.BOOKED, record=None)
    rows = rows.filter(starts_at__gte=row.starts_at) if span == "following" else rows.filter(starts_at__gt=at)
    others = [one for one in rows.order_by("starts_at") if one.pk != row.pk]
    return sorted([row, *others], key=lambda one: one.starts_at)


def _go_on(
    file: OpenFile, old: AppointmentSeries, rows: list[Appointment], first: datetime, by_much: timedelta, minutes: int,
    mode: str, detail: dict[str, str], by: User, at: datetime,
) -> None:  # fmt: skip
    """The series ends before its turn *first*, and another one goes on, *by_much* later on the wall."""
    begins = first + by_much
    rule = moved_rule(old.rule, (begins.date() - first.date()).days, begins.date())
    new = AppointmentSeries(
        school_id=old.school_id, clinician=old.clinician, client=old.client, begins=turn_instant(begins, old.zone),
        zone=old.zone, minutes=minutes, rule=rule, until=old.until, made_until=old.made_until, mode=mode, by=by,
        made_at=at,
    )  # fmt: skip
    new.detail = file.cabinet.seal(new, "detail", detail) if detail else None
    new.save(force_insert=True)
    old.until = first.date() - timedelta(days=1)
    old.save(update_fields=["until"])
    for one in rows:
        one.series, one.place = new, (_place(one) + by_much).strftime(PLACE)


def _place(row: Appointment) -> datetime:
    """Its turn in the series, on the wall; for an hour by itself when it begins."""
    return datetime.strptime(row.place, PLACE) if row.place else _wall(row)  # noqa: DTZ007  # on the wall


def _agreed(row: Appointment) -> datetime:
    """When it was meant to begin on the wall, also where that hour is skipped."""
    place = _place(row)
    return place if turn_instant(place, row.zone) == row.starts_at else _wall(row)


def _to_come(client: Client, at: datetime) -> QuerySet[Appointment]:
    rows = Appointment.objects.select_for_update().filter(client=client, state=State.BOOKED, record=None)
    return rows.filter(starts_at__gt=at).order_by("starts_at")


def _whose(client: Client, at: datetime) -> list[int]:
    rows = Appointment.objects.filter(client=client, state=State.BOOKED, starts_at__gt=at)
    return list(rows.values_list("clinician", flat=True).distinct())


def _row(
    client: Client, clinician: User, hour: datetime, zone: str, minutes: int, mode: str,
    series: AppointmentSeries | None, by: User, at: datetime,
) -> Appointment:  # fmt: skip
    starts_at = turn_instant(hour, zone)
    return Appointment(
        school_id=client.school_id, client=client, clinician=clinician, series=series,
        place=hour.strftime(PLACE) if series else "", starts_at=starts_at, ends_at=lasts(starts_at, minutes), zone=zone,
        mode=mode, by=by, made_at=at, changed_at=at,
    )  # fmt: skip


def _must_be_free(clinician: User, rows: list[Appointment]) -> None:
    inner = sorted(rows, key=lambda one: one.starts_at)
    clashes: list[Appointment | Engagement] = _clashes(clinician, rows)
    clashes = clashes or [later for one, later in pairwise(inner) if _overlap(one, later)]
    if clashes:
        raise Taken([one.starts_at for one in clashes])


def _clashes(clinician: User, rows: list[Appointment]) -> list[Appointment | Engagement]:
    """What the clinician has booked in any practice of this school at the time of one of *rows*, and what was agreed
    outside of the practice. A call that somebody only asked for gives way."""
    if not rows:
        return []
    first, last = min(one.starts_at for one in rows), max(one.ends_at for one in rows)
    others = Appointment.objects.filter(clinician=clinician, state=State.BOOKED, starts_at__lt=last, ends_at__gt=first)
    others = others.exclude(pk__in=[one.pk for one in rows if one.pk])
    outside = [one for one in engagements_of([clinician.pk], first, last) if one.is_agreed]
    found: list[Appointment | Engagement] = [*others, *outside]
    return [
        other for other in sorted(found, key=lambda one: one.starts_at) if any(_overlap(one, other) for one in rows)
    ]


def _overlap(one: Appointment, other: Appointment | Engagement) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _plan(identity: Any, rows: list[Appointment], at: datetime | None = None) -> None:
    """When each is reminded of. With *at*: not at all where that time is over, so that nobody hears what is new."""
    hours = identity.get("reminder_hours") or 0
    for one in rows:
        due = before(one.starts_at, hours, one.zone) if hours else None
        one.remind_at = None if due and at and due <= at else due


def _books(file: OpenFile, by: User, *, also: tuple[Sight, ...] = ()) -> User:
    """Who keeps the appointments of this file; returns whose hours they are."""
    if file.sight not in {*TREATING, Sight.ASSISTANT, *also}:
        raise PermissionDenied
    return by if file.sight is Sight.CARER else file.client.clinician


def _booked(file: OpenFile, appointment: Appointment, *, also: tuple[str, ...] = ()) -> Appointment:
    hold(appointment.clinician_id)
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("clinician", "series")
    row = rows.get(pk=appointment.pk, client=file.client)
    if row.state not in {State.BOOKED, *also}:
        raise ValidationError(_("This hour is not booked any more."), code="state")
    return row


def _instant(local: datetime, zone: str, second: bool | None) -> datetime:
    try:
        found = instant(local, zone, second=bool(second))
        if second is None and comes_twice(local, zone):
            words = _("Clocks are put back that night, and this time comes twice. Please say which one is meant.")
            raise ValidationError({"which": words}, code="twice")
        return found
    except ClockChange as change:
        words = _("Clocks are put forward that night: there is no such hour. %(time)s would be one.")
        raise ValidationError({"begins": words % {"time": f"{change.instead:%H:%M}"}}, code="skipped") from None
    except (KeyError, ValueError, OverflowError):
        raise ValidationError({"zone": _("Please choose a time zone.")}) from None


def _rule(rule: str, local: datetime, until: date | None) -> tuple[str, date | None]:
    """The rule without COUNT and UNTIL: the last day stands beside it."""
    try:
        cleaned = clean_rule(rule)
    except RuleFault:
        raise ValidationError({"repeat": _("Please choose how often.")}, code="rule") from None
    parts = dict(part.split("=") for part in cleaned.split(";"))
    if {"COUNT", "UNTIL"} & set(parts):
        hours = turns(local, cleaned, until=local.date() + 2 * AHEAD)
        until = min(filter(None, (until, hours[-1].date() if hours else local.date())))
    plain = ";".join(f"{name}={value}" for name, value in parts.items() if name not in {"COUNT", "UNTIL"})
    if until is not None and until < local.date():
        raise ValidationError({"until": _("The last day comes after the first.")}, code="until")
    return plain, until


def _detail(link: str) -> dict[str, str]:
    text = link.strip()
    if not text:
        return {}
    try:
        parts = urlsplit(text)
        is_ours = parts.scheme == "https" and bool(parts.hostname) and len(text) <= LINK_MOST and text.isprintable()
    except ValueError:  # such as a bracket that is not closed
        is_ours = False
    if not is_ours or " " in text:
        raise ValidationError({"link": _("Please paste a link that begins with https://")}, code="link")
    return {"link": text}
