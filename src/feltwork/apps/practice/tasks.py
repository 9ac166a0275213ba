"""What the practice does by itself."""

from __future__ import annotations

from datetime import datetime

from django_scopes import scope, scopes_disabled

from feltwork.apps.jobs.schedule import every
from feltwork.apps.keys import KeyStoreError
from feltwork.apps.practice.actions import end_guardians_at_majority, extend, remind
from feltwork.apps.practice.cabinet import cabinet_of
from feltwork.apps.practice.models import Appointment, AppointmentSeries, Client, Guardian
from feltwork.apps.schools.models import School


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
