"""Who is where in a course, one person in it, and completions that a person enters or takes back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.audit.actions import record_view
from feltwork.apps.learning import actions
from feltwork.apps.learning.forms.people import HandForm, TakeBackForm
from feltwork.apps.learning.models import Completion
from feltwork.apps.learning.permissions import can_decide
from feltwork.apps.learning.queries import standing_of
from feltwork.apps.learning.queries.courses import lesson_rows
from feltwork.apps.learning.queries.people import cohorts_of, history_of, places_in, question_counts, who_is_where
from feltwork.apps.learning.views.desk import STAFF
from feltwork.apps.learning.views.door import desk_course, go
from feltwork.apps.learning.words import course_text, missing_words
from feltwork.apps.schools.queries import date_at
from feltwork.apps.ui.acts import done


@access(*STAFF, methods=("GET",))
def people(request: Request, course: str) -> HttpResponse:
    """Everybody for whom the course is meant, of all cohorts or of one (`?cohort=`)."""
    found = desk_course(course)
    cohorts = cohorts_of(found)
    chosen = next((one for one in cohorts if str(one.uuid) == request.GET.get("cohort")), None)
    rows = who_is_where(found, chosen)
    facts = {
        "course": found,
        "text": course_text(found.texts, found.language),
        "rows": rows,
        "cohorts": cohorts,
        "chosen": chosen,
        "completed": sum(row.completion is not None for row in rows),
        "begun": sum(row.last_at is not None for row in rows),
        "counts": question_counts(found, [row.enrolment for row in rows]),
    }
    return render(request, "learning/desk/people.html", facts)


@access(*STAFF)
def person(request: Request, course: str, uuid: UUID) -> HttpResponse:
    """One person in the course; POST enters a completion by hand."""
    found = desk_course(course)
    enrolment = get_object_or_404(places_in(found), uuid=uuid)
    if request.method == "POST" and not can_decide(request.roles):
        return go(request, "person", course=course, uuid=uuid)
    now = timezone.now()
    form = HandForm(request.POST or None, initial={"on": date_at(request.school, now)})
    given = {"enrolment": enrolment, "course": found, "by": request.user, "at": now}
    if done(form, actions.complete_by_hand, **given):
        return go(request, "person", course=course, uuid=uuid, words=_("It counts as completed."))
    standing = standing_of(enrolment, found)
    record_view("learning.see_person", by=request.user, at=now, subject=enrolment, course=str(found.uuid))
    facts = {
        "course": found,
        "text": course_text(found.texts, found.language),
        "standing": standing,
        "rows": lesson_rows(found, [line.lesson for line in standing.lines], standing),
        "missing": missing_words(standing.done.missing),
        "history": history_of(enrolment, found),
        "form": form,
        "can_decide": can_decide(request.roles),
    }
    return render(request, "learning/desk/person.html", facts, status=422 if form.is_bound else 200)


@access("registrar", "admin", "credentialing")
def take_back(request: Request, uuid: UUID) -> HttpResponse:
    """Say why a completion does not count, and take it back."""
    rows = Completion.objects.filter(takes_back=None, taken_back_by=None)
    rows = rows.select_related("enrolment__student", "enrolment__school", "course", "lesson", "by", "school")
    found: Completion = get_object_or_404(rows, uuid=uuid)
    form = TakeBackForm(request.POST or None)
    where = {"course": found.course.code, "uuid": found.enrolment.uuid}
    if done(form, actions.take_back, completion=found, by=request.user, at=timezone.now()):
        return go(request, "person", words=_("It does not count any more. The person was told."), **where)
    facts = {"row": found, "text": course_text(found.course.texts, found.course.language), "form": form}
    return render(request, "learning/desk/take_back.html", facts, status=422 if form.is_bound else 200)
