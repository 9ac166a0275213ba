"""What may be planned, who is named, the school's numbers, and modules that follow their cohort's days."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError

from feltwork.apps.schools import actions as schools
from feltwork.apps.schools.models import ModuleDate
from feltwork.apps.schools.tests.factories import ApprovalFactory, EnrolmentFactory, ProviderFactory, UserFactory
from feltwork.apps.seminars import actions, tasks
from feltwork.apps.seminars.models import Meeting, Seminar
from feltwork.apps.seminars.queries.rules import helpers_of, proofs, ratio_of, rules_of, size_fault, staff_choices
from feltwork.apps.seminars.queries.seminars import people_expected
from feltwork.apps.seminars.tests.factories import add_meeting, first_meeting, plan, plan_group, plan_module

pytestmark = pytest.mark.django_db


def days(seminar):
    return list(Meeting.objects.filter(seminar=seminar).order_by("starts_at").values_list("day__on", "mode"))


def test_a_module_meets_on_the_days_of_its_cohort(school, carla, at):
    seminar = plan_module(school, by=carla, at=at, code="intermediate-2")
    first = first_meeting(seminar)
    assert (len(days(seminar)), days(seminar)[0]) == (6, (date(2027, 1, 15), "in_person"))
    assert (first.room, str(first.starts_at)) == ("Bristol", "2027-01-15 09:30:00+00:00")
    assert (seminar.cohort.code, seminar.programme.slug, seminar.capacity) == ("2025", "se", 0)


def test_days_that_the_office_changes_are_followed(school, carla, greta, cohort, at):
    seminar = plan_module(school, by=carla, at=at, code="intermediate-2")
    dates = ModuleDate.objects.get(pk=seminar.module_date_id)
    wanted = [(date(2027, 1, 22), "online"), (date(2027, 1, 15), "hybrid")]
    schools.schedule_module(cohort=cohort, module=dates.module, days=wanted, place="Bath", by=greta, at=at)
    tasks.follow_all(at)
    assert days(seminar) == [(date(2027, 1, 15), "hybrid"), (date(2027, 1, 22), "online")]


def test_dates_that_the_office_takes_away_leave_the_plan_without_days(school, carla, greta, at):
    seminar = plan_module(school, by=carla, at=at, code="advanced-2")
    schools.unschedule_module(dates=ModuleDate.objects.get(pk=seminar.module_date_id), by=greta, at=at)
    seminar = Seminar.objects.get(pk=seminar.pk)
    assert (seminar.module_date, days(seminar)) == (None, [])
    assert actions.follow_days(seminar=seminar, at=at) == 0


def test_a_module_is_planned_once_and_proves_nothing_else(school, carla, at):
    plan_module(school, by=carla, at=at, code="intermediate-2")
    with pytest.raises(ValidationError, match="already"):
        plan_module(school, by=carla, at=at, code="intermediate-2")
    with pytest.raises(ValidationError, match="count by themselves"):
        plan_module(school, by=carla, at=at, code="advanced-1", evidence_code="licence")


@pytest.mark.parametrize("capacity", [None, 2, 9])
def test_a_group_has_a_size_that_counts(school, carla, at, capacity):
    with pytest.raises(ValidationError, match="3 to 8"):
        plan_group(school, host=carla.provider, by=carla, at=at, capacity=capacity)


def test_a_group_has_a_consultant_who_is_approved_for_groups(school, carla, ben, at):
    with pytest.raises(ValidationError, match="not approved"):
        plan_group(school, host=ben.provider, by=carla, at=at)
    seminar = plan_group(school, host=carla.provider, by=carla, at=at)
    assert [(row.provider, row.user, row.role) for row in seminar.staff.all()] == [(carla.provider, carla, "trainer")]
    with pytest.raises(ValidationError, match="Name another"):
        actions.remove_staff(row=seminar.staff.get(), by=carla, at=at)


def test_the_schools_own_numbers_hold(school, dino, carla, at):
    actions.settle(school=school, by=dino, at=at, group_max=10, people_per_assistant=3, ratio_source="Own handbook")
    assert plan_group(school, host=carla.provider, by=carla, at=at, capacity=10).capacity == 10
    rules = rules_of(school)
    assert (rules.people_per_assistant, size_fault(rules, 2), size_fault(rules, 11)) == (3, "small", "large")
    with pytest.raises(ValidationError, match="smaller"):
        actions.settle(school=school, by=dino, at=at, group_min=11)


@pytest.mark.parametrize(
    ("people", "assistants", "missing"), [(0, 0, 0), (1, 0, 1), (16, 4, 0), (17, 4, 1), (24, 4, 2)]
)
def test_one_assistant_to_four_people_is_asked_for(school, carla, at, people, assistants, missing):
    seminar = plan(school, by=carla, at=at, needs_assistants=True)
    assert ratio_of(seminar, people, assistants, rules_of(school)).missing == missing


def test_it_says_how_many_it_will_be_with_every_place_taken(school, carla, at):
    seminar = plan(school, by=carla, at=at, needs_assistants=True, capacity=12)
    needed = [ratio_of(seminar, people, 0, rules_of(school)).needed_when_full for people in (0, 8, 9)]
    assert needed == [3, 3, 0]


def test_a_seminar_that_needs_no_assistants_has_no_ratio(school, carla, at):
    assert ratio_of(plan(school, by=carla, at=at), 30, 0, rules_of(school)) is None


def test_a_module_counts_its_cohort_and_its_guests(school, carla, alma, mika, guest, at):
    seminar = plan_module(school, by=carla, at=at, code="intermediate-2", capacity=3)
    actions.sign_up(seminar=seminar, enrolment=guest.enrolment, by=guest, at=at)
    assert people_expected(seminar) == 3


def test_whoever_is_named_is_compared_with_their_approvals_on_each_day(school, carla, ben, at):
    seminar = plan(school, by=carla, at=at, meetings=2)
    ApprovalFactory(provider=ben.provider, kind="assists_on_training", valid_to=date(2026, 12, 3))
    named = [
        actions.add_staff(seminar=seminar, role="trainer", user=carla, by=carla, at=at),
        actions.add_staff(seminar=seminar, role="assistant", provider=ben.provider, by=carla, at=at),
    ]
    both = [date(2026, 12, 3), date(2026, 12, 4)]
    assert [(one.name, one.is_approved) for one in helpers_of(seminar, both)] == [
        ("Carla Lindqvist", True), ("Ben Okafor", False),
    ]  # fmt: skip
    assert [one.is_approved for one in helpers_of(seminar, both[:1])] == [True, True]
    assert [one.is_approved for one in helpers_of(seminar, [])] == [None, None]
    assert named[1].user == ben


def test_naming_somebody_again_changes_their_part(school, carla, ben, at):
    seminar = plan(school, by=carla, at=at)
    for role in ("assistant", "trainer"):
        actions.add_staff(seminar=seminar, role=role, user=ben, by=carla, at=at)
    actions.add_staff(seminar=seminar, role="assistant", provider=ben.provider, by=carla, at=at)
    assert [row.role for row in seminar.staff.all()] == ["assistant"]


def test_the_pool_has_approved_providers_and_faculty_each_once(school, carla, ben, member):
    member("Faye Oren", "faculty")
    ProviderFactory(school=school, name="Nobody Approved")
    choices = staff_choices(school, date(2026, 12, 3))
    assert [one.name for one in choices] == ["Ben Okafor", "Carla Lindqvist", "Faye Oren"]
    assert [one.key[0] for one in choices] == ["p", "p", "u"]


def test_hours_are_those_of_the_schools_clock_and_skipped_ones_are_refused(school, carla, at):
    seminar = plan(school, by=carla, at=at, is_open=False, meetings=0)
    summer = add_meeting(seminar, date(2027, 6, 1), by=carla, at=at)
    assert str(summer.starts_at.astimezone(at.tzinfo)) == "2027-06-01 09:00:00+00:00"
    with pytest.raises(ValidationError, match="leave this time out"):
        add_meeting(seminar, date(2027, 3, 28), by=carla, at=at, begins=time(1, 30), ends=time(3))


@pytest.mark.parametrize(
    ("facts", "match"),
    [
        ({"begins": time(12), "ends": time(11)}, "end after"),
        ({"begins": time(11), "ends": time(13)}, "at that time already"),
        ({"begins": time(14), "ends": time(15), "link": "http://example.org"}, "https"),
        ({"begins": time(14), "ends": time(15), "mode": "phone"}, "how you meet"),
    ],
)
def test_dates_that_cannot_be_are_refused(school, carla, at, facts, match):
    seminar = plan(school, by=carla, at=at)
    with pytest.raises(ValidationError, match=match):
        add_meeting(seminar, by=carla, at=at, **facts)


def test_what_has_no_dates_is_not_opened(school, carla, at):
    seminar = plan(school, by=carla, at=at, meetings=0, is_open=False)
    with pytest.raises(ValidationError, match="when it meets"):
        actions.open_seminar(seminar=seminar, by=carla, at=at)


def test_what_somebody_has_completed_keeps_what_it_takes(school, carla, alma, at):
    seminar = plan(school, by=carla, at=at, evidence_code="licence")
    actions.sign_up(seminar=seminar, enrolment=alma.enrolment, by=alma, at=at)
    later = at + timedelta(days=20)
    actions.mark_one(
        meeting=first_meeting(seminar), enrolment=alma.enrolment, state="attended", by=carla, at=later
    )  # fmt: skip
    with pytest.raises(ValidationError, match="stay"):
        actions.change_seminar(seminar=seminar, evidence_code="", by=carla, at=later)
    with pytest.raises(ValidationError, match="Single dates"):
        actions.call_off(seminar=seminar, reason="", by=carla, at=later)


def test_what_may_be_proved_are_the_gates_of_the_schools_rules(school):
    assert "code_of_ethics" in dict(proofs("en"))


def test_a_student_who_left_is_not_on_lists_any_more(school, carla, cohort, at):
    seminar = plan_module(school, by=carla, at=at, code="intermediate-2")
    EnrolmentFactory(cohort=cohort, student=UserFactory(), state="withdrawn")
    assert people_expected(seminar) == 0
