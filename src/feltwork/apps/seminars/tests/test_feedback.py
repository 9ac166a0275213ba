"""How was it? Kept apart from whoever said it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.notices.models import Notice
from feltwork.apps.seminars import actions, tasks
from feltwork.apps.seminars.models import FeedbackAnswer, FeedbackGiven, Seminar
from feltwork.apps.seminars.queries.feedback import feedback_of
from feltwork.apps.seminars.tests.factories import first_meeting, plan, student
from feltwork.apps.seminars.tests.test_attendance import NOON

pytestmark = pytest.mark.django_db
AFTER = NOON + timedelta(days=1)
CLOSED = NOON + timedelta(days=16)


@pytest.fixture
def over(school, cohort, carla, at):
    """`over(3)`: a seminar to which three people came, and who; they were asked."""

    def make(number, **facts):
        seminar = plan(school, by=carla, at=at, **facts)
        people = [student(cohort, f"Person {n}") for n in range(number)]
        for person in people:
            actions.sign_up(seminar=seminar, enrolment=person.enrolment, by=person, at=at)
        states = {person.enrolment.uuid: "attended" for person in people}
        actions.keep_list(meeting=first_meeting(seminar), states=states, by=carla, at=NOON)
        tasks.ask_all(AFTER)
        return Seminar.objects.select_related("school").get(pk=seminar.pk), people

    return make


def give(seminar, person, at=AFTER, **answers):
    actions.give_feedback(seminar=seminar, enrolment=person.enrolment, answers=answers, by=person, at=at)


def test_whoever_came_is_asked_once(over):
    seminar, people = over(2)
    tasks.ask_all(AFTER + timedelta(hours=1))
    assert Notice.objects.filter(code="seminars.feedback").count() == 2
    assert Notice.objects.filter(code="seminars.feedback", to=people[0]).get().subject == "How was it?"
    assert str(seminar.feedback_until) == "2026-12-18"


def test_nobody_is_asked_where_it_was_not_wanted(over):
    seminar, _people = over(1, asks_feedback=False)
    assert (seminar.feedback_until, Notice.objects.filter(code="seminars.feedback").count()) == (None, 0)


def test_nothing_is_shown_before_the_last_day_is_over(over):
    seminar, people = over(5)
    for person in people:
        give(seminar, person, clear=5)
    assert (feedback_of(seminar, AFTER).why_not, feedback_of(seminar, AFTER).said) == ("open", ())


@pytest.mark.parametrize(("number", "why_not"), [(4, "few"), (5, "")])
def test_fewer_than_five_are_shown_to_nobody(over, number, why_not):
    seminar, people = over(number)
    for person in people:
        give(seminar, person, clear=5, keep="The breaks.")
    said = feedback_of(seminar, CLOSED)
    assert (said.given, said.why_not, bool(said.said)) == (number, why_not, not why_not)


def test_what_was_said_is_counted_by_step_and_words_are_in_no_order_of_people(over):
    seminar, people = over(5, own_questions=["What about the room?"])
    for number, person in enumerate(people):
        own = {"own-1": "Cold."} if not number else {}
        give(seminar, person, clear=number + 1, keep=f"{'zyxwv'[number]}, please", **own)
    clear, keep, own = (
        next(one for one in feedback_of(seminar, CLOSED).said if one.question.code == code)
        for code in ("clear", "keep", "own-1")
    )
    assert (clear.steps, own.texts) == ((1, 1, 1, 1, 1), ("Cold.",))
    assert keep.texts == ("v, please", "w, please", "x, please", "y, please", "z, please")


def test_no_row_leads_from_an_answer_to_a_person(over):
    seminar, people = over(5)
    for person in people:
        give(seminar, person, clear=3)
    names = {field.name for field in FeedbackAnswer._meta.get_fields()}
    assert names == {"id", "uuid", "school", "seminar", "question", "value", "text"}
    facts = AuditRecord.objects.filter(code="seminars.give_feedback").values_list("facts", flat=True)
    assert list(facts) == [{}] * 5


def test_rows_are_written_anew_in_an_order_by_chance(over):
    """The order of keys is not that of coming: of 6! orders the one by coming would be 1 in 720; seen three times."""
    seminar, people = over(6)
    orders = set()
    for person in people:
        give(seminar, person, keep=person.name)
        orders.add(tuple(FeedbackAnswer.objects.order_by("pk").values_list("text", flat=True)))
    last = FeedbackAnswer.objects.order_by("pk")
    assert sorted(last.values_list("text", flat=True)) == sorted(person.name for person in people)
    assert FeedbackAnswer.objects.count() == len(people) == FeedbackGiven.objects.count()
    first_pk = last.first().pk
    assert first_pk > 1 + sum(range(5))  # not one row is as it was before the last one came


def test_one_answers_once_and_only_whoever_came(over, mika):
    seminar, people = over(1)
    give(seminar, people[0], clear=4)
    for person, match in ((people[0], "already"), (mika, "there")):
        with pytest.raises(ValidationError, match=match):
            give(seminar, person, clear=4)


def test_after_the_last_day_it_is_too_late(over):
    seminar, people = over(1)
    with pytest.raises(ValidationError, match="over"):
        give(seminar, people[0], at=CLOSED, clear=4)


def test_what_is_no_step_of_the_scale_is_left_out(over):
    seminar, people = over(1)
    give(seminar, people[0], clear=9, safe=True and 5, keep="  ", change=None)
    assert list(FeedbackAnswer.objects.values_list("question", "value")) == [("safe", 5)]
