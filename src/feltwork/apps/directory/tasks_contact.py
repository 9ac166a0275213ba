"""What time does to first messages: a reminder, a word to whoever waits, and the end of keeping them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django_scopes import scope, scopes_disabled

from feltwork.apps.directory.actions import erasing, inquiries, waiting
from feltwork.apps.directory.models import Farewell, Inquiry, Leftover, Policy, Waiting
from feltwork.apps.directory.queries.gates import policy_of
from feltwork.apps.jobs.schedule import every
from feltwork.apps.keys import KeyStoreError
from feltwork.apps.schools.models import School

OPEN = (Inquiry.State.SENT, Inquiry.State.SEEN)
GONE = (Inquiry.State.WITHDRAWN, Inquiry.State.EXPIRED)


@every("directory.follow_inquiries", minutes=15)
def follow_inquiries(at: datetime) -> None:
    """Clinicians are reminded, senders told of silence, and what has had its time is deleted."""

    def turn(policy: Policy) -> None:
        rows = Inquiry.objects.select_related("school")
        waits = rows.filter(state__in=OPEN, sent_at__lte=at - timedelta(days=policy.reply_days))
        silent = rows.filter(state__in=OPEN, told_at=None, sent_at__lte=at - timedelta(days=policy.tell_days))
        for row in waits.filter(reminded_at=None, told_at=None):
            inquiries.remind_clinician(inquiry=row, at=at)
        for row in silent:
            inquiries.tell_silence(inquiry=row, at=at)
        for row in rows.exclude(state__in=GONE).filter(delete_at__lte=at):
            inquiries.expire_inquiry(inquiry=row, at=at)
        _clear(rows.filter(state__in=GONE), at)

    _in_each_school(turn)
    for row in Farewell.objects.filter(delete_at__lte=at):
        with suppress(KeyStoreError):
            erasing.forget_farewell(farewell=row)


@every("directory.finish_erasing", minutes=15)
def finish_erasing(at: datetime) -> None:
    """What an erasure left outside of the tables, and answers to reports that have had their time."""
    if Leftover.objects.exists():
        erasing.sweep(thoroughly=True)
    with scopes_disabled():  # these rows are about no page any more, in whichever school
        erasing.forget_answered_reports(at)


@every("directory.tell_waiting", minutes=6 * 60)
def tell_all_waiting(at: datetime) -> None:
    """Who asked to be told is told, and forgotten when their time is over."""
    with scopes_disabled():  # wishes are of no school, and the directory is of all
        for row in Waiting.objects.filter(delete_at__lte=at):
            waiting.forget_waiting(waiting=row, at=at)
        for row in Waiting.objects.filter(told_at=None):
            with suppress(KeyStoreError):
                waiting.tell_waiting(waiting=row, at=at)


def _clear(gone: QuerySet[Inquiry], at: datetime) -> None:
    for row in gone.exclude(key_id=""):
        with suppress(KeyStoreError):  # the store is away: again at the next turn
            inquiries.finish_deleting(row)
    for row in gone.filter(key_id="", deleted_at__lte=at - timedelta(days=inquiries.HUSK_DAYS)):
        inquiries.forget_husk(inquiry=row)


def _in_each_school(turn: Callable[[Policy], None]) -> None:
    with scopes_disabled():  # to find the schools
        schools = list(School.objects.filter(pk__in=Inquiry.objects.order_by().values("school")))
    for school in schools:
        with scope(school=school):
            turn(policy_of(school))
