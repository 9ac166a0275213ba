"""What the practice does by itself."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django_scopes import scope, scopes_disabled

from feltwork.apps.jobs.schedule import every
from feltwork.apps.keys import KeyStoreError
from feltwork.apps.practice import notices
from feltwork.apps.practice.actions import end_guardians_at_majority, erasing, extend, remind, takeout, watching
from feltwork.apps.practice.actions.studies import reckon
from feltwork.apps.practice.archive import vault
from feltwork.apps.practice.cabinet import cabinet_of
from feltwork.apps.practice.models import Appointment, AppointmentSeries, Client, Guardian, TakeOut
from feltwork.apps.practice.queries import keeping
from feltwork.apps.practice.works import make_archive
from feltwork.apps.schools.models import School

__all__ = ["end_guardians", "make_archive", "reckon"]  # long work is registered by being imported
SENDING = timedelta(hours=1)  # an archive that was fetched may still be on its way to a slow connection
STOPPED = timedelta(days=7)  # an archive that is not ready by then is not waited for any more
AGAIN = timedelta(days=60)
Row = TypeVar("Row", bound=Model)


@every("practice.end_guardians", minutes=60)
def end_guardians(at: datetime) -> None:
    """Guardians see nothing any more from the day on which the client is of age."""

    def guarded() -> QuerySet[Client]:
        clients = Client.objects.filter(pk__in=Guardian.objects.filter(until=None).values("client"))
        return clients.exclude(state=Client.State.ERASED).select_related("clinician", "school")

    _in_each_practice(guarded, lambda client: end_guardians_at_majority(client=client, at=at))


@every("practice.remind", minutes=5)
def remind_all(at: datetime) -> None:
    """Reminders whose time has come. One whose hour has passed meanwhile is sent no more."""

    def due() -> QuerySet[Appointment]:
        booked = Appointment.objects.filter(remind_at__lte=at, reminded_at=None, state=Appointment.State.BOOKED)
        return booked.filter(starts_at__gt=at).order_by("remind_at")

    _in_each_practice(due, lambda row: remind(appointment=row, at=at))


@every("practice.watch", minutes=5)
def watch(at: datetime) -> None:
    """Administrators are told where somebody opens unusually many files."""
    for school in School.objects.filter(has_practice=True):
        with scope(school=school):
            watching.raise_alarms(school=school, at=at)


@every("practice.extend", minutes=24 * 60)
def extend_series(at: datetime) -> None:
    """Series that go on get their next turns."""

    def going_on() -> QuerySet[AppointmentSeries]:
        return AppointmentSeries.objects.filter(client__state=Client.State.ACTIVE).select_related("client")

    def lengthen(series: AppointmentSeries) -> None:
        identity = cabinet_of(series.client).open(series.client, "identity")
        extend(series=series, identity=identity, at=at)

    _in_each_practice(going_on, lengthen)


@every("practice.clear_take_outs", minutes=15)
def clear_take_outs(at: datetime) -> None:
    """Archives that nobody fetched in time go, those that were stopped and never gone on with, and what a kill left."""
    with scopes_disabled():  # of any practice
        there = TakeOut.objects.filter(removed_at=None)
        stopped = Q(ready_at=None, made_at__lte=at - STOPPED)
        over = there.filter(Q(until__lte=at) | Q(fetched_at__lt=at - SENDING) | stopped)
        for row in over:
            takeout.remove(take_out=row, at=at)
        standing = set(map(str, TakeOut.objects.filter(removed_at=None).values_list("uuid", flat=True)))
    for name in set(vault.folders()) - standing:
        vault.remove_folder(name)


@every("practice.finish_erasures", minutes=60)
def finish_erasures(at: datetime) -> None:
    """Keys of files that were erased are destroyed, also where a kill came between the file and its key."""
    with scopes_disabled():  # of any practice
        for client in Client.objects.filter(state=Client.State.ERASED, erased_at__gt=at - AGAIN):
            try:
                erasing.destroy_keys(client, erasing.keys_of(client))
            except KeyStoreError:
                continue  # the next turn comes in an hour
    erasing.empty_log()


@every("practice.tell_due", minutes=24 * 60)
def tell_due(at: datetime) -> None:
    """Clinicians hear once that a file may be erased. Nothing is ever erased by itself."""

    def ended() -> QuerySet[Client]:
        return Client.objects.filter(state=Client.State.ENDED).select_related("clinician", "school")

    _in_each_practice(ended, lambda client: _tell_due(client, at))


def _tell_due(client: Client, at: datetime) -> None:
    if keeping.is_held(client):
        return
    day = keeping.due_day(client, cabinet_of(client).open(client, "identity"))
    if at.date() >= day:
        notices.tell_may_be_erased(client, day, at)


def _in_each_practice(find: Callable[[], QuerySet[Row]], act: Callable[[Row], object]) -> None:
    """*act* on what *find* finds, in the scope of its practice; where the key store is away, when its turn comes again.

    `find`: asked once for all practices, to learn which have any, and once in each of those.
    """
    with scopes_disabled():  # to find the practices
        schools = list(School.objects.filter(pk__in=find().values("school")))
    for school in schools:
        with scope(school=school):
            for row in find():
                with suppress(KeyStoreError):
                    act(row)
