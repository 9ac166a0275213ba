"""First messages as each side may read them: the sender by link, the clinician at the desk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django_scopes import scopes_disabled

from feltwork.apps.accounts.links import hash_of
from feltwork.apps.directory import sealed
from feltwork.apps.directory.models import Block, Booking, Farewell, Inquiry, Profile, Waiting
from feltwork.apps.directory.queries.calls import HELD
from feltwork.apps.directory.queries.gates import policy_of
from feltwork.apps.schools.queries import date_at
from feltwork.core.directory.scams import Hint, scam_hints

State = Inquiry.State


@dataclass(frozen=True, slots=True)
class Arrived:
    """One message as its clinician sees it: nothing of who sent it. `call`: a time that was taken."""

    row: Inquiry
    language: str
    how: str
    fee: str
    times: tuple[str, ...]
    line: str
    hints: tuple[Hint, ...]
    tell_on: date  # on which its sender hears that nobody has answered
    call: Booking | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """How somebody is called and reached, once they were answered with yes."""

    name: str
    channel: str
    address: str
    has_voicemail: bool
    times: tuple[str, ...]
    times_words: str


@dataclass(frozen=True, slots=True)
class Steps:
    """What the sender's page tells: `is_silent` once the days of an answer are over."""

    row: Inquiry
    words: str
    tell_on: date
    delete_on: date
    is_silent: bool
    is_mail: bool
    can_extend: bool


def sent_by(token: str) -> Inquiry | None:
    """The message behind a link, of whichever school."""
    with scopes_disabled():  # the token names one message; only whoever sent it has it
        rows = Inquiry.objects.select_related("profile__school", "profile__owner", "school")
        return rows.filter(token_hash=hash_of(token)).first()


def wish_by(token: str) -> Waiting | None:
    """The wish to be told behind a link."""
    return Waiting.objects.filter(token_hash=hash_of(token)).first()


def is_farewell(token: str) -> bool:
    """Whether behind this link was a message that went with a clinician's page."""
    return Farewell.objects.filter(token_hash=hash_of(token)).exists()


def steps_of(row: Inquiry, at: datetime) -> Steps:
    """The sender's own view. Whether it was read is not a part of it."""
    policy = policy_of(row.school)
    is_silent = row.is_open and row.sent_at + timedelta(days=policy.tell_days) <= at
    contact = sealed.open_box(row, "withheld")
    return Steps(
        row=row,
        words=str(sealed.open_box(row, "answer_box").get("words", "")),
        tell_on=date_at(row.school, row.sent_at + timedelta(days=policy.tell_days)),
        delete_on=date_at(row.school, row.delete_at),
        is_silent=is_silent,
        is_mail=contact.get("channel") == "email",
        can_extend=row.delete_at < row.sent_at + timedelta(days=90) and not row.is_gone,
    )


def visible_inquiries(profile: Profile) -> QuerySet[Inquiry]:
    """What its clinician may know of: what is there, is not closed, and is not of somebody they blocked."""
    there = Inquiry.objects.filter(profile=profile, is_held_back=False, shown__isnull=False)
    return there.exclude(state=State.CLOSED).select_related("profile__owner", "school")


def inbox(profile: Profile, at: datetime) -> list[Arrived]:
    """Open ones first, the oldest of them first. Two statements, and a key for each."""
    rows = list(visible_inquiries(profile))
    calls = {one.inquiry_id: one for one in Booking.objects.filter(inquiry__in=rows, state__in=HELD)}
    found = list(_arrived(rows, calls))
    return sorted(found, key=lambda one: (not one.row.is_open, one.row.sent_at))


def arrived(row: Inquiry) -> Arrived | None:
    """One of them; None where its key is gone."""
    call = Booking.objects.filter(inquiry=row, state__in=HELD).first()
    return next(_arrived([row], {row.pk: call} if call else {}), None)


def contact_of(row: Inquiry) -> Contact:
    """Who it is. Raises PermissionDenied before an answer of yes: the box stays closed until then."""
    if row.answer != Inquiry.Answer.YES or row.state != State.ANSWERED or row.is_held_back:
        raise PermissionDenied
    shown, kept = sealed.open_box(row, "shown"), sealed.open_box(row, "withheld")
    return Contact(
        name=kept["name"], channel=kept["channel"], address=kept["address"], has_voicemail=kept["voicemail"],
        times=tuple(shown.get("times", ())), times_words=kept.get("times_words", ""),
    )  # fmt: skip


def blocks_of(profile: Profile) -> QuerySet[Block]:
    """Whom a clinician blocked; nothing of who they are."""
    return Block.objects.filter(profile=profile).select_related("profile")


def _arrived(rows: list[Inquiry], calls: dict[int, Booking]) -> Iterator[Arrived]:
    days = policy_of(rows[0].school).tell_days if rows else 0
    for row in rows:
        try:
            given: dict[str, Any] = sealed.open_box(row, "shown")
        except sealed.KeyStoreError:
            continue
        yield Arrived(
            row=row, language=given.get("language", ""), how=given.get("how", ""), fee=given.get("fee", ""),
            times=tuple(given.get("times", ())), line=given.get("line", ""), hints=scam_hints(given.get("line", "")),
            tell_on=date_at(row.school, row.sent_at + timedelta(days=days)), call=calls.get(row.pk),
        )  # fmt: skip
