"""Writing and publishing: history is added to, never edited."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from feltwork.apps.audit.models import AuditRecord
from feltwork.apps.learning import actions
from feltwork.apps.learning.models import Course, LessonDraft, LessonVersion
from feltwork.apps.learning.tests.factories import make_course, make_lesson, open_course, publish, question, text

pytestmark = pytest.mark.django_db


def save(lesson, words, by, at, seen, language="en", minutes=None):
    return actions.save_draft(lesson=lesson, language=language, text=words, minutes=minutes, seen=seen, by=by, at=at)


def test_a_draft_is_read_by_nobody_until_it_is_published(school, carla, at):
    course = make_course(school, by=carla, at=at)
    lesson = actions.add_lesson(course=course, topic="ethics", title="Consent", by=carla, at=at)
    assert (lesson.code, lesson.published) == ("consent", None)
    save(lesson, text("Consent"), carla, at, 0)
    version = publish(lesson, by=carla, at=at)
    assert (version.number, version.minutes, version.text("en").title) == (1, 1, "Consent")
    assert not LessonDraft.objects.filter(lesson=lesson).exists()
    assert list(AuditRecord.objects.order_by("pk").values_list("code", flat=True)) == [
        "learning.create_course", "learning.add_lesson", "learning.save_draft", "learning.publish_lesson",
    ]  # fmt: skip


def test_what_was_published_cannot_be_changed(school, at):
    lesson = make_lesson(make_course(school))
    with pytest.raises(DatabaseError), transaction.atomic():
        LessonVersion.objects.filter(lesson=lesson).update(note="other")


def test_the_next_version_begins_with_the_last(school, carla, at):
    lesson = make_lesson(make_course(school), "Orienting", question())
    save(lesson, text("Orienting, again", question()), carla, at, 0)
    version = publish(lesson, by=carla, at=at, note="A clearer title", asks_again=True)
    assert (version.number, version.note, version.asks_again) == (2, "A clearer title", True)
    assert [one.text("en").title for one in lesson.versions.all()] == ["Orienting", "Orienting, again"]


def test_two_writers_do_not_write_over_each_other(school, carla, dino, at):
    lesson = make_lesson(make_course(school))
    save(lesson, text("Carla's"), carla, at, 0)
    with pytest.raises(ValidationError) as refused:
        save(lesson, text("Dino's"), dino, at, 0)
    assert refused.value.messages == [
        "Carla Lindqvist kept another draft meanwhile. Yours still stands here: copy what you need, then load theirs."
    ]
    assert lesson.draft.texts["en"]["title"] == "Carla's"


def test_going_back_makes_a_draft_of_what_was(school, carla, at):
    lesson = make_lesson(make_course(school))
    save(lesson, text("Worse"), carla, at, 0)
    publish(lesson, by=carla, at=at)
    first = lesson.versions.first()
    actions.restore_version(lesson=lesson, version=first, by=carla, at=at)
    assert publish(lesson, by=carla, at=at).number == 3
    assert lesson.published.texts == first.texts


def test_nothing_new_is_not_published(school, carla, at):
    lesson = make_lesson(make_course(school))
    with pytest.raises(ValidationError) as refused:
        publish(lesson, by=carla, at=at)
    assert refused.value.messages == ["Nothing has changed since the last version."]


def test_what_is_missing_is_said_all_at_once(school, carla, at):
    lesson = actions.add_lesson(course=make_course(school), topic="ethics", title="Consent", by=carla, at=at)
    body = "![](figure:lungs)\n\n[the sheet](file:sheet)"
    save(lesson, text("Consent", question(key="c"), body=body), carla, at, 0)
    with pytest.raises(ValidationError) as refused:
        publish(lesson, by=carla, at=at)
    assert refused.value.messages == [
        "Say which choice of question “q1” is right.",
        "The text names “lungs”, and there is no such figure, video or file.",
        "The figure “lungs” has no words for whoever cannot see it. Write them between the brackets.",
        "The text names “sheet”, and there is no such figure, video or file.",
    ]


def test_a_lesson_comes_from_a_file(school, carla, at):
    lesson = actions.add_lesson(course=make_course(school), topic="ethics", title="Consent", by=carla, at=at)
    content = "---\ntitle: Consent\nminutes: 7\n---\nA yes can be taken back."
    actions.bring_text(lesson=lesson, language="en", content=content, by=carla, at=at)
    version = publish(lesson, by=carla, at=at)
    assert (version.minutes, version.text("en").body) == (7, "A yes can be taken back.")
    with pytest.raises(ValidationError) as refused:
        actions.bring_text(lesson=lesson, language="en", content="No head", by=carla, at=at)
    assert refused.value.messages == ["The file needs a head of YAML between two lines of three hyphens, with a title."]


def test_a_course_without_lessons_does_not_open(school, carla, at):
    course = make_course(school)
    with pytest.raises(ValidationError):
        actions.open_course(course=course, by=carla, at=at)
    make_lesson(course)
    assert actions.open_course(course=course, by=carla, at=at).state == Course.State.OPEN
    assert actions.close_course(course=course, by=carla, at=at).state == Course.State.CLOSED


def test_lessons_move_and_go_and_come_back(school, carla, at):
    course, (first, second) = open_course(school)
    actions.move_lesson(lesson=second, up=True, by=carla, at=at)
    assert [one.code for one in course.lessons.all()] == ["lesson-2", "lesson-1"]
    actions.move_lesson(lesson=second, up=True, by=carla, at=at)  # it is the first already
    actions.retire_lesson(lesson=first, by=carla, at=at)
    assert [one.code for one in course.lessons.filter(retired_at=None)] == ["lesson-2"]
    actions.return_lesson(lesson=first, by=carla, at=at)
    assert course.lessons.filter(retired_at=None).count() == 2


def test_two_courses_have_two_addresses(school, carla, at):
    make_course(school)
    with pytest.raises(ValidationError):
        make_course(school)


def test_the_starter_course_comes_once_with_every_lesson_published(school, carla, at):
    course = actions.load_starter(school=school, by=carla, at=at)
    lessons = list(course.lessons.all())
    assert (course.state, len(lessons) > 0) == (Course.State.DRAFT, True)
    assert [one.published.number for one in lessons] == [1] * len(lessons)
    assert {language for one in lessons for language in one.published.texts} == {"en", "de"}
    with pytest.raises(ValidationError):
        actions.load_starter(school=school, by=carla, at=at)
