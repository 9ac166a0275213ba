"""A course with published lessons, made by the actions themselves."""

from datetime import UTC, datetime

from feltwork.apps.learning import actions
from feltwork.core.learning import LessonText, Question

AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


def question(code="q1", kind="single", key="b", stem="Which of these?"):
    data = {
        "id": code,
        "kind": kind,
        "stem": stem,
        "choices": [{"id": "a", "text": "The first"}, {"id": "b", "text": "The second"}],
        "key": key,
        "why": "The second comes after the first.",
    }
    return Question.from_data(data if kind != "reflective" else {"id": code, "kind": kind, "stem": stem})


def text(title="Orienting", *questions, body="## Look\n\nWords about *looking around*.\n\n## Rest\n\nMore."):
    return LessonText(title, f"About {title.lower()}.", body, tuple(questions))


def make_course(school, *, by=None, at=AT, title="First steps", **rules):
    texts = {"en": {"title": title, "summary": "What it is about.", "notice": ""}}
    course = actions.create_course(school=school, texts=texts, by=by, at=at, **rules)
    return course


def make_lesson(course, title="Orienting", *questions, by=None, at=AT, german=None, is_required=True, **more):
    lesson = actions.add_lesson(course=course, topic="physiology", title=title, by=by, at=at)
    words = {"lesson": lesson, "minutes": more.pop("minutes", None), "by": by, "at": at}
    actions.save_draft(language="en", text=text(title, *questions, **more), seen=0, **words)
    if german:
        actions.save_draft(language="de", text=german, seen=1, **words)
    if not is_required:
        lesson.is_required = False
        lesson.save()
    publish(lesson, by=by, at=at)
    return lesson


def publish(lesson, *, by=None, at=AT, note="", asks_again=False):
    version = actions.publish_lesson(lesson=lesson, note=note, asks_again=asks_again, by=by, at=at)
    lesson.refresh_from_db()
    return version


def open_course(school, lessons=2, **rules):
    """A course of *lessons* lessons with one marked question each, open to everybody with a place."""
    course = make_course(school, **rules)
    made = [make_lesson(course, f"Lesson {number}", question()) for number in range(1, lessons + 1)]
    actions.open_course(course=course, by=None, at=AT)
    course.refresh_from_db()
    return course, made
