"""Publishing what was written, and what was published before."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.learning import actions
from feltwork.apps.learning.checks import problems_of_draft
from feltwork.apps.learning.forms.lessons import PublishForm
from feltwork.apps.learning.models import LessonVersion
from feltwork.apps.learning.queries.desk import texts_of
from feltwork.apps.learning.queries.page import shown
from feltwork.apps.learning.queries.versions import changes_between
from feltwork.apps.learning.views.desk import STAFF, WRITERS
from feltwork.apps.learning.views.door import desk_lesson, go, naming
from feltwork.apps.learning.words import choose_language, language_name, problem_words
from feltwork.apps.ui.acts import done
from feltwork.core.learning import LessonText


@access(*WRITERS)
def publish(request: Request, course: str, lesson: str) -> HttpResponse:
    """What keeps it from being published, what changes for readers, and the button."""
    found = desk_lesson(course, lesson)
    form = PublishForm(request.POST if request.method == "POST" else None)
    made = done(form, actions.publish_lesson, lesson=found, by=request.user, at=timezone.now())
    if made:
        return go(request, "course-edit", course=course, words=_("Version %(n)s is published.") % {"n": made.number})
    texts = texts_of(found)
    kept = {language: LessonText.from_data(one) for language, one in texts.items()}
    before = found.published.texts if found.published else {}
    facts = {
        **naming(found),
        "form": form,
        "problems": [problem_words(one) for one in problems_of_draft(found, kept)],
        "changes": [
            (language_name(language), changes_between(before.get(language), one)) for language, one in texts.items()
        ],
        "dropped": [language_name(one) for one in before if one not in texts],
        "is_first": found.published is None,
        "is_new": texts != before,
    }
    return render(request, "learning/desk/publish.html", facts, status=422 if form.is_bound else 200)


@access(*STAFF, methods=("GET",))
def versions(request: Request, course: str, lesson: str) -> HttpResponse:
    """Everything that was ever published."""
    found = desk_lesson(course, lesson)
    rows = found.versions.select_related("by").order_by("-number")
    return render(request, "learning/desk/versions.html", {**naming(found), "rows": rows})


@access(*WRITERS)
def version(request: Request, course: str, lesson: str, number: int) -> HttpResponse:
    """One version as it was read, and what it changed; POST makes a draft of it."""
    found = desk_lesson(course, lesson)
    row: LessonVersion = get_object_or_404(LessonVersion.objects.select_related("by"), lesson=found, number=number)
    if request.method == "POST":
        try:
            actions.restore_version(lesson=found, version=row, by=request.user, at=timezone.now())
        except ValidationError as wrong:
            messages.error(request, wrong.messages[0])
        return go(
            request, "lesson-edit", course=course, lesson=lesson, words=_("It is the draft now; publish it next.")
        )
    texts = {language: LessonText.from_data(one) for language, one in row.texts.items()}
    language = request.GET.get("in", "")
    language = language if language in texts else choose_language(texts, found.course.language)
    before = LessonVersion.objects.filter(lesson=found, number__lt=number).order_by("-number").first()
    facts = {
        **naming(found),
        "row": row,
        "page": shown(request.school.slug, found, texts, language, version=row, minutes=row.minutes),
        "language": language,
        "written_in": [(code, language_name(code)) for code in texts],
        "before": before,
        "changes": changes_between(before.texts.get(language), row.texts[language]) if before else [],
    }
    return render(request, "learning/desk/version.html", facts)
