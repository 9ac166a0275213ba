"""Agreeing on times: one hour or a series, moving, cancelling, reminding. Nobody is booked twice at once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record as note
from feltwork.apps.practice.models import Appointment, AppointmentSeries, Client
from feltwork.apps.practice.permissions import TREATING, Sight
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.apps.ui.words import moment_words
from feltwork.core.practice import ClockChange, RuleFault, clean_rule, instant, lasts, turn_instant, turns

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
) -> list[Appointment]:
    """One hour at *local* on the clock of *zone*, or with *rule* (RFC 5545) a series of them, until a day or on and on.

    Raises `Taken`; ValidationError by field for a time that is skipped that day, a rule, or a link we do not take.
    """
    clinician = _books(file, by)
    _one_at_a_time(clinician)
    starts_at = _instant(local, zone)
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
    _must_be_free(clinician, rows)
    if detail and series is None:
        rows[0].detail = file.cabinet.seal(rows[0], "detail", detail)
    _plan(file.identity, rows)
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
) -> Appointment:
    """Another time, length, way or link: of this hour, of this and those after it, or of all that are still to come.

    The others of a series move by as much on the wall as this one. What took place, or is cancelled, stays.
    """
    _books(file, by)
    row = _booked(file, appointment)
    _one_at_a_time(row.clinician)
    _instant(local, row.zone)
    by_much = local - _wall(row)
    rows = _meant(row, span, at)
    for one in rows:
        hour = _wall(one) + by_much
        one.starts_at = turn_instant(hour, one.zone)
        one.ends_at = lasts(one.starts_at, minutes)
        one.mode, one.sequence, one.changed_at, one.reminded_at = mode, one.sequence + 1, at, None
    _must_be_free(row.clinician, rows)
    detail = _detail(link)
    for one in rows:
        one.detail = file.cabinet.seal(one, "detail", detail) if detail else None
    _plan(file.identity, rows)
    fields = ["starts_at", "ends_at", "mode", "sequence", "changed_at", "reminded_at", "detail", "remind_at"]
    if span != "this" and row.series is not None:
        _go_on(file, row.series, row, rows, local, minutes, mode, detail, by, at)
        fields += ["series", "place"]
    Appointment.objects.bulk_update(rows, fields)
    note("practice.move", by=by, at=at, subject=file.client, facts={"hours": len(rows), "span": span})
    return row


@transaction.atomic
def cancel(*, file: OpenFile, appointment: Appointment, by: User, at: datetime, span: Span = "this") -> int:
    """Call it off: this hour, this and those after it, or all to come. Subscribed calendars are told."""
    _books(file, by, also=(Sight.CLIENT,))
    row = _booked(file, appointment)
    rows = _meant(row, span, at)
    for one in rows:
        one.state, one.sequence, one.changed_at, one.remind_at = State.CANCELLED, one.sequence + 1, at, None
    Appointment.objects.bulk_update(rows, ["state", "sequence", "changed_at", "remind_at"])
    if span != "this" and row.series is not None:
        last = min((_wall(one).date() for one in rows), default=at.date()) - timedelta(days=1)
        AppointmentSeries.objects.filter(pk=row.series.pk).update(until=last)
    note("practice.cancel", by=by, at=at, subject=file.client, facts={"hours": len(rows), "span": span})
    return len(rows)


@transaction.atomic
def mark_kept(*, file: OpenFile, appointment: Appointment, kept: bool, by: User, at: datetime) -> Appointment:
    """It took place, or it did not."""
    _books(file, by)
    row = _booked(file, appointment)
    if row.starts_at > at:
        raise ValidationError(_("This is still to come."), code="to_come")
    row.state, row.changed_at = (State.KEPT if kept else State.MISSED), at
    row.save(update_fields=["state", "changed_at"])
    note("practice.mark_kept", by=by, at=at, subject=file.client, facts={"kept": kept})
    return row


@transaction.atomic
def extend(*, series: AppointmentSeries, identity: Any, at: datetime) -> int:
    """Give the next turns of a series that goes on rows of their own; an hour taken meanwhile is left out."""
    row = AppointmentSeries.objects.select_for_update().select_related("client", "clinician").get(pk=series.pk)
    horizon = at.date() + AHEAD
    last = min(row.until, horizon) if row.until else horizon
    if row.made_until >= last or row.client.state != Client.State.ACTIVE:
        return 0
    _one_at_a_time(row.clinician)
    first = row.begins.astimezone(ZoneInfo(row.zone)).replace(tzinfo=None)
    after = datetime.combine(row.made_until, datetime.max.time())
    hours = turns(first, row.rule, until=last, after=after)
    made = [_row(row.client, row.clinician, one, row.zone, row.minutes, row.mode, row, row.by, at) for one in hours]
    others = _clashes(row.clinician, made)
    free = [one for one in made if not any(_overlap(one, other) for other in others)]
    _plan(identity, free)
    Appointment.objects.bulk_create(free, ignore_conflicts=True)
    row.made_until = last
    row.save(update_fields=["made_until"])
    return len(free)


@transaction.atomic
def plan_reminders(*, client: Client, identity: Any, at: datetime) -> None:
    """After the client changed when to be reminded."""
    rows = list(Appointment.objects.select_for_update().filter(client=client, state=State.BOOKED, starts_at__gt=at))
    _plan(identity, rows)
    Appointment.objects.bulk_update(rows, ["remind_at"])


def wall_of(appointment: Appointment) -> datetime:
    """What the clock in its zone shows when it begins."""
    return _wall(appointment)


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
    file: OpenFile, series: AppointmentSeries, row: Appointment, rows: list[Appointment], local: datetime, minutes: int,
    mode: str, detail: dict[str, str], by: User, at: datetime,
) -> None:  # fmt: skip
    """The series ends before these rows, and one that begins with the first of them goes on."""
    old = AppointmentSeries.objects.select_for_update().get(pk=series.pk)
    first = min(_wall(one) for one in rows)
    moved = local.date() != _place_day(row)
    rule = ";".join(part for part in old.rule.split(";") if not (moved and part.startswith("BY")))
    new = AppointmentSeries(
        school_id=old.school_id, clinician=old.clinician, client=old.client, begins=turn_instant(first, old.zone),
        zone=old.zone, minutes=minutes, rule=rule, until=old.until, made_until=old.made_until, mode=mode, by=by,
        made_at=at,
    )  # fmt: skip
    new.detail = file.cabinet.seal(new, "detail", detail) if detail else None
    new.save(force_insert=True)
    old.until = (first - timedelta(days=1)).date()
    old.save(update_fields=["until"])
    for one in rows:
        one.series, one.place = new, _wall(one).strftime(PLACE)


def _place_day(row: Appointment) -> date:
    return date.fromisoformat(row.place[:10]) if row.place else _wall(row).date()


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
    clashes = _clashes(clinician, rows)
    if clashes:
        raise Taken([one.starts_at for one in clashes])


def _clashes(clinician: User, rows: list[Appointment]) -> list[Appointment]:
    """What the clinician has booked in any practice of this school at the time of one of *rows*."""
    if not rows:
        return []
    first, last = min(one.starts_at for one in rows), max(one.ends_at for one in rows)
    others = Appointment.objects.filter(clinician=clinician, state=State.BOOKED, starts_at__lt=last, ends_at__gt=first)
    others = others.exclude(pk__in=[one.pk for one in rows if one.pk])
    return [other for other in others.order_by("starts_at") if any(_overlap(one, other) for one in rows)]


def _overlap(one: Appointment, other: Appointment) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _plan(identity: Any, rows: list[Appointment]) -> None:
    hours = identity.get("reminder_hours") or 0
    for one in rows:
        one.remind_at = one.starts_at - timedelta(hours=hours) if hours else None


def _books(file: OpenFile, by: User, *, also: tuple[Sight, ...] = ()) -> User:
    """Who keeps the appointments of this file; returns whose hours they are."""
    if file.sight not in {*TREATING, Sight.ASSISTANT, *also}:
        raise PermissionDenied
    return by if file.sight is Sight.CARER else file.client.clinician


def _one_at_a_time(clinician: User) -> None:
    User.objects.select_for_update().get(pk=clinician.pk)


def _booked(file: OpenFile, appointment: Appointment) -> Appointment:
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("clinician", "series")
    row = rows.get(pk=appointment.pk, client=file.client)
    if row.state != State.BOOKED:
        raise ValidationError(_("This hour is not booked any more."), code="state")
    return row


def _instant(local: datetime, zone: str) -> datetime:
    try:
        return instant(local, zone)
    except ClockChange as change:
        words = _("Clocks are put forward that night: there is no such hour. %(time)s would be one.")
        raise ValidationError({"begins": words % {"time": f"{change.instead:%H:%M}"}}, code="skipped") from None
    except (KeyError, ValueError):
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
    parts = urlsplit(text)
    if parts.scheme != "https" or not parts.hostname or len(text) > LINK_MOST:
        raise ValidationError({"link": _("Please paste a link that begins with https://")}, code="link")
    return {"link": text}
