"""What the directory does by itself: asking who is still there, following what fell elsewhere, counting."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from feltwork.apps.directory import queries, tasks_contact
from feltwork.apps.directory.actions.exposure import count_exposure
from feltwork.apps.directory.actions.following import follow, leave
from feltwork.apps.directory.actions.policy import count_week
from feltwork.apps.directory.actions.reminding import remind
from feltwork.apps.directory.models import IndexRow, Profile
from feltwork.apps.directory.search import tasks as search_tasks
from feltwork.apps.directory.search.forgetting import forget_stale
from feltwork.apps.jobs.schedule import every
from feltwork.apps.schools.models import School

__all__ = ["search_tasks", "tasks_contact"]  # registered by being imported


@every("directory.remind", minutes=60)
def remind_all(at: datetime) -> None:
    """Whoever has to be asked, marked or hidden by now."""
    with scopes_disabled():  # to find the schools
        schools = list(School.objects.filter(pk__in=Profile.objects.order_by().values("school")))
    for school in schools:
        with scope(school=school):
            policy = queries.policy_of(school)
            due = (at - timedelta(days=policy.ask_days - 1)).date()
            for profile in queries.wished().filter(confirmed_on__lte=due).select_related("school", "owner"):
                remind(profile=profile, policy=policy, at=at)
            count_week(school=school, at=at)


@every("directory.count_exposure", minutes=24 * 60)
def count_exposure_daily(at: datetime) -> None:
    """Whom the order shows on this day."""
    count_exposure(on=timezone.localdate(at), at=at)


@every("directory.forget_words", minutes=24 * 60)
def forget_words_daily(at: datetime) -> None:
    """What rebuilding and mending the index left on the list of words."""
    forget_stale()


@every("directory.follow_gates", minutes=10)
def follow_gates(at: datetime) -> None:
    """Put the index right where a certificate, a training or a day decided and no act of the directory did.

    Pages ask the living rows anyway; this keeps counts right, too.
    """
    with scopes_disabled():  # the index is of all schools
        passing = queries.listed(at)
        fallen = IndexRow.objects.exclude(profile__in=passing.values("pk")).values_list("profile", flat=True)
        with transaction.atomic():
            for number in list(fallen):
                leave(number)
        for profile in passing.exclude(pk__in=IndexRow.objects.values("profile")).select_related("school"):
            with transaction.atomic():
                follow(profile, at)
