"""What written examinations do by themselves: hand in at the end of the time, count what waits for staff (of practical
ones, too) and how often items were asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial

from django.db.models import Count, Q
from django_scopes import scope, scopes_disabled

from feltwork.apps.exams.actions.handing_in import hand_in_over
from feltwork.apps.exams.actions.waiting import count_reviews, count_waiting, list_appeals
from feltwork.apps.exams.models import Attempt, Examination, Exposure, ItemVersion, Question
from feltwork.apps.exams.queries.attempts import OPEN
from feltwork.apps.exams.queries.waiting import KINDS, examinations_waiting
from feltwork.apps.jobs.schedule import every
from feltwork.apps.schools.models import School, WorkItem

GRACE = timedelta(seconds=30)  # answers that are on their way arrive first


@every("exams.hand_in", minutes=1)
def hand_in_all(at: datetime) -> None:
    """Attempts whose time is over. A pause that was never ended runs out, too."""
    with scopes_disabled():  # to find the schools
        due = Attempt.objects.filter(state__in=OPEN, ends_at__lte=at - GRACE)
        schools = list(School.objects.filter(pk__in=due.values("school")))
    for school in schools:
        with scope(school=school):
            rows = list(Attempt.objects.filter(state__in=OPEN, ends_at__lte=at - GRACE))
            _each((one for one in rows if one.over_at(at) + GRACE <= at), partial(hand_in_over, at=at))


@every("exams.count_waiting", minutes=1)
def count_all_waiting(at: datetime) -> None:
    """What waits for staff, for their worklist; in every school that examines."""
    with scopes_disabled():  # to find the schools
        waits = Q(pk__in=Examination.objects.values("school"))
        waits |= Q(pk__in=ItemVersion.objects.filter(state=ItemVersion.State.REVIEW).order_by().values("school"))
        waits |= Q(pk__in=WorkItem.objects.filter(kind__in=KINDS, closed_at=None).values("school"))
        schools = list(School.objects.filter(waits))
    for school in schools:
        with scope(school=school):
            count_reviews(school=school, at=at)
            for examination in examinations_waiting():
                count_waiting(examination=examination, at=at)
            list_appeals(school=school, at=at)


@every("exams.count_exposure", minutes=60)
def count_exposure(at: datetime) -> None:
    """How often each item was asked, for the drawing of the next forms."""
    with scopes_disabled():  # every school in one turn; what is written names the school of its item
        counted = Question.objects.values("item_version__item", "school").annotate(n=Count("pk"))
        known = dict(Exposure.objects.values_list("item", "times"))
        rows = [
            Exposure(school_id=row["school"], item_id=row["item_version__item"], times=row["n"])
            for row in counted
            if known.get(row["item_version__item"]) != row["n"]
        ]
        Exposure.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["item"], update_fields=["times"], batch_size=500
        )


def _each(rows: Iterable[Attempt], act: Callable[..., object]) -> None:
    for row in rows:
        act(attempt=row)
