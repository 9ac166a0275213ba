"""What applicants are told. Subjects are neutral: a mail in a list says nothing about what was decided."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from feltwork.apps.admissions.models import Application, ApplicationEvent
from feltwork.apps.notices.actions import language_of, tell
from feltwork.apps.schools.queries import date_at
from feltwork.apps.ui.words import date_words

Kind = ApplicationEvent.Kind


def tell_applicant(application: Application, event: ApplicationEvent) -> None:
    """Tell the applicant about a step of their application; nothing for notes among staff."""
    if event.kind == Kind.NOTE:
        return
    with language_of(application.applicant):
        subject, body = _words(application, event)
    _tell(application, event.kind, str(event.uuid), subject, body, event.at)


def remind_of_condition(application: Application, condition: ApplicationEvent, at: datetime) -> None:
    """Remind the applicant, once, of a condition that is due soon."""
    with language_of(application.applicant):
        facts = {"due": date_words(condition.due_on), "condition": condition.text}
        subject = _("A reminder from %(school)s") % {"school": application.school.name}
        body = _("By %(due)s one thing is still needed:\n\n%(condition)s\n\nYou can show it on the page.") % facts
    _tell(application, "reminder", str(condition.uuid), subject, body, at)


def _tell(application: Application, code: str, key: str, subject: str, body: str, at: datetime) -> None:
    kwargs = {"school": application.school.slug, "uuid": application.uuid}
    tell(
        to=application.applicant,
        school=application.school,
        code=f"admissions.{code}",
        key=f"admissions.{code}:{key}",
        subject=subject,
        body=body,
        url=reverse("admissions:show", kwargs=kwargs),
        at=at,
    )


def _words(application: Application, event: ApplicationEvent) -> tuple[str, str]:
    school = application.school
    facts = {
        "school": school.name,
        "programme": application.programme.name,
        "due": date_words(_due(application, event)),
        "text": event.text,
        "cohort": application.cohort.name if application.cohort else "",
        "start": date_words(application.cohort.starts_on) if application.cohort else "",
    }
    news = _("News about your application to %(school)s") % facts
    bodies = {
        Kind.SUBMITTED: _("Your application has arrived. A person reads it; you will hear by %(due)s."),
        Kind.ASKED: _("The school asks you something before it decides:\n\n%(text)s"),
        Kind.ANSWERED: _("Your answer has arrived. You will hear by %(due)s."),
        Kind.ACCEPTED: _("You are accepted. You have a place in %(cohort)s, which starts on %(start)s.\n\n%(text)s"),
        Kind.CONDITIONAL: _("You are accepted with a condition, to be met by %(due)s:\n\n%(text)s"),
        Kind.CONDITION_MET: _("The condition is met. You have a place in %(cohort)s, which starts on %(start)s."),
        Kind.REFUSED: _(
            "The school cannot offer you a place this time. This is the reason, in its words:\n\n%(text)s\n\n"
            "It says nothing about your worth or your work. The page tells how to ask for a second look."
        ),
        Kind.WITHDRAWN: _("Your application is taken back. You can apply again whenever you like."),
    }
    subject = _("Your application to %(school)s has arrived") % facts if event.kind == Kind.SUBMITTED else news
    return subject, (bodies[Kind(event.kind)] % facts).strip()


def _due(application: Application, event: ApplicationEvent) -> date | None:
    if event.kind in (Kind.SUBMITTED, Kind.ANSWERED):
        return date_at(application.school, event.at) + timedelta(days=application.school.answer_days)
    return event.due_on
