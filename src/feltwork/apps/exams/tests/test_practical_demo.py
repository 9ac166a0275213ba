"""The practical examinations of the demo: every stage, figures of agreement, and a recorded case."""

import pytest
from django_scopes import scope

from feltwork.apps.exams.demo_practical import build_practical
from feltwork.apps.exams.models import Examination, GoldCase, Practical
from feltwork.apps.exams.queries.agreement import agreements_of
from feltwork.apps.exams.queries.training import calibrated
from feltwork.apps.exams.tests.practical_fixtures import *  # noqa: F403
from feltwork.apps.schools.tests.factories import EnrolmentFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_enough_sessions_for_figures_and_somebody_at_every_stage(school, cohort, carla, nils, rosa, ruth, member, at):
    visitors = [member(name, "faculty") for name in ("Vera Lund", "Idris Amari", "Uli Brandt")]
    people = [EnrolmentFactory(cohort=cohort, student=UserFactory(name=f"Student {n}")) for n in range(11)]
    with scope(school=school):
        made = build_practical(
            school=school, programme=cohort.programme, raters=[*visitors, nils, rosa], candidates=people, faculty=carla,
            visitor=visitors[0], decider=ruth, at=at,
        )  # fmt: skip
    assert set(made.attempts) == {"open", "rating", "deciding", "decided"}
    found = agreements_of()
    assert found.sessions >= 15
    assert (found.whole.why, found.whole.low is not None) == ("", True)
    assert sum(row.kappa.low is not None for row in found.rows) >= 20
    assert agreements_of(Examination.objects.get(code="first-session")).sessions >= 10
    assert {user.pk for user in visitors} <= calibrated([user.pk for user in (*visitors, nils, rosa)], at)
    assert rosa.pk not in calibrated([rosa.pk], at)
    film = GoldCase.objects.get(way="recording")
    assert (film.is_open, film.versions.count(), film.recordings.get().ready_at is not None) == (True, 1, True)
    assert Practical.objects.filter(way="live", examination__code="first-session").count() == 11
