"""What the practice does by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django_scopes import scope, scopes_disabled

from feltwork.apps.jobs.schedule import every
from feltwork.apps.keys import KeyStoreError
from feltwork.apps.practice import notices
from feltwork.apps.practice.actions import end_guardians_at_majority, erasing, extend, remind, takeout
from feltwork.apps.practice.actions.studies import reckon
from feltwork.apps.practice.archive import vault
from feltwork.apps.practice.cabinet import cabinet_of
from feltwork.apps.practice.models import Appointment, AppointmentSeries, Client, Guardian, TakeOut
from feltwork.apps.practice.queries import keeping
from feltwork.apps.practice.works import make_archive
from feltwork.apps.schools.models import School

__all__ = ["end_guardians", "make_archive", "reckon"]  # long work is registered by being imported
SENDING = timedelta(hours=1)  # an archive that was fetched may still be on its way to a slow connection
AGAIN = timedelta(days=60)


@every("practice.end_guardians", minutes=60)
def end_guardians(at: datetime) -> None:
    """Guardians see nothing any more from the day on which the client is of age."""
    with scopes_disabled():  # to find the practices
        guarded = Guardian.objects.filter(until=None).exclude(client__state=Client.State.ERASED)
        schools = list(School.objects.filter(pk__in=guarded.values("school").distinct()))
    for school in schools:
        with scope(school=school):
            clients = Client.objects.filter(pk__in=Guardian.objects.filter(until=None).values("client"))
            for client in clients.exclude(state=Client.State.ERASED).select_related("clinician", "school"):
                try:
                    end_guardians_at_majority(client=client, at=at)
                except KeyStoreError:
                    continue  # the next turn comes in an hour


@every("practice.remind", minutes=5)
def remind_all(at: datetime) -> None:
    """Reminders whose time has come. One whose hour has passed meanwhile is sent no more."""
    with scopes_disabled():  # to find the practices
        due = Appointment.objects.filter(remind_at__lte=at, reminded_at=None, state=Appointment.State.BOOKED)
        due = due.filter(starts_at__gt=at)
        schools = list(School.objects.filter(pk__in=due.values("school").distinct()))
    for school in schools:
        with scope(school=school):
            for row in due.filter(school=school).order_by("remind_at"):
                try:
                    remind(appointment=row, at=at)
                except KeyStoreError:
                    continue  # tried again in five minutes


@every("practice.extend", minutes=24 * 60)
def extend_series(at: datetime) -> None:
    """Series that go on get their next turns."""
    with scopes_disabled():  # to find the practices
        open_ones = AppointmentSeries.objects.filter(client__state=Client.State.ACTIVE)
        schools = list(School.objects.filter(pk__in=open_ones.values("school").distinct()))
    for school in schools:
        with scope(school=school):
            for series in AppointmentSeries.objects.filter(client__state=Client.State.ACTIVE).select_related("client"):
                try:
                    identity = cabinet_of(series.client).open(series.client, "identity")
                except KeyStoreError:
                    continue
                extend(series=series, identity=identity, at=at)


@every("practice.clear_take_outs", minutes=15)
def clear_take_outs(at: datetime) -> None:
    """Archives that nobody fetched in time go, and whatever a kill left behind."""
    with scopes_disabled():  # of any practice
        over = TakeOut.objects.filter(removed_at=None).filter(Q(until__lte=at) | Q(fetched_at__lt=at - SENDING))
        for row in over:
            takeout.remove(take_out=row, at=at)
        gone = set(map(str, TakeOut.objects.filter(removed_at=None).values_list("uuid", flat=True)))
    for name in set(vault.folders()) - gone:
        vault.remove_folder(name)


@every("practice.finish_erasures", minutes=60)
def finish_erasures(at: datetime) -> None:
    """Keys of files that were erased are destroyed, also where a kill came between the file and its key."""
    with scopes_disabled():  # of any practice
        for client in Client.objects.filter(state=Client.State.ERASED, erased_at__gt=at - AGAIN):
            try:
                erasing.destroy_keys(erasing.keys_of(client))
            except KeyStoreError:
                continue  # the next turn comes in an hour
    erasing.empty_log()


@every("practice.tell_due", minutes=24 * 60)
def tell_due(at: datetime) -> None:
    """Clinicians hear once that a file may be erased. Nothing is ever erased by itself."""
    with scopes_disabled():  # to find the practices
        ended = Client.objects.filter(state=Client.State.ENDED)
        schools = list(School.objects.filter(pk__in=ended.values("school").distinct()))
    for school in schools:
        with scope(school=school):
            for client in Client.objects.filter(state=Client.State.ENDED).select_related("clinician", "school"):
                _tell_due(client, at)


def _tell_due(client: Client, at: datetime) -> None:
    if keeping.is_held(client):
        return
    try:
        day = keeping.due_day(client, cabinet_of(client).open(client, "identity"))
    except KeyStoreError:
        return  # the next turn comes in a day
    if at.date() >= day:
        notices.tell_may_be_erased(client, day, at)
