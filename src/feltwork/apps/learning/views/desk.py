"""Writing courses: all of them, the words and rules of one, its lessons in order."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.learning import actions
from feltwork.apps.learning.forms.courses import CourseForm, NewLessonForm
from feltwork.apps.learning.models import Course
from feltwork.apps.learning.permissions import can_write
from feltwork.apps.learning.queries.desk import desk_courses, desk_lessons
from feltwork.apps.learning.starting import starter
from feltwork.apps.learning.views.door import desk_course, go
from feltwork.apps.learning.words import course_text, rules_words
from feltwork.apps.ui.acts import done

WRITERS = ("faculty", "registrar", "admin")
STAFF = (*WRITERS, "credentialing")


@access(*STAFF, methods=("GET",))
def desk(request: Request) -> HttpResponse:
    """All courses of the school, also those that nobody sees yet."""
    rows = desk_courses()
    first = starter()
    facts = {
        "rows": rows,
        "can_write": can_write(request.roles),
        "has_starter": any(row.course.code == first.code for row in rows),
        "starter": course_text(first.texts, "en"),
        "starter_lessons": len(first.lessons),
    }
    return render(request, "learning/desk/list.html", facts)


@access(*WRITERS)
def course_new(request: Request) -> HttpResponse:
    form = CourseForm(request.POST or None)
    made = _made(request, form)
    if made:
        return go(request, "course-edit", course=made.code, words=_("It is begun. Nobody sees it before you open it."))
    status = 422 if form.is_bound else 200
    return render(request, "learning/desk/course_new.html", {"form": form}, status=status)


def _made(request: Request, form: CourseForm) -> Course | None:
    def make(*, outside_names: list[str], **given: Any) -> Course:
        return actions.create_course(
            school=request.school, outside_names=outside_names, by=request.user, at=timezone.now(), **given
        )

    made: Course | None = done(form, make)
    return made


@access(*WRITERS)
def course_edit(request: Request, course: str) -> HttpResponse:
    """Its lessons in order, and its words and rules."""
    found = desk_course(course)
    form = CourseForm(request.POST or None, course=found)
    if done(form, actions.change_course, course=found, by=request.user, at=timezone.now()):
        return go(request, "course-edit", course=course, words=_("Kept."))
    lessons = desk_lessons(found)
    facts = {
        "course": found,
        "text": course_text(found.texts, found.language),
        "form": form,
        "rows": [row for row in lessons if row.lesson.retired_at is None],
        "retired": [row for row in lessons if row.lesson.retired_at is not None],
        "new": NewLessonForm(prefix="new"),
        "asks": rules_words(found.rules, sum(row.lesson.is_required and row.number > 0 for row in lessons)),
    }
    return render(request, "learning/desk/course.html", facts, status=422 if form.is_bound else 200)


@access(*WRITERS, methods=("POST",))
def course_turn(request: Request, course: str) -> HttpResponse:
    """Open or close it, or move it in the list: `do` says which."""
    found = desk_course(course)
    given: dict[str, Any] = {"course": found, "by": request.user, "at": timezone.now()}
    match request.POST.get("do"):
        case "open":
            try:
                actions.open_course(**given)
            except ValidationError as wrong:
                return _refused(request, course, wrong)
            return go(request, "course-edit", course=course, words=_("It is open: the people it is for find it now."))
        case "close":
            actions.close_course(**given)
            said = _("It is closed: nobody begins it any more, and whoever began it goes on reading.")
            return go(request, "course-edit", course=course, words=said)
        case "up" | "down" as way:
            actions.move_course(up=way == "up", **given)
            return go(request, "desk")
    raise Http404


def _refused(request: Request, course: str, wrong: ValidationError) -> HttpResponse:
    messages.error(request, wrong.messages[0])
    return go(request, "course-edit", course=course)


@access(*WRITERS)
def lesson_new(request: Request, course: str) -> HttpResponse:
    """A lesson at the end of the course; its text is written next."""
    found = desk_course(course)
    form = NewLessonForm(request.POST or None, prefix="new")
    made = done(form, actions.add_lesson, course=found, by=request.user, at=timezone.now())
    if made:
        return go(request, "lesson-edit", course=course, lesson=made.code)
    facts = {"course": found, "text": course_text(found.texts, found.language), "form": form}
    return render(request, "learning/desk/lesson_new.html", facts, status=422 if form.is_bound else 200)


@access(*WRITERS, methods=("POST",))
def starter_load(request: Request) -> HttpResponse:
    """Copy the starter course into this school."""
    try:
        course = actions.load_starter(school=request.school, by=request.user, at=timezone.now())
    except ValidationError:
        return go(request, "desk")
    said = _("The starter course is here, as your own: change what you like, then open it.")
    return go(request, "course-edit", course=course.code, words=said)
