"""Courses and lessons, files, and where people are in them."""

from feltwork.apps.learning.models.courses import Course, Lesson, LessonDraft, LessonVersion, Topic
from feltwork.apps.learning.models.files import LessonFile, Picture
from feltwork.apps.learning.models.people import Completion, LessonAnswer, Reading, Reflection

__all__ = [
    "Completion",
    "Course",
    "Lesson",
    "LessonAnswer",
    "LessonDraft",
    "LessonFile",
    "LessonVersion",
    "Picture",
    "Reading",
    "Reflection",
    "Topic",
]
