"""What every step of an application begins and ends with."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.admissions.models import Application, ApplicationEvent
from feltwork.apps.admissions.notices import tell_applicant
from feltwork.apps.audit.actions import record
from feltwork.apps.schools import actions as schools
from feltwork.apps.schools.models import WorkItem
from feltwork.apps.schools.rules import in_words, rules_of

State = Application.State
Kind = ApplicationEvent.Kind
MOVES = {
    Kind.SUBMITTED: State.SUBMITTED,
    Kind.ASKED: State.ASKED,
    Kind.ANSWERED: State.SUBMITTED,
    Kind.ACCEPTED: State.ACCEPTED,
    Kind.CONDITIONAL: State.CONDITIONAL,
    Kind.CONDITION_MET: State.ACCEPTED,
    Kind.REFUSED: State.REFUSED,
    Kind.WITHDRAWN: State.WITHDRAWN,
}
DECIDED = (State.ACCEPTED, State.CONDITIONAL, State.REFUSED)


def taken(application: Application, *states: str) -> Application:
    """The row, locked until the transaction ends; raises ValidationError if it is in none of *states*."""
    rows = Application.objects.select_for_update(of=("self",))
    related = rows.select_related("school", "programme", "edition", "cohort", "applicant")
    application = related.get(pk=application.pk)
    if application.state not in states:
        raise ValidationError(_("In the meantime this application has moved on. Please look again."), code="state")
    return application


def step(
    application: Application,
    kind: ApplicationEvent.Kind,
    *,
    by: User,
    at: datetime,
    text: str = "",
    due_on: date | None = None,
    state: str = "",
) -> ApplicationEvent:
    """Move the application (to *state*, else where *kind* leads), note the event, tell the applicant, audit."""
    before, application.state = application.state, state or MOVES[kind]
    if application.state in DECIDED and application.state != before:
        application.decided_at = at
    application.save(update_fields=["state", "decided_at", "submitted_at", "cohort", "enrolment"])
    event = ApplicationEvent.objects.create(
        school=application.school, application=application, kind=kind, text=text.strip(), due_on=due_on, by=by, at=at
    )
    facts = {"before": before, "after": str(application.state)}
    record(f"admissions.{kind}", by=by, at=at, subject=application, facts=facts)
    tell_applicant(application, event)
    return event


def wait_for_staff(application: Application, title: str, at: datetime) -> None:
    """Put the application on the staff's worklist."""
    schools.open_work(
        school=application.school,
        kind=WorkItem.Kind.APPLICATION,
        subject_uuid=application.uuid,
        who=application.applicant.name or application.applicant.email,
        person=application.applicant,
        title=title,
        url=f"admissions/applications/{application.uuid}/review/",
        data={"programme": application.programme.name, "route": application.route},
        at=at,
    )


def off_the_list(application: Application, by: User, at: datetime) -> None:
    """Nothing waits for staff any more."""
    kind, uuid = WorkItem.Kind.APPLICATION, application.uuid
    schools.close_work(school=application.school, kind=kind, subject_uuid=uuid, by=by, at=at)


def applies_title(application: Application) -> str:
    """What the worklist says about a new application."""
    routes = {route.code: in_words(route.title) for route in rules_of(application.edition).routes}
    words = _("Applies for %(programme)s: %(route)s") % {
        "programme": application.programme.name,
        "route": routes.get(application.route, application.route),
    }
    return words[:200]


def need_words(text: str) -> None:
    """Raise ValidationError if there are none."""
    if not text.strip():
        raise ValidationError({"text": _("Please write a sentence or two.")}, code="missing")
