"""What a page is about, as far as this person may see it: else it is not there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from feltwork.apps.accounts.access import Request
from feltwork.apps.learning.models import Course, Lesson
from feltwork.apps.learning.permissions import visible_courses, visible_lessons
from feltwork.apps.learning.queries import place_for, places_of
from feltwork.apps.learning.queries.desk import texts_of
from feltwork.apps.learning.words import course_text
from feltwork.apps.schools.models import Enrolment


def course_for(request: Request, code: str) -> tuple[Course, Enrolment | None]:
    """The course, and the place in which this person learns it."""
    places = places_of(request.user)
    course = get_object_or_404(visible_courses(request.roles, places), code=code)
    return course, place_for(course, places)


def lesson_for(request: Request, course: str, code: str) -> tuple[Lesson, Enrolment | None]:
    """A lesson that is read, with its published version."""
    found, place = course_for(request, course)
    lesson = get_object_or_404(visible_lessons(found).select_related("school"), code=code)
    return lesson, place


def desk_course(code: str) -> Course:
    """Any course, for staff; use inside the school's scope."""
    found: Course = get_object_or_404(Course.objects.select_related("programme", "school"), code=code)
    return found


def desk_lesson(course: str, code: str) -> Lesson:
    """Any lesson, for staff, also one that is not published or was taken out."""
    rows = Lesson.objects.select_related("course", "published", "school")
    found: Lesson = get_object_or_404(rows, course__code=course, code=code)
    return found


def naming(lesson: Lesson) -> dict[str, Any]:
    """lesson, course and their titles, as every page of the desk needs them."""
    return {
        "lesson": lesson,
        "course": lesson.course,
        "course_title": course_text(lesson.course.texts, lesson.course.language)["title"],
        "title": course_text(texts_of(lesson), lesson.course.language)["title"] or lesson.code,
    }


def number_of(value: Any, most: int) -> int:
    """A whole number from 0 to *most* out of what a browser sent; 404 where it is none."""
    try:
        number = int(value)
    except (TypeError, ValueError):
        raise Http404 from None
    return max(0, min(number, most))


def go(request: Request, name: str, *, words: str = "", **kwargs: Any) -> HttpResponse:
    """Redirect to `learning:NAME`; *words* stay on the next page until closed."""
    if words:
        messages.success(request, words)
    response: HttpResponse = redirect(f"learning:{name}", school=request.school.slug, **kwargs)
    return response
