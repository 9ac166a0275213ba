"""A cohort before its next level, by the rules of each place."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feltwork.apps.certification.actions.log import send_to_sign
from feltwork.apps.certification.models import GateRecord
from feltwork.apps.certification.queries.before import before_next
from feltwork.apps.certification.tests.factories import LogEntryFactory, signed
from feltwork.apps.certification.tests.staff_tools import url
from feltwork.apps.schools.actions import defer, mark_attendance
from feltwork.apps.schools.models import TrainingDay
from feltwork.apps.schools.tests.factories import EnrolmentFactory, UserFactory

pytestmark = pytest.mark.django_db
ADVANCED = date(2027, 3, 12)


def lacks(cohort, today, name="Alma Reyes"):
    person = next(one for one in before_next(cohort, today).at_risk if one.name == name)
    return {(lack.requirement, lack.level): lack for lack in person.lacks}


def session(alma, ben, on, *, is_signed=True):
    entry = LogEntryFactory(enrolment=alma.enrolment, provider=ben.provider, on=on)
    if is_signed:
        signed(entry)
    return entry


def test_everything_that_the_levels_so_far_ask_is_named_with_how_much_and_until_when(cohort, alma, today):
    found = before_next(cohort, today)
    (person,) = found.at_risk
    assert (found.people, person.name, person.level, person.on, person.days_left) == (
        1, "Alma Reyes", "Advanced", ADVANCED, 113,
    )  # fmt: skip
    named = {lack.requirement for lack in person.lacks}
    assert named >= {"Personal sessions", "Training days"}
    assert any("onsultation" in one for one in named)
    sessions = lacks(cohort, today)["Personal sessions", "Intermediate"]
    assert sessions.amount == "4 sessions"
    assert "Until 11 March 2027." in sessions.notes
    assert [(one.where, one.query) for one in sessions.helps] == [
        ("approved", "kind=personal_session&level=intermediate")
    ]


def test_a_document_that_can_be_there_before_the_level_is_named_and_a_later_one_is_not(cohort, alma, ruth, today, at):
    papers = {name for name, level in lacks(cohort, today) if not level}
    assert papers
    assert not any("xamination" in name for name in papers)  # opens with the level to come
    for code in ("degree", "code_of_ethics", "licence"):
        GateRecord.objects.create(
            school=cohort.school, enrolment=alma.enrolment, code=code, valid_from=date(2025, 1, 1), entered_by=ruth,
            entered_at=at,
        )  # fmt: skip
    assert {name for name, level in lacks(cohort, today) if not level} < papers


def test_what_waits_for_a_signature_is_on_the_way(cohort, alma, ben, today, at):
    for number in range(4):
        entry = session(alma, ben, date(2026, 6, 9) + timedelta(days=7 * number), is_signed=number < 3)
    send_to_sign(entry=entry, by=alma, at=at)
    found = lacks(cohort, today)["Personal sessions", "Intermediate"]
    assert (found.amount, found.look) == ("1 session", "wait")
    assert [one.where for one in found.helps] == ["candidate"]
    signed(entry)
    assert ("Personal sessions", "Intermediate") not in lacks(cohort, today)


def test_days_that_are_planned_before_the_level_are_not_missing(cohort, alma, greta, today, at):
    days = list(TrainingDay.objects.filter(module_date__cohort=cohort, on__lte=today).order_by("on"))
    unmarked = lacks(cohort, today)["Training days", "Intermediate"]
    assert (unmarked.look, unmarked.helps[0].words) == ("unmarked", "See to it that the list is kept.")
    for number, day in enumerate(days):
        state = "missed" if number == len(days) - 1 else "attended"
        mark_attendance(enrolment=alma.enrolment, day=day, state=state, by=greta, at=at)
    found = {key: lack for key, lack in lacks(cohort, today).items() if key[0] == "Training days"}
    assert {key: lack.amount for key, lack in found.items()} == {("Training days", "Intermediate"): "1 day"}
    mark_attendance(enrolment=alma.enrolment, day=days[-1], state="attended", by=greta, at=at)
    assert "Training days" not in {requirement for requirement, _level in lacks(cohort, today)}


def test_what_can_no_longer_be_filled_leads_to_whoever_decides(cohort, alma, today):
    found = lacks(cohort, today)["Personal sessions", "Beginning"]
    assert found.look == "not"
    assert [one.where for one in found.helps] == ["decisions"]


def test_whoever_pauses_stands_last_and_whoever_left_not_at_all(cohort, alma, dino, today, at):
    _zoe, gone = (EnrolmentFactory(cohort=cohort, student=UserFactory(name=name)) for name in ("Zoe", "Gone"))
    defer(enrolment=alma.enrolment, until=None, reason="A child.", by=dino, at=at)
    type(gone).objects.filter(pk=gone.pk).update(state="withdrawn")
    found = before_next(cohort, today)
    assert [(one.name, one.is_paused) for one in found.at_risk] == [("Zoe", False), ("Alma Reyes", True)]
    assert found.people == 2


def test_forty_people_take_no_more_statements_than_one(cohort, alma, ben, today):
    session(alma, ben, date(2026, 6, 9))

    def asked():
        with CaptureQueriesContext(connection) as caught:
            before_next(cohort, today)
        return len(caught)

    before_next(cohort, today)
    one = asked()
    for number in range(39):
        place = EnrolmentFactory(cohort=cohort, student=UserFactory(name=f"Person {number}"))
        signed(LogEntryFactory(enrolment=place, provider=ben.provider, on=date(2026, 6, 9), hours=Fraction(1)))
    assert asked() == one
    assert len(before_next(cohort, today).at_risk) == 40


def test_a_page_and_a_part_of_one(cohort, alma, carla, ruth, ben, farid, sign_in):
    where = url("before-level", uuid=cohort.uuid)
    page = sign_in(carla).get(where).content.decode()
    assert "<h1>" in page
    assert "Alma Reyes" in page
    part = sign_in(carla).get(where, headers={"hx-request": "true"}).content.decode()
    assert "<h1>" not in part
    assert "4 sessions missing" in part
    assert "/decisions/" not in part  # faculty reads, and does not decide
    assert "/decisions/" in sign_in(ruth).get(where).content.decode()
    assert sign_in(ben).get(where).status_code == 403
    assert sign_in(farid).get(where).status_code == 404
