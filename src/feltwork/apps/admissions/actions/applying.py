"""What the applicant does: begin, keep a draft, send, answer, take back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feltwork.apps.accounts.models import User
from feltwork.apps.admissions.actions.steps import applies_title, need_words, off_the_list, step, taken, wait_for_staff
from feltwork.apps.admissions.models import Application, ApplicationEvent
from feltwork.apps.admissions.permissions import OPEN
from feltwork.apps.admissions.queries import edition_now, missing_in, papers_of, result_of, route_of
from feltwork.apps.audit.actions import record
from feltwork.apps.schools.models import Cohort, Programme
from feltwork.apps.schools.queries import date_at
from feltwork.apps.schools.rules import rules_of

State = Application.State
Kind = ApplicationEvent.Kind


@transaction.atomic
def begin(*, programme: Programme, by: User, at: datetime) -> Application:
    """The draft of *by* for *programme*; the one that is open already, whatever its state, if there is one."""
    found = Application.objects.filter(programme=programme, applicant=by, state__in=OPEN).first()
    if found is not None:
        return found
    edition = edition_now(programme, date_at(programme.school, at))
    if not programme.is_open or edition is None:
        raise ValidationError(_("This training takes no applications just now."), code="closed")
    application, is_new = Application.objects.get_or_create(  # two tabs may begin at the same moment
        school_id=programme.school_id,
        programme=programme,
        applicant=by,
        state=State.DRAFT,
        defaults={"edition": edition, "created_at": at},
    )
    if is_new:
        record("admissions.begin", by=by, at=at, subject=application)
    return application


@transaction.atomic
def choose_route(*, application: Application, route: str, by: User, at: datetime) -> Application:
    """Choose the way in of a draft; everything else stays."""
    kept: dict[str, Any] = {"answers": {}, "cohort": application.cohort, "motivation": application.motivation}
    return save_draft(application=application, route=route, **kept, by=by, at=at)


@transaction.atomic
def save_draft(
    *,
    application: Application,
    route: str,
    answers: Mapping[str, Any],
    by: User,
    at: datetime,
    cohort: Cohort | None = None,
    motivation: str = "",
) -> Application:
    """Keep what was filled in so far; nothing has to be complete.

    *answers*: criterion → text as the rules read it. Answers to other routes are kept, in case one goes back.
    """
    application = taken(application, State.DRAFT)
    edition = edition_now(application.programme, date_at(application.school, at))
    if edition is not None:
        application.edition = edition
    if route and route_of(rules_of(application.edition), route) is None:
        raise ValidationError({"route": _("Please choose one of the ways in.")}, code="unknown")
    application.route, application.cohort, application.motivation = route, cohort, motivation.strip()
    application.answers = {**application.answers, **answers}
    application.save(update_fields=["edition", "route", "cohort", "motivation", "answers"])
    record("admissions.save_draft", by=by, at=at, subject=application)
    return application


@transaction.atomic
def submit(*, application: Application, by: User, at: datetime) -> Application:
    """Send a draft to the school. Refused while the chosen route lacks answers or papers."""
    application = taken(application, State.DRAFT)
    result = result_of(application, papers_of(application), date_at(application.school, at))
    if result is None:
        raise ValidationError({"route": _("Please choose a way in first.")}, code="missing")
    missing = len(missing_in(result))
    if missing:
        words = ngettext("One answer is still missing.", "%(n)s answers are still missing.", missing)
        raise ValidationError(words, code="missing", params={"n": missing})
    application.submitted_at = at
    step(application, Kind.SUBMITTED, by=by, at=at)
    wait_for_staff(application, applies_title(application), at)
    return application


@transaction.atomic
def answer(*, application: Application, text: str, by: User, at: datetime) -> ApplicationEvent:
    """Answer the school's question, or show that a condition is met. It waits for staff from then on."""
    application = taken(application, State.ASKED, State.CONDITIONAL)
    need_words(text)
    if application.state == State.ASKED:
        event = step(application, Kind.ANSWERED, text=text, by=by, at=at)
        wait_for_staff(application, _("Answered your question"), at)
    else:
        event = step(application, Kind.ANSWERED, text=text, by=by, at=at, state=State.CONDITIONAL)
        wait_for_staff(application, _("Says that the condition is met"), at)
    return event


@transaction.atomic
def withdraw_application(*, application: Application, by: User, at: datetime, text: str = "") -> Application:
    """Take an application back; a draft too. Nothing has to be explained."""
    application = taken(application, *OPEN)
    step(application, Kind.WITHDRAWN, text=text, by=by, at=at)
    off_the_list(application, by, at)
    return application
