"""What learners do, and when a course counts as completed."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from feltwork.apps.learning import actions
from feltwork.apps.learning.events import completion_undone, course_completed
from feltwork.apps.learning.models import Completion, LessonAnswer, Reading, Reflection
from feltwork.apps.learning.queries import Brought, standing_completions, standing_of
from feltwork.apps.learning.tests.factories import make_course, make_lesson, open_course, publish, question, text
from feltwork.apps.notices.models import Notice

pytestmark = pytest.mark.django_db
KEY = UUID(int=7)


def read(enrolment, lesson, at, **more):
    return actions.finish_lesson(enrolment=enrolment, lesson=lesson, version=lesson.published, at=at, **more)


def answer(enrolment, lesson, at, key=KEY, **answers):
    actions.answer_questions(
        enrolment=enrolment, lesson=lesson, version=lesson.published, answers=answers, key=key, at=at
    )


@pytest.fixture
def heard():
    """What other apps are told."""
    found = []

    def done(enrolment, code, on, by, at, **_rest):
        found.append(("completed", code, on, by))

    def undone(enrolment, code, by, at, **_rest):
        found.append(("undone", code, by))

    course_completed.connect(done)
    completion_undone.connect(undone)
    yield found
    course_completed.disconnect(done)
    completion_undone.disconnect(undone)


def test_the_last_lesson_completes_the_course(school, alma, at, heard):
    _course, (first, second) = open_course(school, evidence_code="coursework")
    assert read(alma.enrolment, first, at) is None
    done = read(alma.enrolment, second, at)
    assert (done.way, done.on, done.score, done.by) == ("read", date(2026, 11, 19), Decimal(0), None)
    assert done.rules["lessons"] == {"lesson-1": 1, "lesson-2": 1}
    assert heard == [("completed", "coursework", date(2026, 11, 19), None)]
    assert read(alma.enrolment, second, at) is None
    assert Completion.objects.count() == 1


def test_a_course_that_proves_nothing_tells_nobody(school, alma, at, heard):
    _course, (lesson,) = open_course(school, 1)
    assert read(alma.enrolment, lesson, at) is not None
    assert heard == []


def test_right_enough_counts_whenever_it_comes(school, alma, at):
    course, (first, second) = open_course(school, right_percent=100)
    read(alma.enrolment, first, at)
    assert read(alma.enrolment, second, at) is None
    answer(alma.enrolment, first, at, q1="b")
    answer(alma.enrolment, second, at, key=uuid4(), q1="a")
    assert standing_of(alma.enrolment, course).done.right == 1
    answer(alma.enrolment, second, at + timedelta(minutes=1), key=uuid4(), q1="b")
    assert standing_of(alma.enrolment, course).completion.score == Decimal(1)


def test_the_same_sending_twice_is_one(school, alma, at):
    _course, (lesson,) = open_course(school, 1, right_percent=100)
    answer(alma.enrolment, lesson, at, q1="a")
    answer(alma.enrolment, lesson, at, q1="a")
    assert LessonAnswer.objects.count() == 1


def test_answers_are_only_added(school, alma, at):
    _course, (lesson,) = open_course(school, 1)
    answer(alma.enrolment, lesson, at, q1="a")
    with pytest.raises(DatabaseError), transaction.atomic():
        LessonAnswer.objects.update(answer="b")


def test_a_choice_that_there_is_not_is_refused(school, alma, at):
    _course, (lesson,) = open_course(school, 1)
    with pytest.raises(ValidationError):
        answer(alma.enrolment, lesson, at, q1="z")
    answer(alma.enrolment, lesson, at, nowhere="a")
    assert LessonAnswer.objects.count() == 0


def test_a_thought_is_kept_and_never_counted(school, alma, at):
    course = make_course(school, right_percent=100)
    lesson = make_lesson(course, "Noticing", question("t1", "reflective"))
    answer(alma.enrolment, lesson, at, t1="Warm hands.")
    answer(alma.enrolment, lesson, at, key=uuid4(), t1="Warm hands, then cold.")
    assert [one.words for one in Reflection.objects.all()] == ["Warm hands, then cold."]
    assert LessonAnswer.objects.count() == 0
    assert read(alma.enrolment, lesson, at) is not None


def test_minutes_are_those_that_really_went_by(school, alma, at):
    course, (lesson,) = open_course(school, 1, least_minutes=2)
    actions.open_lesson(enrolment=alma.enrolment, lesson=lesson, at=at)
    actions.keep_time(enrolment=alma.enrolment, lesson=lesson, seconds=600, at=at + timedelta(seconds=30))
    assert Reading.objects.get().seconds == 30
    actions.keep_time(enrolment=alma.enrolment, lesson=lesson, seconds=-5, at=at + timedelta(seconds=40))
    assert read(alma.enrolment, lesson, at + timedelta(seconds=40)) is None
    actions.keep_time(enrolment=alma.enrolment, lesson=lesson, seconds=90, at=at + timedelta(seconds=140))
    assert standing_of(alma.enrolment, course).completion is not None


def test_without_scripts_the_time_since_opening_counts_up_to_what_the_lesson_takes(school, alma, at):
    _course, (lesson,) = open_course(school, 1)
    actions.open_lesson(enrolment=alma.enrolment, lesson=lesson, at=at)
    read(alma.enrolment, lesson, at + timedelta(hours=5), is_timed=False)
    assert Reading.objects.get().seconds == lesson.published.minutes * 60


def test_a_new_version_may_ask_to_be_read(school, alma, carla, at):
    course, (first, _second) = open_course(school)
    read(alma.enrolment, first, at)
    for asks_again, is_done in ((False, True), (True, False)):
        words = text(f"Lesson 1, {asks_again}", question())
        more = {"minutes": None, "seen": 0, "by": carla, "at": at}
        actions.save_draft(lesson=first, language="en", text=words, **more)
        publish(first, by=carla, at=at, asks_again=asks_again)
        line = standing_of(alma.enrolment, course).lines[0]
        assert (line.facts.is_done, line.again) == (is_done, not is_done)
    read(alma.enrolment, first, at)
    assert standing_of(alma.enrolment, course).lines[0].facts.is_done


def test_another_tool_completes_a_course_once(school, alma, carla, at, heard):
    course, _lessons = open_course(school, evidence_code="coursework")
    given = {"course": course, "enrolment": alma.enrolment, "score": Decimal("0.9"), "by": carla, "at": at}
    first = actions.complete_from_outside(source="LTI: Moodle", key="a1", **given)
    assert actions.complete_from_outside(source="LTI: Moodle", key="a1", **given) == first
    assert actions.complete_from_outside(source="LTI: Moodle", key="a2", **given) != first
    assert heard == [("completed", "coursework", date(2026, 11, 19), carla)]


def test_another_tool_completes_a_lesson_and_the_rest_is_read_here(school, alma, at):
    course, (first, second) = open_course(school, right_percent=100, least_minutes=1)
    done = actions.complete_from_outside(
        lesson=first, enrolment=alma.enrolment, score=None, by=None, at=at, source="LTI: Moodle", key="a1"
    )
    assert (done.course, done.lesson) == (course, first)
    assert standing_completions().count() == 0
    actions.open_lesson(enrolment=alma.enrolment, lesson=second, at=at - timedelta(minutes=3))
    actions.keep_time(enrolment=alma.enrolment, lesson=second, seconds=60, at=at)
    answer(alma.enrolment, second, at, q1="b")
    assert read(alma.enrolment, second, at) is not None


def test_rows_of_a_file_are_entered_once(school, alma, carla, at, django_capture_on_commit_callbacks):
    course, _lessons = open_course(school)
    row = Brought(alma.enrolment, course, None, date(2026, 10, 1), None, "row:1")
    with django_capture_on_commit_callbacks(execute=True):
        (made,) = actions.import_completions(rows=[row], source="moodle.csv", by=carla, at=at)
    assert (made.way, made.on, made.source) == ("file", date(2026, 10, 1), "moodle.csv")
    assert actions.import_completions(rows=[row], source="moodle.csv", by=carla, at=at) == []
    notice = Notice.objects.get(to=alma)
    assert notice.body == "“First steps” counts as completed, as of 2026-10-01."
    assert "First steps" not in notice.subject


def test_what_was_entered_wrongly_is_taken_back_and_stays_to_be_read(school, alma, greta, at, heard):
    course, _lessons = open_course(school, evidence_code="coursework")
    given = {"enrolment": alma.enrolment, "course": course, "on": date(2026, 11, 1), "by": greta, "at": at}
    made = actions.complete_by_hand(reason="Certificate on paper seen.", **given)
    with pytest.raises(ValidationError):
        actions.complete_by_hand(reason="Again.", **given)
    actions.take_back(completion=made, reason="It was somebody else's.", by=greta, at=at)
    assert heard == [("completed", "coursework", date(2026, 11, 1), greta), ("undone", "coursework", greta)]
    assert standing_completions(course).count() == 0
    assert Completion.objects.count() == 2
    with pytest.raises(ValidationError):
        actions.take_back(completion=made, reason="Twice.", by=greta, at=at)


def test_what_a_person_took_back_does_not_come_by_itself(school, alma, greta, at):
    course, (lesson,) = open_course(school, 1)
    made = read(alma.enrolment, lesson, at)
    actions.take_back(completion=made, reason="Done by somebody else.", by=greta, at=at)
    assert read(alma.enrolment, lesson, at) is None
    by_hand = {"on": at.date(), "reason": "Done again.", "by": greta, "at": at}
    assert actions.complete_by_hand(enrolment=alma.enrolment, course=course, **by_hand).way == "hand"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"reason": " "}, ["Please say how you know."]),
        ({"on": date(2027, 1, 1)}, ["This day lies ahead."]),
    ],
)
def test_by_hand_needs_a_reason_and_a_day(school, alma, greta, at, more, said):
    course, _lessons = open_course(school)
    given = {"on": date(2026, 11, 1), "reason": "Seen.", "by": greta, "at": at} | more
    with pytest.raises(ValidationError) as refused:
        actions.complete_by_hand(enrolment=alma.enrolment, course=course, **given)
    assert refused.value.messages == said


def test_nobody_decides_about_themselves(school, alma, at):
    course, _lessons = open_course(school)
    given = {"on": at.date(), "reason": "I know.", "by": alma, "at": at}
    with pytest.raises(ValidationError):
        actions.complete_by_hand(enrolment=alma.enrolment, course=course, **given)
