"""Writing one lesson: its text and questions in each language, how it will look, and its place in the course."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.learning import actions
from feltwork.apps.learning.forms.courses import LessonSettingsForm
from feltwork.apps.learning.forms.lessons import BringForm, QuestionSet, TextForm, initial_of, text_of
from feltwork.apps.learning.models import Lesson
from feltwork.apps.learning.queries.desk import texts_of
from feltwork.apps.learning.queries.page import shown
from feltwork.apps.learning.views.desk import WRITERS
from feltwork.apps.learning.views.door import desk_lesson, go, naming
from feltwork.apps.learning.words import LANGUAGES, course_text, language_name
from feltwork.apps.ui.acts import done, take_errors
from feltwork.core.learning import LessonText, write_text


@dataclass
class Desk:
    """A lesson in one language, with the forms that hold it."""

    lesson: Lesson
    language: str
    texts: dict[str, Any]
    form: TextForm
    questions: Any

    @property
    def before(self) -> LessonText | None:
        data = self.texts.get(self.language)
        return LessonText.from_data(data) if data else None

    def written(self) -> LessonText | None:
        """What the forms hold, or None where they have mistakes."""
        is_sound = self.form.is_valid() & self.questions.is_valid()
        before = self.before
        return text_of(self.form, self.questions.questions(before.questions if before else ())) if is_sound else None


def desk_of(request: Request, course: str, lesson: str) -> Desk:
    found = desk_lesson(course, lesson)
    texts = texts_of(found)
    language = request.GET.get("in", "")
    if language not in LANGUAGES:
        language = found.course.language if found.course.language in texts or not texts else next(iter(texts))
    draft = getattr(found, "draft", None)
    source = texts.get(language) or _shape_of(texts)
    words, rows = initial_of(LessonText.from_data(source) if source else None)
    minutes = draft.minutes if draft else found.published.minutes if found.published else None
    initial = {**words, "minutes": minutes, "seen": draft.edits if draft else 0}
    form = TextForm(request.POST or None, initial=initial)
    questions = QuestionSet(request.POST or None, initial=rows, prefix="q")
    return Desk(found, language, texts, form, questions)


def _shape_of(texts: dict[str, Any]) -> dict[str, Any] | None:
    """For a language that is not written yet: the questions of another one, so that they stay the same questions."""
    other: dict[str, Any] = next(iter(texts.values()), {})
    return {"questions": other["questions"]} if other.get("questions") else None


@access(*WRITERS)
def edit(request: Request, course: str, lesson: str) -> HttpResponse:
    """Write in one language; `?in=de` chooses it."""
    desk = desk_of(request, course, lesson)
    text = desk.written() if request.method == "POST" else None
    if text is not None and _saved(request, desk, text):
        if request.POST.get("go") == "publish":
            return go(request, "lesson-publish", course=course, lesson=lesson)
        response = go(request, "lesson-edit", course=course, lesson=lesson, words=_("Kept as a draft."))
        response["Location"] += f"?in={desk.language}"
        return response
    status = 422 if request.method == "POST" else 200
    return render(request, "learning/desk/edit.html", _facts(desk), status=status)


def _saved(request: Request, desk: Desk, text: LessonText) -> bool:
    data = desk.form.cleaned_data
    try:
        actions.save_draft(
            lesson=desk.lesson, language=desk.language, text=text, minutes=data["minutes"], seen=data["seen"],
            by=request.user, at=timezone.now(),
        )  # fmt: skip
    except ValidationError as refused:
        take_errors(desk.form, refused)
        return False
    return True


def _facts(desk: Desk) -> dict[str, Any]:
    lesson = desk.lesson
    before = desk.before
    return {
        "lesson": lesson,
        "course": lesson.course,
        "course_title": course_text(lesson.course.texts, lesson.course.language)["title"],
        "title": (before.title if before else "") or lesson.code,
        "form": desk.form,
        "questions": desk.questions,
        "language": desk.language,
        "written_in": [(code, language_name(code), code in desk.texts) for code in LANGUAGES],
        "can_drop": desk.language in desk.texts and len(desk.texts) > 1,
        "files": lesson.files.filter(removed_at=None, of=None),
        "draft": getattr(lesson, "draft", None),
        "bring": BringForm(prefix="bring"),
    }


@access(*WRITERS, methods=("POST",))
def preview(request: Request, course: str, lesson: str) -> HttpResponse:
    """How what stands in the form would look; nothing is kept."""
    desk = desk_of(request, course, lesson)
    text = desk.written()
    if text is None:
        if request.htmx:
            return HttpResponse(status=204)
        return render(request, "learning/desk/edit.html", _facts(desk), status=422)
    found = shown(
        request.school.slug,
        desk.lesson,
        {desk.language: text},
        desk.language,
        minutes=desk.form.cleaned_data["minutes"],
    )
    template = "learning/desk/preview.html" + ("#shown" if request.htmx else "")
    return render(request, template, {**_facts(desk), "page": found})


@access(*WRITERS)
def settings(request: Request, course: str, lesson: str) -> HttpResponse:
    """What it is about, and whether it counts."""
    found = desk_lesson(course, lesson)
    initial = {
        "topic": found.topic,
        "is_required": found.is_required,
        "outside_names": "\n".join(found.outside_names),
    }
    form = LessonSettingsForm(request.POST or None, initial=initial)
    if done(form, actions.change_lesson, lesson=found, by=request.user, at=timezone.now()):
        return go(request, "course-edit", course=course, words=_("Kept."))
    facts = {**naming(found), "form": form}
    return render(request, "learning/desk/settings.html", facts, status=422 if form.is_bound else 200)


@access(*WRITERS, methods=("POST",))
def turn(request: Request, course: str, lesson: str) -> HttpResponse:
    """Move it, take it out, bring it back, or leave a language out of the draft: `do` says which."""
    found = desk_lesson(course, lesson)
    given: dict[str, Any] = {"lesson": found, "by": request.user, "at": timezone.now()}
    match request.POST.get("do"):
        case "up" | "down" as way:
            actions.move_lesson(up=way == "up", **given)
            return go(request, "course-edit", course=course)
        case "retire":
            actions.retire_lesson(**given)
            return go(request, "course-edit", course=course, words=_("It is no longer part of the course."))
        case "return":
            actions.return_lesson(**given)
            return go(request, "course-edit", course=course, words=_("It is part of the course again."))
        case "drop" if request.POST.get("in") in LANGUAGES:
            actions.drop_language(language=request.POST["in"], **given)
            return go(request, "lesson-edit", course=course, lesson=lesson, words=_("The next version leaves it out."))
    raise Http404


@access(*WRITERS)
def text(request: Request, course: str, lesson: str) -> HttpResponse:
    """GET takes the text out as Markdown; POST brings one in."""
    found = desk_lesson(course, lesson)
    texts = texts_of(found)
    language = request.GET.get("in", found.course.language)
    if language not in LANGUAGES:
        raise Http404
    if request.method == "POST":
        form = BringForm(request.POST, request.FILES, prefix="bring")
        content = form.cleaned_data["file"] if form.is_valid() else ""
        given: dict[str, Any] = {"lesson": found, "language": language, "by": request.user, "at": timezone.now()}
        try:
            if not content:
                raise ValidationError([str(one) for one in form.errors.get("file", [_("Please choose a file.")])])
            actions.bring_text(content=content, **given)
            messages.success(request, _("The draft is what the file said."))
        except ValidationError as wrong:
            messages.error(request, wrong.messages[0])
        response = go(request, "lesson-edit", course=course, lesson=lesson)
        response["Location"] += f"?in={language}"
        return response
    if language not in texts:
        raise Http404
    content = write_text(LessonText.from_data(texts[language]), topic=found.topic)
    answer = HttpResponse(content, content_type="text/markdown; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{found.code}.{language}.md"'
    return answer
