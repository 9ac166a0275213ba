"""Learning in the matrix: a course that is open, with one lesson, its draft, a video, and Alma's completion."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from feltwork.apps.learning import actions
from feltwork.apps.learning.tests.factories import make_course, make_lesson, question, text

MP4 = b"\x00\x00\x00\x18ftypmp42" + bytes(64)


def add(world):
    """To the world of `matrix_examples.build`."""
    carla, at = world.cast.carla, world.at
    world.course = make_course(world.school, by=carla, at=at)
    world.lesson = make_lesson(world.course, "Orienting", question(), question("t1", "reflective"), by=carla, at=at)
    actions.open_course(course=world.course, by=carla, at=at)
    world.video = actions.add_file(
        lesson=world.lesson, kind="video", file=SimpleUploadedFile("walk.mp4", MP4), by=carla, at=at
    )
    draft = {"text": text("Orienting, again", question()), "minutes": None, "seen": 0}
    actions.save_draft(lesson=world.lesson, language="en", by=carla, at=at, **draft)
    version = world.lesson.published
    world.done = actions.finish_lesson(enrolment=world.enrolment, lesson=world.lesson, version=version, at=at)
    return world


def _course(world):
    return {"course": world.course.code}


def _lesson(world):
    return {"course": world.course.code, "lesson": world.lesson.code}


EXAMPLES = {
    "learning:course": _course,
    "learning:lesson": _lesson,
    "learning:file": lambda w: {"uuid": w.video.uuid},
    "learning:course-edit": _course,
    "learning:course-turn": _course,
    "learning:lesson-new": _course,
    "learning:people": _course,
    "learning:person": lambda w: {**_course(w), "uuid": w.enrolment.uuid},
    "learning:take-back": lambda w: {"uuid": w.done.uuid},
    "learning:lesson-edit": _lesson,
    "learning:lesson-preview": _lesson,
    "learning:lesson-settings": _lesson,
    "learning:lesson-turn": _lesson,
    "learning:lesson-text": _lesson,
    "learning:lesson-publish": _lesson,
    "learning:lesson-versions": _lesson,
    "learning:lesson-version": lambda w: {**_lesson(w), "number": 1},
    "learning:lesson-files": _lesson,
    "learning:lesson-file": lambda w: {**_lesson(w), "uuid": w.video.uuid},
}
