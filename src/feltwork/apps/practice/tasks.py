"""What the practice does by itself."""

from __future__ import annotations

from datetime import datetime

from django_scopes import scope, scopes_disabled

from feltwork.apps.jobs.schedule import every
from feltwork.apps.keys import KeyStoreError
from feltwork.apps.practice.actions import end_guardians_at_majority
from feltwork.apps.practice.models import Client, Guardian
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
