"""A free first call: offered by a clinician, taken and called off by link."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import NamedTuple
from zoneinfo import available_timezones

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.directory import notices_contact as notices
from feltwork.apps.directory import sealed
from feltwork.apps.directory.actions.inquiries import locked
from feltwork.apps.directory.actions.profiles import change_profile
from feltwork.apps.directory.letters import write_to
from feltwork.apps.directory.models import Booking, CallHours, CallTerms, Inquiry, Profile
from feltwork.apps.directory.queries.calls import busy_of, is_offered, why_no_call
from feltwork.apps.directory.queries.gates import policy_of
from feltwork.apps.practice.engagements import hold

State = Booking.State
HELD = (State.REQUESTED, State.BOOKED)


class Hours(NamedTuple):
    """Each week on `weekday` (0 is Monday), or on the day `on`; without times that day is closed."""

    weekday: int | None
    on: date | None
    begins: time | None
    ends: time | None


@transaction.atomic
def set_call_terms(
    *, profile: Profile, is_on: bool, way: str, zone: str, minutes: int, notice_hours: int, by: User, at: datetime
) -> CallTerms:
    """How first calls are offered. For how many minutes stands on the profile, no longer than the school allows."""
    if profile.owner_id != by.pk:
        raise PermissionDenied
    if zone not in available_timezones():
        raise ValidationError({"zone": _("Please choose a time zone.")})
    longest = policy_of(profile.school).free_call_minutes
    if is_on and not 10 <= minutes <= longest:
        raise ValidationError({"minutes": _("From 10 to %(most)s minutes, please.") % {"most": longest}})
    wanted = minutes if is_on else 0
    if profile.free_call_minutes != wanted:
        change_profile(profile=profile, fields={"free_call_minutes": wanted}, by=by, at=at)
    row, _new = CallTerms.objects.update_or_create(
        profile=profile,
        defaults={"school": profile.school, "is_on": is_on, "way": way, "zone": zone, "notice_hours": notice_hours},
    )
    record("directory.set_call_terms", by=by, at=at, subject=row, facts={"is_on": is_on})
    return row


@transaction.atomic
def set_call_hours(*, profile: Profile, hours: Sequence[Hours], by: User, at: datetime) -> None:
    """All hours anew, those of the week and those of single days."""
    if profile.owner_id != by.pk:
        raise PermissionDenied
    for one in hours:
        if (one.begins is None) != (one.ends is None) or (one.begins and one.ends and one.begins >= one.ends):
            raise ValidationError(_("The end comes after the beginning."), code="order")
    CallHours.objects.filter(profile=profile).delete()
    rows = [CallHours(school=profile.school, profile=profile, **one._asdict()) for one in hours]
    CallHours.objects.bulk_create(rows)
    record("directory.set_call_hours", by=by, at=at, subject=profile, facts={"rows": len(rows)})


@transaction.atomic
def take_call(*, inquiry: Inquiry, starts_at: datetime, zone: str, at: datetime) -> Booking:
    """Take one of the times that are offered. Raises ValidationError "taken" where somebody else was quicker.

    For the sender of an inquiry that was not declined. *zone*: whose clock they chose by. ValidationError "wait" where
    many calls of people without an answer are taken.
    """
    row = locked(inquiry)
    hold(row.profile.owner_id)
    _refuse(row, at)
    if not is_offered(row.profile, starts_at, at):
        raise _taken()
    terms = CallTerms.objects.get(profile=row.profile)
    state = State.BOOKED if terms.way == CallTerms.Way.DIRECT else State.REQUESTED
    booking = Booking(
        school=row.school, profile=row.profile, inquiry=row, starts_at=starts_at, zone=zone, state=state,
        ends_at=starts_at + timedelta(minutes=row.profile.free_call_minutes), made_at=at, changed_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            booking.save(force_insert=True)
    except IntegrityError:
        raise _taken() from None
    record("directory.take_call", by=None, at=at, subject=booking)
    if not row.is_held_back:
        transaction.on_commit(partial(notices.tell_call, row, booking, at))
    return booking


@transaction.atomic
def call_off(*, booking: Booking, by: User | None, at: datetime) -> Booking:
    """By the sender (*by* None) or by the clinician; the other one is told that something has changed."""
    hold(booking.profile.owner_id)
    row = Booking.objects.select_for_update(of=("self",)).select_related("inquiry", "profile").get(pk=booking.pk)
    if by is not None and row.profile.owner_id != by.pk:
        raise PermissionDenied
    if row.state not in HELD:
        return row
    _free(row, at)
    record("directory.call_off", by=by, at=at, subject=row)
    if by is not None:
        write_to(row.inquiry)
    elif not row.inquiry.is_held_back:
        transaction.on_commit(partial(notices.tell_called_off, row.inquiry, at))
    return row


@transaction.atomic
def agree_to_call(*, booking: Booking, by: User, at: datetime) -> Booking:
    """Say yes to a time that an answered person asked for later."""
    inquiry = locked(booking.inquiry)
    if inquiry.profile.owner_id != by.pk or inquiry.is_held_back:
        raise PermissionDenied
    agree(inquiry, at)
    record("directory.agree_to_call", by=by, at=at, subject=booking)
    write_to(inquiry)
    return Booking.objects.get(pk=booking.pk)


def agree(inquiry: Inquiry, at: datetime) -> None:
    """A time that was asked for is agreed; part of answering yes. Raises ValidationError "busy" where it is taken."""
    for row in Booking.objects.filter(inquiry=inquiry, state=State.REQUESTED, starts_at__gt=at):
        hold(inquiry.profile.owner_id)
        taken = busy_of(inquiry.profile, row.starts_at, row.ends_at, without=row)
        if taken:
            words = _("You have something else at the time of this call. Please call it off first, and write another.")
            raise ValidationError(words, code="busy")
        row.state, row.sequence, row.changed_at = State.BOOKED, row.sequence + 1, at
        row.save(update_fields=["state", "sequence", "changed_at"])


def call_off_all(inquiry: Inquiry, at: datetime) -> None:
    """With an answer that is not yes, a time that was taken is free again."""
    for row in Booking.objects.filter(inquiry=inquiry, state__in=HELD, starts_at__gt=at):
        _free(row, at)


def _refuse(row: Inquiry, at: datetime) -> None:
    """ValidationError where the sender may not take a time, also not by a message under another name."""
    why = why_no_call(row, at)
    if why == "wait":
        words = _("Several calls wait for an answer here. You can choose a time once your message is answered.")
        raise ValidationError(words, code="wait")
    if why or _had_elsewhere(row) >= policy_of(row.school).free_calls_each:
        raise ValidationError(_("A call cannot be taken here at present."), code="closed")


def _had_elsewhere(row: Inquiry) -> int:
    """Times that somebody holds with this clinician by other messages from the same mailbox or number."""
    contact = sealed.open_box(row, "withheld")
    others = Booking.objects.filter(profile=row.profile, state__in=HELD, inquiry__withheld__isnull=False)
    found = 0
    for other in others.exclude(inquiry=row).select_related("inquiry"):
        with suppress(sealed.KeyStoreError):
            found += sealed.is_same(contact, sealed.open_box(other.inquiry, "withheld"))
    return found


def _free(row: Booking, at: datetime) -> None:
    row.state, row.sequence, row.changed_at = State.CALLED_OFF, row.sequence + 1, at
    row.save(update_fields=["state", "sequence", "changed_at"])


def _taken() -> ValidationError:
    return ValidationError(_("This time was taken just now. Please choose another."), code="taken")
