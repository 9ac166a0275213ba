"""A first message, by the person who sends it: send, take back, keep longer; and what time does to it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django_scopes import scope

from feltwork.apps.accounts.links import hash_of
from feltwork.apps.audit.actions import record
from feltwork.apps.directory import notices_contact as notices
from feltwork.apps.directory import sealed
from feltwork.apps.directory.actions.figures import enter_figure
from feltwork.apps.directory.letters import write_to
from feltwork.apps.directory.models import Block, Booking, Inquiry, Profile, ReplyFigure
from feltwork.apps.directory.queries.gates import policy_of

State = Inquiry.State
MOST_OPEN = 40  # first messages that wait with one clinician, not told of silence yet: with more nobody is answered
MOST_DAYS = 90  # nothing is kept longer, however often it is asked
HUSK_DAYS = 30  # so long the link says that nothing is kept; then nothing is left of it


@transaction.atomic
def send_inquiry(
    *, profile: Profile, shown: Mapping[str, Any], withheld: Mapping[str, Any], once: str, at: datetime
) -> tuple[Inquiry, str]:
    """Send a first message; returns it with the text that opens the sender's page.

    *shown*: language, how, fee, times, times_words, line. *withheld*: name, channel, address, voicemail, site_language.
    *once*: chance from the form; the same form sent again is the same message. Raises ValidationError "full" where too
    many wait, "gone" where the page was erased a moment ago.
    """
    if not Profile.objects.select_for_update(no_key=True).filter(pk=profile.pk).values_list("pk"):
        raise ValidationError(_("This page is not there any more."), code="gone")
    known = Inquiry.objects.filter(once_hash=hash_of(once), profile=profile).first()
    if known is not None:
        return known, token_of(known)
    # who was told that nobody answers fills nothing up, so that no flood lasts for a month; nor does somebody who is
    # blocked: nobody would see by what
    waiting = Inquiry.objects.filter(profile=profile, state__in=(State.SENT, State.SEEN), told_at=None)
    waiting = waiting.filter(is_held_back=False)
    if waiting.count() >= MOST_OPEN:
        words = _("Many messages wait here already. Please try again next week, or write to somebody else meanwhile.")
        raise ValidationError(words, code="full")
    token = secrets.token_urlsafe(24)
    try:
        with transaction.atomic(), sealed.with_new_key("a first message") as key_id:
            row = _new(profile, key_id, shown, {**withheld, "token": token}, once, at)
            row.save(force_insert=True)
    except IntegrityError:  # the other click of a double click was quicker
        known = Inquiry.objects.get(once_hash=hash_of(once), profile=profile)
        return known, token_of(known)
    record("directory.send_inquiry", by=None, at=at, subject=row)
    if not row.is_held_back:
        transaction.on_commit(partial(notices.tell_written, row, at))
    return row, token


@transaction.atomic
def withdraw_inquiry(*, inquiry: Inquiry, at: datetime) -> Inquiry:
    """Its sender takes it back: gone at once, wherever it was. Doing it twice is no mistake."""
    row = locked(inquiry)
    if not row.is_gone:
        _delete(row, State.WITHDRAWN, at)
        record("directory.withdraw_inquiry", by=None, at=at, subject=row)
    return row


@transaction.atomic
def extend_inquiry(*, inquiry: Inquiry, at: datetime) -> Inquiry:
    """Keep it as long again from now, but never longer than `MOST_DAYS` in all."""
    row = locked(inquiry)
    if row.is_gone:
        raise ValidationError(_("This was deleted already."), code="gone")
    days = policy_of(row.school).delete_days
    row.delete_at = max(row.delete_at, min(at + timedelta(days=days), row.sent_at + timedelta(days=MOST_DAYS)))
    row.save(update_fields=["delete_at"])
    record("directory.extend_inquiry", by=None, at=at, subject=row)
    return row


@transaction.atomic
def expire_inquiry(*, inquiry: Inquiry, at: datetime) -> Inquiry:
    """Its time is over."""
    row = locked(inquiry)
    if not row.is_gone and row.delete_at <= at:
        _delete(row, State.EXPIRED, at)
        record("directory.expire_inquiry", by=None, at=at, subject=row)
    return row


def finish_deleting(inquiry: Inquiry) -> None:
    """Destroy the key of what was deleted, also where a kill came between the two."""
    if inquiry.key_id:
        sealed.destroy_key(inquiry.key_id)
        with scope(school=inquiry.school):  # it runs when all is committed, whatever scope was open before
            Inquiry.objects.filter(pk=inquiry.pk).update(key_id="")


@transaction.atomic
def forget_husk(*, inquiry: Inquiry) -> None:
    """The last of it goes, with the times that were taken by it."""
    Booking.objects.filter(inquiry=inquiry).delete()
    Inquiry.objects.filter(pk=inquiry.pk, key_id="").delete()


@transaction.atomic
def remind_clinician(*, inquiry: Inquiry, at: datetime) -> None:
    """After two days: somebody waits."""
    row = locked(inquiry)
    if row.is_open and row.reminded_at is None and not row.is_held_back:
        row.reminded_at = at
        row.save(update_fields=["reminded_at"])
        transaction.on_commit(partial(notices.tell_waits, row, at))


@transaction.atomic
def tell_silence(*, inquiry: Inquiry, at: datetime) -> None:
    """After four days: the sender hears that nobody has answered, and whom else they could ask."""
    row = locked(inquiry)
    if row.is_open and row.told_at is None:
        row.told_at = at
        row.save(update_fields=["told_at"])
        if not row.is_held_back:
            enter_figure(row, ReplyFigure.Kind.SILENT, None)
        write_to(row)


def token_of(inquiry: Inquiry) -> str:
    """What opens the sender's page, for the sender only; empty once it is deleted."""
    return "" if inquiry.is_gone else str(sealed.open_box(inquiry, "withheld")["token"])


def locked(inquiry: Inquiry) -> Inquiry:
    """The row as it is now, until the end of this transaction for nobody else to change.

    Raises ValidationError "gone" where it went with the page meanwhile.
    """
    rows = Inquiry.objects.select_for_update(of=("self",)).select_related("profile__owner", "school")
    row = rows.filter(pk=inquiry.pk).first()
    if row is None:
        raise ValidationError(_("This was deleted meanwhile."), code="gone")
    return row


def _new(
    profile: Profile, key_id: str, shown: Mapping[str, Any], withheld: Mapping[str, Any], once: str, at: datetime
) -> Inquiry:
    days = policy_of(profile.school).delete_days
    row = Inquiry(
        school=profile.school, profile=profile, key_id=key_id, sent_at=at, once_hash=hash_of(once),
        token_hash=hash_of(withheld["token"]), delete_at=at + timedelta(days=days),
    )  # fmt: skip
    sealed.put_box(row, "shown", dict(shown))
    sealed.put_box(row, "withheld", dict(withheld))
    blocks = Block.objects.filter(profile=profile)
    # each is asked, also once one fits: how long the answer takes tells nothing
    row.is_held_back = sum(sealed.mark_of(one, withheld["channel"], withheld["address"]) for one in blocks) > 0
    return row


def _delete(row: Inquiry, state: str, at: datetime) -> None:
    row.shown = row.withheld = row.answer_box = None
    row.state, row.deleted_at = Inquiry.State(state), at
    row.save(update_fields=["shown", "withheld", "answer_box", "state", "deleted_at"])
    coming = Booking.objects.filter(inquiry=row, starts_at__gt=at).exclude(state=Booking.State.CALLED_OFF)
    if coming.update(state=Booking.State.CALLED_OFF, changed_at=at) and not row.is_held_back:
        transaction.on_commit(partial(notices.tell_called_off, row, at))
    transaction.on_commit(partial(finish_deleting, row))
