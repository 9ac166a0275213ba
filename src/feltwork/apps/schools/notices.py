"""What students are told about their place: written inside the act's transaction, mailed once it is done."""

from __future__ import annotations

from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from feltwork.apps.notices.actions import language_of, tell
from feltwork.apps.schools.models import Enrolment, EnrolmentEvent, ModuleDate
from feltwork.apps.ui.words import date_words

Kind = EnrolmentEvent.Kind


def tell_student(event: EnrolmentEvent) -> None:
    """Tell the student what happened to their place; nothing for what is told elsewhere, such as the certificate."""
    student = event.enrolment.student
    with language_of(student):
        words = _words(event)
    if words is None:
        return
    subject, body = words
    tell(
        to=student,
        school=event.enrolment.school,
        code=f"schools.{event.kind}",
        key=f"schools.{event.kind}:{event.uuid}",
        subject=subject,
        body=body,
        url=reverse("portal:start"),
        at=event.at,
    )


def tell_days(enrolment: Enrolment, dates: ModuleDate, days: list[date], at: datetime) -> None:
    """Tell the student that days of a module that were planned already are others now."""
    student = enrolment.student
    with language_of(student):
        facts = {"module": dates.module.name, "first": date_words(days[0]), "last": date_words(days[-1])}
        subject = _("Days have changed")
        body = _("%(module)s is from %(first)s to %(last)s now. Your calendar does not know this by itself.") % facts
    tell(
        to=student,
        school=enrolment.school,
        code="schools.days_changed",
        key=f"schools.days_changed:{dates.uuid}:{enrolment.uuid}:{at.isoformat()}",
        subject=subject,
        body=body,
        url=reverse("portal:start"),
        at=at,
    )


def _words(event: EnrolmentEvent) -> tuple[str, str] | None:
    place = event.enrolment
    facts = {"cohort": place.cohort.name, "school": place.school.name, "start": date_words(place.cohort.starts_on)}
    facts["programme"] = place.cohort.programme.name
    if event.kind == Kind.ENROLLED:
        body = _("%(school)s gave you a place in %(cohort)s, which starts on %(start)s. Your pages are ready.") % facts
        return _("You have a place"), body
    if event.kind == Kind.DEFERRED:
        return _("Your place is paused"), _paused(event)
    if event.kind == Kind.RESUMED:
        return _("Your place goes on"), _("The pause has ended. Your dates and your path are on your pages.")
    if event.kind == Kind.COHORT_CHANGED:
        body = _("You are in %(cohort)s from now on. Its dates are on your pages.") % facts
        return _("You are in another cohort now"), body
    if event.kind == Kind.TRANSFERRED_IN:
        return _("Something was recognised"), _("What you brought from another school counts here now.")
    if event.kind == Kind.CREDIT_UNDONE:
        body = _("Something that was recognised does not count any more: %(reason)s") % {"reason": event.reason}
        return _("A recognition was taken back"), body
    if event.kind == Kind.WITHDRAWN:
        body = _("Your place at %(school)s has ended. If you think this is a mistake, write to the school.") % facts
        return _("Your place has ended"), body
    if event.kind == Kind.HELD:
        body = _("Before the certificate can be issued one thing is open: %(reason)s") % {"reason": event.reason}
        return _("One thing is open"), body
    if event.kind == Kind.RELEASED:
        return _("That is settled"), _("What was open before the certificate is settled.")
    return None


def _paused(event: EnrolmentEvent) -> str:
    if event.until is None:
        return _("Your place is kept while you are away. Write to the school when you want to go on.")
    return _("Your place is kept until %(until)s.") % {"until": date_words(event.until)}
