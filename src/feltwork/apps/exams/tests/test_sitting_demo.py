"""The demo's sittings stand in every state."""

from collections import Counter

from feltwork.apps.exams.demo_sittings import build_sittings
from feltwork.apps.exams.models import Appeal, Attempt
from feltwork.apps.exams.tests.sitting_factories import examination
from feltwork.apps.schools.tests.factories import EnrolmentFactory


def test_sittings_of_the_demo(cohort, carla, ben, dino, ruth, member, at):
    exam = examination(cohort.programme, carla, kinds=("single", "multiple", "ordering", "matching", "region", "short"))
    people = [EnrolmentFactory(cohort=cohort, student=member(f"Person{n} Demo", "student")) for n in range(6)]
    markers = [ben, carla, member("Yusuf Demir", "provider"), member("Mara Klein", "faculty")]
    build_sittings(examination=exam, enrolments=people, markers=markers, desk=dino, decider=ruth, at=at)
    states = Counter(Attempt.objects.values_list("state", flat=True))
    assert states == {"running": 1, "marking": 1, "marked": 1, "decided": 3}
    assert Appeal.objects.count() == 1
