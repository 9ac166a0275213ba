"""What learners see, and what a page of a lesson sends."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from feltwork.apps.learning import actions
from feltwork.apps.learning.models import Completion, Course, LessonAnswer, Reading, Reflection
from feltwork.apps.learning.queries import standing_of
from feltwork.apps.learning.tests.factories import AT, make_course, make_lesson, open_course, question, text
from feltwork.apps.schools.models import Enrolment
from feltwork.apps.schools.tests.factories import ProgrammeFactory

pytestmark = pytest.mark.django_db
FIRST = {"course": "first-steps", "lesson": "lesson-1"}


def send(client, to, go="check", *, htmx=False, **answers):
    data = {"key": str(uuid4()), "version": 1, "go": go, **{f"q-{code}": value for code, value in answers.items()}}
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(to("lesson", **FIRST), data, headers=headers)


def test_a_course_with_its_rules_and_the_next_lesson(school, alma, sign_in, to):
    open_course(school, right_percent=70, least_minutes=10, order="fixed")
    page = sign_in(alma).get(to("course", course="first-steps")).content.decode()
    for words in (
        "Begin with", "Read all 2 lessons that count.", "They open one after the other.",
        "Answer at least 70 % of the questions right; try as often as you like, the last answer counts.",
        "Spend at least 10 minutes with it.", "Opens once the lessons before it are read",
    ):  # fmt: skip
        assert words in page


def test_the_list_tells_where_somebody_is(school, alma, sign_in, to, at):
    _course, (first, second) = open_course(school)
    assert "To read" in sign_in(alma).get(to("courses")).content.decode()
    actions.finish_lesson(enrolment=alma.enrolment, lesson=first, version=first.published, at=at)
    assert "1 of 2 lessons read" in sign_in(alma).get(to("courses")).content.decode()
    actions.finish_lesson(enrolment=alma.enrolment, lesson=second, version=second.published, at=at)
    assert "19 November 2026" in sign_in(alma).get(to("courses")).content.decode()


def test_students_find_the_yearly_questions_and_who_teaches_reads_none(school, alma, carla, sign_in, to):
    assert "What training does with you" in sign_in(alma).get(to("courses")).content.decode()
    assert "What training does with you" not in sign_in(carla).get(to("courses")).content.decode()
    evaluation = reverse("measures:trainees", kwargs={"school": school.slug})
    assert sign_in(carla).get(evaluation).status_code == 403


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_a_course_asks_as_often_for_three_lessons_as_for_one(
    school, alma, sign_in, to, number, django_assert_num_queries
):
    open_course(school, number)
    client = sign_in(alma)
    client.get(to("course", course="first-steps"))
    with django_assert_num_queries(13):
        client.get(to("course", course="first-steps"))


def test_a_lesson_is_read_and_opening_it_is_noted(school, alma, sign_in, to):
    open_course(school)
    page = sign_in(alma).get(to("lesson", **FIRST)).content.decode()
    assert "Lesson 1 of 2" in page
    assert '<h2 id="part-1">Look</h2>\n<p>Words about <em>looking around</em>.</p>' in page
    assert Reading.objects.get().done_at is None


def test_answers_come_back_with_what_was_right(school, alma, sign_in, to):
    open_course(school)
    client = sign_in(alma)
    answer = send(client, to, q1="a")
    assert answer["Location"] == to("lesson", **FIRST) + "#questions"
    assert "Not this. Have another look, and choose again." in client.get(to("lesson", **FIRST)).content.decode()
    part = send(client, to, htmx=True, q1="b").content.decode()
    assert part.strip().startswith('<div class="fw-stack u-gap-6" data-questions')
    assert "The second comes after the first." in part
    assert "1 of 1 question right" in part


def test_done_leads_on_and_the_last_one_completes(school, alma, sign_in, to):
    open_course(school)
    client = sign_in(alma)
    assert send(client, to, "done", q1="b")["Location"] == to("lesson", course="first-steps", lesson="lesson-2")
    where = to("lesson", course="first-steps", lesson="lesson-2")
    answer = client.post(where, {"key": str(uuid4()), "version": 1, "go": "done"})
    assert answer["Location"] == to("course", course="first-steps")
    assert Completion.objects.get().enrolment == alma.enrolment


def test_time_is_sent_without_a_new_page(school, alma, sign_in, to):
    _course, (lesson, _second) = open_course(school)
    now = timezone.now()
    actions.open_lesson(enrolment=alma.enrolment, lesson=lesson, at=now - timedelta(minutes=5))
    answer = sign_in(alma).post(to("lesson", **FIRST), {"go": "time", "version": 1, "seconds": 60, "key": str(uuid4())})
    assert (answer.status_code, Reading.objects.get().seconds) == (204, 60)


def test_thoughts_are_for_their_writer_alone(school, alma, carla, dino, sign_in, to):
    course = make_course(school)
    lesson = make_lesson(course, "Lesson 1", question("t1", "reflective", stem="What did you notice?"))
    actions.open_course(course=course, by=None, at=AT)
    client = sign_in(alma)
    send(client, to, "time", t1="My hands were warm.")
    assert "My hands were warm." in client.get(to("lesson", **FIRST)).content.decode()
    for staff in (carla, dino):
        pages = [to("lesson", **FIRST), to("people", course=course.code)]
        pages.append(to("person", course=course.code, uuid=alma.enrolment.uuid))
        for page in pages:
            assert "My hands" not in sign_in(staff).get(page).content.decode()
    assert Reflection.objects.get().lesson == lesson


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"key": "no-uuid", "q-q1": "a", "version": 1}, 404),
        ({"version": "x"}, 404),
        ({"version": 9}, 404),
        ({"version": 1, "seconds": "many", "key": str(uuid4())}, 404),
        ({"version": 1, "q-q1": "z", "key": str(uuid4())}, 302),
    ],
)
def test_what_no_page_of_ours_sends_is_refused(school, alma, sign_in, to, sent, status):
    open_course(school)
    assert sign_in(alma).post(to("lesson", **FIRST), sent).status_code == status
    assert LessonAnswer.objects.count() == 0


def test_a_lesson_that_is_not_open_yet_says_what_comes_first(school, alma, sign_in, to):
    open_course(school, order="fixed")
    second = {"course": "first-steps", "lesson": "lesson-2"}
    page = sign_in(alma).get(to("lesson", **second)).content.decode()
    assert "This lesson opens once the lessons before it are read." in page
    answer = sign_in(alma).post(to("lesson", **second), {"go": "done", "version": 1, "key": str(uuid4())})
    assert answer.status_code == 302
    assert Reading.objects.count() == 0


def test_in_german_where_the_lesson_has_german(school, alma, sign_in, to):
    course = make_course(school)
    german = text("Sich umsehen", question(stem="Welche?"), body="Worte.")
    make_lesson(course, "Lesson 1", question(), german=german)
    actions.open_course(course=course, by=None, at=AT)
    client = sign_in(alma)
    page = client.get(to("lesson", **FIRST), headers={"Accept-Language": "de"}).content.decode()
    assert '<h1 lang="de">Sich umsehen</h1>' in page
    assert '<h1 lang="en">Lesson 1</h1>' in client.get(to("lesson", **FIRST)).content.decode()


def test_a_changed_lesson_asks_to_be_read_again(school, alma, carla, sign_in, to, at):
    course, (first, _second) = open_course(school)
    actions.finish_lesson(enrolment=alma.enrolment, lesson=first, version=first.published, at=at)
    words = {"text": text("Lesson 1", question(), body="Other words."), "minutes": None, "seen": 0}
    actions.save_draft(lesson=first, language="en", by=carla, at=at, **words)
    actions.publish_lesson(lesson=first, note="A study was added.", asks_again=True, by=carla, at=at)
    page = sign_in(alma).get(to("lesson", **FIRST)).content.decode()
    assert "This lesson changed on 19 November 2026. Please read it again. A study was added." in page
    assert "Changed since you read it" in sign_in(alma).get(to("course", course=course.code)).content.decode()


def test_staff_read_and_nothing_is_kept(school, carla, sign_in, to):
    open_course(school)
    client = sign_in(carla)
    assert "You read this as staff" in client.get(to("lesson", **FIRST)).content.decode()
    assert send(client, to, "done", q1="b").status_code == 302
    assert (Reading.objects.count(), LessonAnswer.objects.count()) == (0, 0)


def test_whom_a_course_is_not_for_does_not_find_it(school, alma, farid, eva, sign_in, to):
    course, _lessons = open_course(school)
    for stranger in (farid, eva):
        assert sign_in(stranger).get(to("lesson", **FIRST)).status_code == 404
    for state in (Course.State.DRAFT, Course.State.CLOSED):
        Course.objects.update(state=state)
        assert sign_in(alma).get(to("lesson", **FIRST)).status_code == 404
    Course.objects.update(state=Course.State.OPEN, programme=ProgrammeFactory(school=school))
    assert sign_in(alma).get(to("course", course=course.code)).status_code == 404


def test_a_closed_course_stays_for_whoever_began_it(school, alma, sign_in, to, at):
    course, (first, _second) = open_course(school)
    actions.open_lesson(enrolment=alma.enrolment, lesson=first, at=at)
    Course.objects.update(state=Course.State.CLOSED)
    assert sign_in(alma).get(to("lesson", **FIRST)).status_code == 200
    assert standing_of(alma.enrolment, course).lines[0].reading is not None


def test_whoever_left_reads_no_longer(school, alma, sign_in, to):
    open_course(school)
    Enrolment.objects.update(state=Enrolment.State.WITHDRAWN)
    assert sign_in(alma).get(to("lesson", **FIRST)).status_code == 404
    page = sign_in(alma).get(to("courses")).content.decode()
    assert "Courses belong to a place in a training." in page


def test_a_lesson_without_a_figure_weighs_little(school, alma, sign_in, to):
    """A poor line: the page of a lesson of 900 words, without what is fetched once for all pages."""
    course = make_course(school)
    make_lesson(course, "Lesson 1", question(), body="Some ordinary words about it. " * 180)
    actions.open_course(course=course, by=None, at=AT)
    answer = sign_in(alma).get(to("lesson", **FIRST))
    assert len(answer.content) < 32_000
    assert not re.search(r"<img(?![^>]*loading=\"lazy\")", answer.content.decode())
