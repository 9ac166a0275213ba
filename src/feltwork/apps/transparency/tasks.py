"""Entries get their places within a minute."""

from __future__ import annotations

import logging
from datetime import datetime

from django_scopes import scope, scopes_disabled

from feltwork.apps.jobs.schedule import every
from feltwork.apps.keys import KeyStoreError
from feltwork.apps.schools.models import School
from feltwork.apps.transparency.actions import integrate
from feltwork.apps.transparency.models import LogLeaf

log = logging.getLogger(__name__)


@every("transparency.integrate", minutes=1)
def integrate_all(at: datetime) -> None:
    with scopes_disabled():  # to find the schools whose entries wait
        waiting = list(School.objects.filter(pk__in=LogLeaf.objects.filter(place=None).values("school")))
    failed = 0
    for school in waiting:
        try:
            with scope(school=school):
                integrate(school=school, at=at)
        except KeyStoreError:  # the other schools' entries shall not wait for this one's key
            log.exception("the log of %s could not be signed", school.slug)
            failed += 1
    if failed:
        raise KeyStoreError(f"the logs of {failed} schools could not be signed")
