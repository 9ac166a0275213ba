"""What runs by itself: lists are signed anew each day, holders hear that a certificate ends soon."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django_scopes import scope, scopes_disabled

from feltwork.apps.credentials import notices, works
from feltwork.apps.credentials.actions.signing import held_desk, publish_lists
from feltwork.apps.credentials.models import Certificate, StatusList
from feltwork.apps.jobs.schedule import every
from feltwork.apps.schools.models import School
from feltwork.apps.schools.queries import date_at

LIST_AGE = timedelta(hours=23)
REMIND_DAYS = (90, 60, 30, 7)
AT_ONCE = 250  # people told in one transaction

__all__ = ["remind_of_ends", "sign_lists", "works"]  # works: registers its long work by being imported


@every("credentials.sign_lists", minutes=60)
def sign_lists(at: datetime) -> None:
    """Lists that were signed a day ago are signed anew, so that they never grow old while somebody is at home."""
    with scopes_disabled():  # to find the schools
        old = StatusList.objects.filter(signed_at__lt=at - LIST_AGE)
        schools = list(School.objects.filter(pk__in=old.values("school")))
    for school in schools:
        with scope(school=school), transaction.atomic():
            desk = held_desk(school.pk)
            if desk is not None:
                publish_lists(StatusList.objects.filter(signed_at__lt=at - LIST_AGE), desk, at=at)


@every("credentials.remind_of_ends", minutes=12 * 60)
def remind_of_ends(at: datetime) -> None:
    """Once at each of these distances; after a pause of ours only the nearest one is told."""
    with scopes_disabled():  # to find the schools
        ending = Certificate.objects.filter(state=Certificate.State.IN_FORCE, valid_until__isnull=False)
        schools = list(School.objects.filter(pk__in=ending.values("school").distinct()))
    for school in schools:
        today = date_at(school, at)
        with scope(school=school):
            soon = Certificate.objects.filter(
                state=Certificate.State.IN_FORCE,
                valid_until__gte=today,
                valid_until__lte=today + timedelta(days=max(REMIND_DAYS)),
            )
            rows = [(row, _distance(row, today)) for row in soon.select_related("school", "enrolment__student")]
            for start in range(0, len(rows), AT_ONCE):
                notices.tell_ending(rows[start : start + AT_ONCE], at)


def _distance(certificate: Certificate, today: date) -> int:
    left = (certificate.valid_until - today).days if certificate.valid_until else 0
    return min(days for days in REMIND_DAYS if left <= days)
