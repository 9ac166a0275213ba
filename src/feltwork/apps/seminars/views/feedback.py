"""How was it: saying it, and reading it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.seminars import actions
from feltwork.apps.seminars.forms.feedback import FeedbackForm
from feltwork.apps.seminars.models import Seminar
from feltwork.apps.seminars.permissions import can_read_feedback, own_enrolments
from feltwork.apps.seminars.queries.feedback import feedback_of, has_given, is_open, may_answer
from feltwork.apps.seminars.questions import LEAST_ANSWERS
from feltwork.apps.seminars.views.going import go, kept, seen
from feltwork.apps.ui.acts import done


@access("student")
def feedback(request: Request, uuid: UUID) -> HttpResponse:
    """Say how it was. Once, and nobody learns who said what."""
    found, now = seen(request, uuid), timezone.now()
    place = next((one for one in own_enrolments(request.user) if may_answer(found, one)), None)
    if place is None:
        raise Http404
    form = FeedbackForm(request.POST or None, seminar=found)
    is_given = has_given(found, place)
    given = {"seminar": found, "enrolment": place, "by": request.user, "at": now}
    if not is_given and done(form, actions.give_feedback, **given):
        return go(request, "seminar", uuid=uuid, words=_("Thank you. It is kept without your name."))
    facts = {"seminar": found, "form": form, "is_given": is_given, "is_open": is_open(found, now)}
    facts |= {"rows": [(one, form[one.code]) for one in form.questions], "least": LEAST_ANSWERS}
    return render(request, "seminars/feedback.html", facts)


@access("faculty", "registrar", "admin", "provider", methods=("GET",))
def feedback_read(request: Request, uuid: UUID) -> HttpResponse:
    """What was said, for trainers and whoever plans; assistants find nothing here."""
    found: Seminar = kept(request, uuid)
    if not can_read_feedback(request.user, request.roles, found):
        raise Http404
    said = feedback_of(found, timezone.now())
    facts = {"seminar": found, "feedback": said, "least": LEAST_ANSWERS, "here": "feedback", "reads_feedback": True}
    return render(request, "seminars/feedback_read.html", facts)
