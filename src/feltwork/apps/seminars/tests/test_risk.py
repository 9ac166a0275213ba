"""Who lacks training days before the next level begins."""

from datetime import date, timedelta

import pytest

from feltwork.apps.schools.actions import mark_attendance, recognise
from feltwork.apps.schools.models import Cohort, Module, TrainingDay
from feltwork.apps.schools.tests.factories import ModuleDateFactory, TrainingDayFactory
from feltwork.apps.seminars import actions
from feltwork.apps.seminars.models import Meeting
from feltwork.apps.seminars.queries.risk import before_next_levels
from feltwork.apps.seminars.tests.factories import plan_module

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 19)


def held(cohort):
    return list(TrainingDay.objects.filter(module_date__cohort=cohort, on__lte=TODAY).order_by("on"))


def take(person, days, state="attended", *, by, at):
    for day in days:
        mark_attendance(enrolment=person.enrolment, day=day, state=state, by=by, at=at)


def before(cohort):
    (found,) = before_next_levels(Cohort.objects.filter(pk=cohort.pk), TODAY)
    return found


def gaps(cohort):
    return {
        one.name: [(gap.module, gap.missing, gap.unmarked) for gap in one.gaps] for one in before(cohort).at_risk
    }  # fmt: skip


def test_the_next_level_is_the_first_that_has_not_begun(cohort, alma):
    turning = before(cohort).turning
    assert (turning.level, turning.on, turning.days_left) == ("Advanced", date(2027, 3, 12), 113)


def test_whoever_has_every_day_is_not_named(cohort, alma, greta, at):
    take(alma, held(cohort), by=greta, at=at)
    found = before(cohort)
    assert (found.people, found.at_risk) == (1, [])


def test_what_was_missed_and_what_nobody_noted_are_told_apart(cohort, alma, greta, at):
    days = held(cohort)
    take(alma, days[:15], by=greta, at=at)
    take(alma, days[15:17], "missed", by=greta, at=at)
    assert gaps(cohort) == {"Alma Reyes": [("intermediate-1", 3, 1)]}
    assert not before(cohort).at_risk[0].is_only_unmarked


def test_what_was_made_up_or_seen_or_taken_elsewhere_is_not_missing(cohort, later_cohort, alma, greta, at):
    days = held(cohort)
    take(alma, days[3:], by=greta, at=at)
    take(alma, days[:1], "recording", by=greta, at=at)
    given = {"enrolment": alma.enrolment, "by": greta, "at": at}
    mark_attendance(day=days[1], state="made_up", made_up_on=date(2026, 5, 1), **given)
    assert gaps(cohort) == {"Alma Reyes": [("beginning-1", 1, 1)]}
    dates = ModuleDateFactory(cohort=later_cohort, module=days[0].module_date.module)
    elsewhere = TrainingDayFactory(module_date=dates, on=date(2026, 9, 1))
    mark_attendance(day=elsewhere, state="attended", **given)
    assert gaps(cohort) == {}


def test_recognised_days_count_for_their_level(cohort, alma, greta, at):
    days = held(cohort)
    take(alma, days[12:], by=greta, at=at)
    given = {"enrolment": alma.enrolment, "kind": "training_day", "source": "SE Australia", "reason": ""}
    recognise(level="beginning", amount=10, on=TODAY, by=greta, at=at, **given)
    assert gaps(cohort) == {"Alma Reyes": [("beginning-2", 2, 2)]}


def test_it_says_with_whom_the_module_can_still_be_taken_in_time(cohort, later_cohort, alma, greta, at):
    days = held(cohort)
    take(alma, days[6:], by=greta, at=at)
    module = Module.objects.get(code="beginning-1")
    dates = ModuleDateFactory(cohort=later_cohort, module=module)
    TrainingDayFactory(module_date=dates, on=date(2027, 2, 1))
    TrainingDayFactory(module_date=dates, on=date(2027, 2, 2))
    (gap,) = before(cohort).at_risk[0].gaps
    assert gap.elsewhere == (("Bristol 2026", date(2027, 2, 1)),)


def test_make_up_work_under_way_is_named(school, cohort, alma, carla, greta, at):
    days = held(cohort)
    take(alma, days[:-1], by=greta, at=at)
    seminar = plan_module(school, by=carla, at=at, code="intermediate-1")
    meeting = Meeting.objects.select_related("seminar", "day").get(seminar=seminar, day=days[-1])
    given = {"meeting": meeting, "enrolment": alma.enrolment, "by": carla, "at": at}
    actions.mark_one(state="missed", **given)
    row = actions.set_make_up(how="recording", words="", **given)
    assert before(cohort).at_risk[0].make_ups == [row]


def test_cohorts_that_have_not_begun_or_have_no_level_to_come_are_left_out(cohort, later_cohort):
    assert before_next_levels(Cohort.objects.all(), date(2025, 1, 1)) == []
    assert before_next_levels(Cohort.objects.all(), date(2027, 12, 1)) == []


def test_queries_do_not_grow_with_people_and_cohorts(
    cohort, later_cohort, alma, mika, guest, django_assert_num_queries
):
    dates = ModuleDateFactory(cohort=later_cohort, module=Module.objects.get(code="beginning-1"))
    TrainingDayFactory(module_date=dates, on=TODAY - timedelta(days=1))
    for cohorts in (Cohort.objects.filter(pk=cohort.pk), Cohort.objects.all()):
        with django_assert_num_queries(7):
            before_next_levels(cohorts, TODAY)
