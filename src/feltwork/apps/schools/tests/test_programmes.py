"""Programmes, their parts, cohorts and their dates."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.notices.models import Notice
from feltwork.apps.schools import actions
from feltwork.apps.schools.models import Attendance, Level, Module, ModuleDate, Programme, TrainingDay
from feltwork.apps.schools.tests.factories import CohortFactory, RuleEditionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(school):
    return Programme.objects.get(school=school)


@pytest.fixture
def post(client, school, greta, sign_in):
    sign_in(greta)

    def send(name, words=None, **kwargs):
        return client.post(reverse(f"schools:{name}", kwargs={"school": school.slug, **kwargs}), words or {})

    return send


def test_a_programme_with_its_levels_and_modules(post, school):
    post("programme-new", {"name": "Touch skills", "slug": "", "certificate_title": "Touch", "about": ""})
    made = Programme.objects.get(slug="touch-skills")
    assert made.is_open is False
    post("level-new", {"name": "First year", "code": "first"}, uuid=made.uuid)
    level = made.levels.get()
    post("module-new", {"name": "Module I", "code": "one", "days": "3", "hours": "6.5"}, uuid=level.uuid)
    module = level.modules.get()
    assert (module.days, module.seconds_per_day) == (3, 23400)
    post("module-edit", {"name": "Module one", "days": "4", "hours": "6"}, uuid=module.uuid)
    post("module-remove", uuid=module.uuid)
    post("level-remove", uuid=level.uuid)
    assert (level.modules.count(), made.levels.count()) == (0, 0)


def test_what_is_used_stays(post, programme):
    level = programme.levels.first()
    module = level.modules.first()
    post("module-remove", uuid=module.uuid)
    post("level-remove", uuid=level.uuid)
    assert (Level.objects.filter(pk=level.pk).count(), Module.objects.filter(pk=module.pk).count()) == (1, 1)


@pytest.mark.parametrize(
    ("name", "words", "field"),
    [
        ("programme-new", {"name": "SE", "slug": "se", "certificate_title": "SEP"}, "slug"),
        ("programme-new", {"name": "", "slug": "", "certificate_title": "SEP"}, "name"),
    ],
)
def test_a_programme_that_cannot_be(name, words, field, post):
    assert list(post(name, words).context["form"].errors) == [field]


def test_a_code_is_used_once(post, programme):
    level = programme.levels.first()
    assert post("level-new", {"name": "X", "code": level.code}, uuid=programme.uuid).context["form"].errors == {
        "code": ["There is already a level with this code."]
    }
    words = {"name": "X", "code": level.modules.first().code, "days": "1", "hours": "25"}
    errors = post("module-new", words, uuid=level.uuid).context["form"].errors
    assert errors == {"hours": ["Between a few minutes and 24 hours."]}
    errors = post("module-new", {**words, "hours": "6"}, uuid=level.uuid).context["form"].errors
    assert errors == {"code": ["There is already a module with this code."]}


def test_the_first_day_chooses_the_edition(programme, greta, at):
    RuleEditionFactory(programme=programme, code="2026-1", valid_from=date(2026, 1, 1))
    days = {date(2025, 12, 31): "2024-2", date(2026, 1, 1): "2026-1"}
    made = {
        on: actions.create_cohort(programme=programme, name=f"From {on}", starts_on=on, by=greta, at=at) for on in days
    }
    assert {on: cohort.edition.code for on, cohort in made.items()} == days


def test_a_cohort_that_moves_takes_the_rules_of_its_new_day_while_it_is_empty(programme, greta, at):
    later = RuleEditionFactory(programme=programme, code="2027-1", valid_from=date(2027, 6, 1))
    cohort = actions.create_cohort(programme=programme, name="New", starts_on=date(2027, 3, 5), by=greta, at=at)
    words = {"name": "New", "place": "", "places": 24, "is_public": True}
    cohort = actions.update_cohort(cohort=cohort, starts_on=date(2027, 9, 3), **words, by=greta, at=at)
    assert cohort.edition == later


def test_whoever_is_enrolled_keeps_the_rules_when_the_cohort_moves(school, programme, eva, greta, at):
    RuleEditionFactory(programme=programme, code="2027-1", valid_from=date(2027, 6, 1))
    cohort = actions.create_cohort(programme=programme, name="New", starts_on=date(2027, 3, 5), by=greta, at=at)
    place = actions.enrol(school=school, student=eva, cohort=cohort, by=greta, at=at)
    words = {"name": "New", "place": "", "places": 24, "is_public": True}
    cohort = actions.update_cohort(cohort=cohort, starts_on=date(2027, 9, 3), **words, by=greta, at=at)
    place.refresh_from_db()
    assert (place.edition.code, place.anchor_on) == ("2024-2", date(2027, 9, 3))
    changes = AuditRecord.objects.get(code="schools.update_cohort").facts
    assert changes == {"before": {"starts_on": "2027-03-05"}, "after": {"starts_on": "2027-09-03"}}


def test_a_cohort_that_has_begun_keeps_its_first_day_and_its_places(cohort, alma, greta, at):
    words = {"name": "Bristol", "place": "", "is_public": True, "by": greta, "at": at}
    with pytest.raises(ValidationError) as refused:
        actions.update_cohort(cohort=cohort, starts_on=date(2025, 4, 1), places=24, **words)
    assert list(refused.value.message_dict) == ["starts_on"]
    with pytest.raises(ValidationError) as refused:
        actions.update_cohort(cohort=cohort, starts_on=cohort.starts_on, places=0, **words)
    assert refused.value.message_dict == {"places": ["1 places are already taken."]}


@pytest.fixture
def late(cohort):
    return CohortFactory(programme=cohort.programme, edition=cohort.edition, starts_on=date(2027, 3, 5), code="2027")


@pytest.fixture
def schedule(late, greta, at):
    def make(*days, module="beginning-1", cohort=late):
        module = Module.objects.get(level__programme=cohort.programme, code=module)
        return actions.schedule_module(cohort=cohort, module=module, days=days, place="", by=greta, at=at)

    return make


FRIDAY, SATURDAY = date(2027, 3, 5), date(2027, 3, 6)


def test_days_of_a_module_are_replaced(schedule):
    schedule((FRIDAY, "in_person"), (SATURDAY, "in_person"))
    dates = schedule((SATURDAY, "online"))
    assert list(dates.days.values_list("on", "mode", "seconds")) == [(SATURDAY, "online", 6 * 3600)]
    trail = AuditRecord.objects.filter(code="schools.schedule_module").latest("pk").facts
    assert trail["before"] == ["2027-03-05 in_person", "2027-03-06 in_person"]
    assert trail["after"] == ["2027-03-06 online"]


@pytest.mark.parametrize(
    ("days", "word"),
    [
        ((), "at least one day"),
        (((FRIDAY, "online"), (FRIDAY, "online")), "twice"),
        (((date(2027, 3, 4), "online"),), "before the cohort"),
        (((FRIDAY, "telepathy"),), "how each day"),
    ],
)
def test_days_that_cannot_be(days, word, schedule):
    with pytest.raises(ValidationError, match=word):
        schedule(*days)


def test_two_modules_never_share_a_day(schedule):
    schedule((FRIDAY, "in_person"))
    with pytest.raises(ValidationError, match="On 2027-03-05 this cohort has"):
        schedule((FRIDAY, "online"), module="beginning-2")


def test_a_day_with_marks_stays_but_may_change_its_mode(schedule, cohort, alma, greta, at):
    day = TrainingDay.objects.get(module_date__cohort=cohort, on=date(2025, 3, 14))
    actions.mark_attendance(enrolment=alma.enrolment, day=day, state="attended", by=greta, at=at)
    with pytest.raises(ValidationError, match="Attendance is marked"):
        schedule((date(2025, 3, 15), "in_person"), cohort=cohort)
    schedule((date(2025, 3, 14), "hybrid"), cohort=cohort)
    day.refresh_from_db()
    assert (day.mode, Attendance.objects.get().day) == ("hybrid", day)


def test_students_are_told_when_planned_days_change_and_only_then(schedule, late, school, eva, greta, at):
    actions.enrol(school=school, student=eva, cohort=late, by=greta, at=at, is_told=False)
    schedule((FRIDAY, "in_person"))
    schedule((FRIDAY, "in_person"))
    assert not Notice.objects.exists()
    schedule((FRIDAY, "in_person"), (SATURDAY, "online"))
    notice = Notice.objects.get()
    assert (notice.to, notice.subject) == (eva, "Days have changed")
    assert "from 5 March 2027 to 6 March 2027" in notice.body


def test_planned_dates_can_be_taken_away(schedule, late, greta, at):
    dates = schedule((FRIDAY, "in_person"))
    actions.unschedule_module(dates=dates, by=greta, at=at)
    assert not ModuleDate.objects.filter(cohort=late).exists()
