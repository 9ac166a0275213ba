"""Entries get their places within a minute."""

from __future__ import annotations

from datetime import datetime

from django_scopes import scope, scopes_disabled

from feltwork.apps.jobs.schedule import every
from feltwork.apps.schools.models import School
from feltwork.apps.transparency.actions import integrate
from feltwork.apps.transparency.models import LogLeaf


@every("transparency.integrate", minutes=1)
def integrate_all(at: datetime) -> None:
    with scopes_disabled():  # to find the schools whose entries wait
        waiting = list(School.objects.filter(pk__in=LogLeaf.objects.filter(place=None).values("school")))
    for school in waiting:
        with scope(school=school):
            integrate(school=school, at=at)
