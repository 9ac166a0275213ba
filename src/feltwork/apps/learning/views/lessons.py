"""One lesson: reading it, answering its questions, being done with it; its files; and the help for poor lines."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.learning import actions
from feltwork.apps.learning.models import Lesson, LessonVersion
from feltwork.apps.learning.queries import standing_of
from feltwork.apps.learning.queries.page import Shown, neighbours, read_page, title_of
from feltwork.apps.learning.views.courses import READERS
from feltwork.apps.learning.views.door import go, lesson_for, number_of
from feltwork.apps.learning.words import course_text, missing_words
from feltwork.apps.schools.models import Enrolment
from feltwork.core.learning import Question

MOST_SECONDS = 24 * 3600


@access(*READERS)
def lesson(request: Request, course: str, lesson: str) -> HttpResponse:
    """Read a lesson; POST keeps answers, time, and that it is done."""
    found, place = lesson_for(request, course, lesson)
    if request.method == "POST":
        return _take(request, found, place)
    return _show(request, found, place)


def _show(request: Request, lesson: Lesson, place: Enrolment | None, *, status: int = 200) -> HttpResponse:
    standing = standing_of(place, lesson.course) if place else None
    facts = {"lesson": lesson, "course": lesson.course, "course_title": _title(lesson), "place": place}
    if standing and lesson.code not in standing.done.opens:
        first = standing.next_line
        facts |= {"title": title_of(lesson, lesson.course), "first": first.lesson if first else None}
        facts["first_title"] = title_of(first.lesson, lesson.course) if first else ""
        return render(request, "learning/waits.html", facts)
    if place and request.method == "GET":
        actions.open_lesson(enrolment=place, lesson=lesson, at=timezone.now())
    page = read_page(lesson, place)
    facts |= {"page": page, "standing": standing, "key": uuid4(), **_answered(page)}
    if standing:
        near = neighbours(standing, lesson)
        line = standing.lines[near.number - 1]
        facts |= {"near": near, "line": line, "missing": missing_words(standing.done.missing)}
        facts["after_title"] = title_of(near.after.lesson, lesson.course) if near.after else ""
        facts["before_title"] = title_of(near.before.lesson, lesson.course) if near.before else ""
    template = "learning/lesson.html" + ("#questions" if request.htmx else "")
    response = render(request, template, facts, status=status)
    if page.hosts:
        response._csp_update = {"media-src": ["'self'", *page.hosts]}  # type: ignore[attr-defined]  # read by django-csp
    return response


def _take(request: Request, lesson: Lesson, place: Enrolment | None) -> HttpResponse:
    """What a page of a lesson sends: `go` says whether it was looked over (check), is done, or only goes on (time)."""
    where = {"course": lesson.course.code, "lesson": lesson.code}
    if place is None:
        messages.info(request, _("You read this as staff; answers are kept for learners only."))
        return go(request, "lesson", **where)
    if lesson.code not in standing_of(place, lesson.course).done.opens:
        return go(request, "lesson", **where)
    version = get_object_or_404(LessonVersion, lesson=lesson, number=number_of(request.POST.get("version"), 32767))
    of: dict[str, Any] = {"enrolment": place, "lesson": lesson, "at": timezone.now()}
    try:
        _keep(request, version, of)
    except ValidationError as wrong:
        if request.htmx:
            return HttpResponse(status=422)
        messages.error(request, wrong.messages[0])
        return go(request, "lesson", **where)
    if request.POST.get("go") == "time":
        return HttpResponse(status=204)
    if request.POST.get("go") == "done":
        done = actions.finish_lesson(version=version, is_timed="seconds" in request.POST, **of)
        return _onwards(request, lesson, place, is_complete=done is not None)
    if request.htmx:
        return _show(request, lesson, place)
    response = go(request, "lesson", **where)
    response["Location"] += "#questions"
    return response


def _keep(request: Request, version: LessonVersion, of: dict[str, Any]) -> None:
    seconds = request.POST.get("seconds")
    if seconds:
        actions.keep_time(seconds=number_of(seconds, MOST_SECONDS), **of)
    answers = _answers(request, version)
    if answers:
        actions.answer_questions(version=version, answers=answers, key=_key(request), **of)


def _answers(request: Request, version: LessonVersion) -> dict[str, Any]:
    """Question → what the form holds for it, of the questions that it holds."""
    found: dict[str, Any] = {}
    text: dict[str, Any] = next(iter(version.texts.values()), {})
    for one in map(Question.from_data, text.get("questions", ())):
        name = f"q-{one.id}"
        if name in request.POST:
            found[one.id] = request.POST.getlist(name) if one.kind == "multiple" else request.POST[name]
    return found


def _key(request: Request) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        raise Http404 from None


def _onwards(request: Request, lesson: Lesson, place: Enrolment, *, is_complete: bool) -> HttpResponse:
    """To the next lesson that is open, else back to the course."""
    course = lesson.course
    if is_complete:
        return go(request, "course", course=course.code, words=_("That was all. The course is completed."))
    standing = standing_of(place, course)
    near = neighbours(standing, lesson)
    if near.after is not None and near.after.lesson.code in standing.done.opens:
        return go(request, "lesson", course=course.code, lesson=near.after.lesson.code)
    return go(request, "course", course=course.code, words=_("Kept."))


def _title(lesson: Lesson) -> str:
    return course_text(lesson.course.texts, lesson.course.language)["title"]


def _answered(page: Shown) -> dict[str, int]:
    marked = [one for one in page.questions if one.question.is_marked]
    return {"marked": len(marked), "right": sum(one.is_right is True for one in marked)}
