"""Sheets: opened when they are due, or asked for now."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record as note
from feltwork.apps.measures import notices
from feltwork.apps.measures.actions.links import send_link
from feltwork.apps.measures.models import Asking, Folder, Plan
from feltwork.apps.measures.models.plans import Place
from feltwork.apps.measures.permissions import can_ask
from feltwork.apps.measures.risk import may_be_asked, policy_of
from feltwork.apps.measures.turns import (
    AFTER_CLOSES,
    SESSION_EARLY,
    SESSION_LATE,
    Turn,
    around_session,
    turns,
)
from feltwork.apps.measures.wording import words_for
from feltwork.apps.practice.actions.items import FileSetAside
from feltwork.apps.practice.cabinet import cabinet_of
from feltwork.apps.practice.models import Appointment, Client, SessionRecord
from feltwork.apps.practice.models.consents import Topic
from feltwork.apps.practice.permissions import consent_in_force
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.apps.schools.models import Enrolment
from feltwork.core.measures import instrument

USUAL = timedelta(minutes=60)  # a session whose end nobody wrote down
MISSED = (Appointment.State.CANCELLED, Appointment.State.MISSED)


@transaction.atomic
def ask(
    *,
    file: OpenFile,
    instrument_id: str,
    language: str,
    place: str = Place.ROOM,
    record: SessionRecord | None = None,
    moment: str = "",
    by: User,
    at: datetime,
) -> Asking:
    """One sheet now. For a moment of a session there is one, however often it is asked for; a plan's own comes first.

    Raises ValidationError with the codes of `plans.Refusal`.
    """
    from feltwork.apps.measures.actions.plans import refusal, refused  # reason: plans opens sheets, too

    if not can_ask(file.sight):
        raise PermissionDenied
    if file.client.restricted_at is not None:
        raise FileSetAside
    client = Client.objects.select_for_update().get(pk=file.client.pk)
    whole, policy = instrument(instrument_id), policy_of(client.school)
    against = refusal(client.school, whole, place=place, language=language, client=client, policy=policy)
    if against is not None:
        raise refused(against, whole)
    if record is not None:
        same = Asking.objects.filter(client=client, record=record, moment=moment, instrument=whole.id)
        standing = same.exclude(state__in=("stopped", "lapsed")).first()
        if standing is not None:
            return standing
    turn = Turn("", at, at + timedelta(days=7), at + timedelta(days=28))
    row = _make(
        client.school, instrument_id, language, place, turn, at, client=client, record=record, moment=moment, by=by
    )
    note("measures.ask", by=by, at=at, subject=row, facts={"place": place})
    return row


def open_turns(*, plan: Plan, at: datetime) -> list[Asking]:
    """The sheets of *plan* that have become due and are not there yet. A turn that closed meanwhile is not made up."""
    if plan.stopped_at is not None or not _goes_on(plan):
        return []
    made = turns(plan.how, starts_on=plan.starts_on, ends_on=plan.ends_on, zone=plan.school.time_zone, until=at)
    there = set(plan.askings.values_list("period", flat=True))
    due = [turn for turn in made if turn.period not in there and turn.closes_at > at]
    return [row for turn in due if (row := _open(plan, turn, at)) is not None]


def open_sessions(*, plan: Plan, at: datetime) -> list[Asking]:
    """The same for a plan by sessions: from a day before an hour that is booked, and after one that was held."""
    if plan.stopped_at is not None or plan.client is None or not _goes_on(plan):
        return []
    made = []
    for key, begins, ends, record in _sessions(plan.client, at):
        if begins.astimezone(ZoneInfo(plan.school.time_zone)).date() < plan.starts_on:
            continue
        for moment in _moments(plan):
            turn = around_session(moment, begins=begins, ends=ends)
            if turn.opens_at <= at < turn.closes_at and turn.due_at >= plan.made_at:
                named = Turn(key, turn.opens_at, turn.due_at, turn.closes_at)
                row = _open(plan, named, at, moment=moment, record=record)
                made += [row] if row is not None else []
    return made


def _sessions(client: Client, at: datetime) -> list[tuple[str, datetime, datetime, SessionRecord | None]]:
    """Hours booked and sessions held around *at*: a key, begin, end, the record. One that is both counts once."""
    hours = Appointment.objects.filter(client=client).exclude(state__in=MISSED).select_related("record")
    near = hours.filter(starts_at__lte=at + SESSION_EARLY, ends_at__gt=at - AFTER_CLOSES)
    found: list[Any] = [(f"session-{row.uuid}", row.starts_at, row.ends_at, row.record) for row in near]
    held = SessionRecord.objects.filter(client=client, removed_at=None, appointments=None)
    held = held.filter(starts_at__lte=at + SESSION_EARLY, starts_at__gt=at - AFTER_CLOSES - SESSION_LATE)
    found += [(f"session-{row.uuid}", row.starts_at, row.ends_at or row.starts_at + USUAL, row) for row in held]
    return found


def _moments(plan: Plan) -> tuple[str, ...]:
    return ("before", "after") if plan.moments == Plan.Moments.BOTH else (plan.moments,)


def _goes_on(plan: Plan) -> bool:
    """Whether this person is still asked anything, and may be asked this."""
    if plan.client is not None:
        client = plan.client
        if client.state != Client.State.ACTIVE or client.restricted_at is not None:
            return False
    elif plan.enrolment is not None:
        if plan.enrolment.state in (Enrolment.State.WITHDRAWN, Enrolment.State.DEFERRED):
            return False
        if Folder.objects.filter(owner=plan.enrolment.student, school=plan.school, erased_at__isnull=False).exists():
            return False  # they destroyed what they had answered
    return may_be_asked(instrument(plan.instrument), plan.place, policy_of(plan.school))


def _open(
    plan: Plan, turn: Turn, at: datetime, *, moment: str = "", record: SessionRecord | None = None
) -> Asking | None:
    there = plan.askings.filter(period=turn.period, moment=moment).first()
    if there is not None:
        if record is not None and there.record_id is None:
            Asking.objects.filter(pk=there.pk).update(record=record)
        return None
    try:
        with transaction.atomic():
            row = _make(
                plan.school, plan.instrument, plan.language, plan.place, turn, at,
                client=plan.client, enrolment=plan.enrolment, plan=plan, record=record, moment=moment,
            )  # fmt: skip
            _let_know(row, at)
    except IntegrityError:
        return None  # another worker opened it
    return row


def _make(school: Any, instrument_id: str, language: str, place: str, turn: Turn, at: datetime, **more: Any) -> Asking:
    whole = instrument(instrument_id)
    words = words_for(school, whole, language)
    return Asking.objects.create(
        school=school,
        instrument=whole.id,
        version=whole.version,
        language=words.pack.language if words else language,
        order_id=words.pack.order_id if words else "",
        pack=words.row if words else None,
        place=place,
        period=turn.period,
        opens_at=turn.opens_at,
        due_at=turn.due_at,
        closes_at=turn.closes_at,
        made_at=at,
        **more,
    )


def _let_know(row: Asking, at: datetime) -> None:
    """A neutral word; to a client only with their consent to reminders, and only where mail is safe for them."""
    if row.enrolment is not None:
        notices.tell_waiting(row, row.enrolment.student, at)
        Asking.objects.filter(pk=row.pk).update(told_at=at)
        return
    if row.client is None or row.place == Place.ROOM or not may_mail(row.client):
        return
    if row.place == Place.LINK:
        send_link(asking=row, by=None, at=at)
    else:
        for person in _readers(row):
            notices.tell_waiting(row, person, at)
    Asking.objects.filter(pk=row.pk).update(told_at=at)


def _readers(row: Asking) -> list[User]:
    client: Any = row.client
    if instrument(row.instrument).kind == "caregiver":
        since = Q(since__lte=row.made_at) & (Q(until=None) | Q(until__gt=row.made_at))
        return [one.user for one in client.guardians.filter(since, user__isnull=False).select_related("user")]
    return [client.user] if client.user is not None and not client.is_portal_paused else []


def may_mail(client: Client) -> bool:
    """Consent to reminders is in force, and mail is the way they named as safe."""
    identity = cabinet_of(client).open(client, "identity")
    safe = identity.get("safe_channel", "mail") == "mail" and bool(client.user_id or identity.get("email"))
    return safe and consent_in_force(client, Topic.MESSAGING_REMINDERS)
