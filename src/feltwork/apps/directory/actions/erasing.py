"""Erasing a page for good: its rows, its photo, what was written to its owner, its words in the search.

What stays is an `Erasure`, the audit trail (which holds codes and numbers, never words), reports that the school has
not answered yet, and for thirty days behind each sender's link that the page is gone (decision record 0032).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.directory import letters, notices, sealed, search
from feltwork.apps.directory.models import (
    Barred,
    Block,
    Booking,
    CallHours,
    CallTerms,
    Confirmation,
    Erasure,
    ExposureDay,
    Farewell,
    Inquiry,
    Leftover,
    Licence,
    LicenceCheck,
    Profile,
    ReplyFigure,
    Report,
)
from feltwork.apps.directory.queries.calls import HELD
from feltwork.apps.directory.queries.listings import texts_of
from feltwork.apps.directory.search.forgetting import forget_all, forget_texts
from feltwork.apps.practice.actions.erasing import empty_log

FAREWELL_DAYS = 30  # so long a sender's link says that the page is gone
ANSWER_DAYS = 90  # so long an answer to a report about an erased page can be read
Kind = Leftover.Kind


@transaction.atomic
def erase_profile(*, profile: Profile, why: str, by: User | None, at: datetime) -> Erasure:
    """Erase a page, whatever its state. *by* None: the operator, at the console.

    Raises PermissionDenied where staff would erase their own without saying so, or somebody that of another. People who
    wrote and wait, or have a call to come, are told that there is something new; nobody else is.
    """
    row = Profile.objects.select_for_update(of=("self",)).select_related("owner", "school").get(pk=profile.pk)
    if by is not None and (row.owner_id == by.pk) != (why == Erasure.Why.OWN):
        raise PermissionDenied
    erasure = Erasure.objects.create(school=row.school, number=row.pk, page=row.uuid, why=why, at=at)
    record("directory.erase", by=by, at=at, subject=row, facts={"why": str(why)})
    if row.hidden_why == Profile.Why.STAFF:
        Barred.objects.get_or_create(school=row.school, user=row.owner, defaults={"at": at})
    search.drop(row.pk)
    _say_farewell(row, at)
    _detach_reports(row)
    _lose_number(row)
    if row.photo:
        _leave(Kind.FILE, str(row.photo.name), at)
    notices.withdraw(row)
    _delete(row)
    forget_texts(texts_of(row))
    _leave(Kind.INDEX, "", at)
    transaction.on_commit(partial(notices.tell_erased, erasure, row.owner, row.school, at))
    transaction.on_commit(sweep)
    return erasure


def sweep(*, thoroughly: bool = False) -> None:
    """Destroy what is left outside of the tables; what cannot be now is tried again by the job. *thoroughly*: also
    what the search keeps beside its tables, which may take a minute."""
    kinds = {Kind.KEY: sealed.destroy_key, Kind.FILE: _delete_file}
    for row in Leftover.objects.filter(kind__in=kinds):
        _finish(row, partial(kinds[Kind(row.kind)], row.name))
    if thoroughly and (waiting := list(Leftover.objects.filter(kind=Kind.INDEX).values_list("pk", flat=True))):
        forget_all()
        Leftover.objects.filter(pk__in=waiting).delete()
    empty_log()


def forget_farewell(*, farewell: Farewell) -> None:
    """Nothing is behind the link any more."""
    if farewell.key_id:
        sealed.destroy_key(farewell.key_id)
    Farewell.objects.filter(pk=farewell.pk).delete()


def forget_answered_reports(at: datetime) -> None:
    """Answers about pages that are no more, once whoever asked had time to read them."""
    Report.objects.filter(profile=None, answered_at__lte=at - timedelta(days=ANSWER_DAYS)).delete()


def _say_farewell(row: Profile, at: datetime) -> None:
    """Every message is gone; its link says so. Who is blocked is told what everybody is."""
    coming = set(Booking.objects.filter(profile=row, state__in=HELD, ends_at__gt=at).values_list("inquiry", flat=True))
    for inquiry in Inquiry.objects.filter(profile=row):
        farewell = Farewell(token_hash=inquiry.token_hash, delete_at=at + timedelta(days=FAREWELL_DAYS))
        if inquiry.is_open or inquiry.pk in coming:
            _keep_address(farewell, inquiry)
        farewell.save(force_insert=True)
        if farewell.sealed is not None:
            letters.write_farewell(farewell)
        elif inquiry.key_id:
            _leave(Kind.KEY, inquiry.key_id, at)
    for key_id in Block.objects.filter(profile=row).values_list("key_id", flat=True):
        _leave(Kind.KEY, key_id, at)


def _keep_address(farewell: Farewell, inquiry: Inquiry) -> None:
    """What a letter needs, if they are reached by mail. Where the key is gone nobody can be written to."""
    with suppress(sealed.KeyStoreError):
        contact = sealed.open_box(inquiry, "withheld")
        if contact.get("channel") == "email":
            farewell.key_id = inquiry.key_id
            kept = {name: contact.get(name, "") for name in ("address", "token", "site_language")}
            sealed.put_box(farewell, "sealed", kept)


def _detach_reports(row: Profile) -> None:
    """One that waits stays, with whom it is about, until it is answered: a page is not erased to be rid of it."""
    Report.objects.filter(profile=row, state=Report.State.OPEN).update(profile=None, about=row.owner)


def _lose_number(row: Profile) -> None:
    """In the counts of who was shown, somebody stays somebody, and nobody knows who."""
    number, other = str(row.pk), str(-1 - secrets.randbelow(2**31))
    for day in ExposureDay.objects.select_for_update():
        if number in day.shown or number in day.groups:
            day.shown = {other if one == number else one: times for one, times in day.shown.items()}
            day.groups = {other if one == number else one: groups for one, groups in day.groups.items()}
            day.save(update_fields=["shown", "groups"])


def _delete(row: Profile) -> None:
    """From the leaves to the root."""
    LicenceCheck.objects.filter(licence__profile=row).delete()
    for model in (Licence, Booking, Inquiry, Block, ReplyFigure, Confirmation, CallHours, CallTerms, Report):
        model._default_manager.filter(profile=row).delete()
    Profile.objects.filter(pk=row.pk).delete()


def _leave(kind: str, name: str, at: datetime) -> None:
    Leftover.objects.create(kind=kind, name=name, at=at)


def _finish(row: Leftover, act: Callable[[], None]) -> None:
    with suppress(sealed.KeyStoreError, OSError):
        act()
        Leftover.objects.filter(pk=row.pk).delete()


def _delete_file(name: str) -> None:
    Profile._meta.get_field("photo").storage.delete(name)
