"""What students are told about decisions of the staff, and staff about answers. Subjects name nobody."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from feltwork.apps.certification.models import ExceptionRequest, GateRecord, Inquiry, LogEntry, Waiver
from feltwork.apps.notices.actions import language_of, tell
from feltwork.apps.schools.models import Enrolment, School
from feltwork.apps.signoffs.queries import SealedEntry
from feltwork.core.certification import Outcome


def tell_evidence(entry: LogEntry, accepted: bool, reason: str, sealed: SealedEntry) -> None:
    with language_of(entry.enrolment.student):
        if accepted:
            subject, body = _("The school accepted your paper"), _("It stands in place of a signature: %(reason)s")
        else:
            subject = _("The school did not accept your paper")
            body = _("%(reason)s\n\nYou may send another paper, or ask for a decision; someone else will look.")
        body %= {"reason": reason}
        _tell(entry.enrolment, "evidence", str(sealed.seal), subject, body, sealed.at, entry)


def tell_ruling(enrolment: Enrolment, entry: LogEntry | None, outcome: str, reason: str, sealed: SealedEntry) -> None:
    with language_of(enrolment.student):
        subject = _("The school has decided")
        if outcome == Outcome.COUNT:
            body = _("What you logged counts: %(reason)s")
        else:
            body = _(
                "What you logged does not count: %(reason)s\n\nYou may appeal within 30 days; someone else will look."
            )
        body %= {"reason": reason}
        _tell(enrolment, "ruling", str(sealed.seal), subject, body, sealed.at, entry)


def tell_waived(waiver: Waiver) -> None:
    with language_of(waiver.enrolment.student):
        body = _("The school waives a requirement for you: %(reason)s") % {"reason": waiver.reason}
        subject = _("The school has decided")
        _tell(waiver.enrolment, "waived", str(waiver.uuid), subject, body, waiver.entered_at)


def tell_waiver_ended(waiver: Waiver) -> None:
    with language_of(waiver.enrolment.student):
        body = _("A waiver has ended earlier than planned: %(reason)s") % {"reason": waiver.ended_reason}
        subject = _("A waiver has ended")
        _tell(waiver.enrolment, "waiver_ended", str(waiver.uuid), subject, body, waiver.ended_at or waiver.entered_at)


def tell_gate(gate: GateRecord) -> None:
    with language_of(gate.enrolment.student):
        subject = _("The school has noted a document")
        body = _("A document or examination of yours is on record now. Your path shows what it changes.")
        _tell(gate.enrolment, "gate", str(gate.uuid), subject, body, gate.entered_at)


def tell_gate_retracted(gate: GateRecord, reason: str) -> None:
    with language_of(gate.enrolment.student):
        body = _("A record of a document or examination was taken back: %(reason)s") % {"reason": reason}
        subject = _("The school has taken a record back")
        _tell(gate.enrolment, "gate_retracted", str(gate.uuid), subject, body, gate.retracted_at or gate.entered_at)


def tell_exception(found: ExceptionRequest) -> None:
    """The answer to a request, with the way to appeal where it was not granted."""
    with language_of(found.enrolment.student):
        if found.state == ExceptionRequest.State.GRANTED:
            body = _("Your request was granted: %(reason)s")
        else:
            body = _(
                "Your request was not granted: %(reason)s\n\nYou may appeal within 30 days; someone else will look."
            )
        body %= {"reason": found.answer}
        subject = _("The school has answered your request")
        _tell(
            found.enrolment,
            "exception",
            str(found.uuid),
            subject,
            body,
            found.answered_at or found.asked_at,
            found.entry,
        )


def tell_inquiry(inquiry: Inquiry) -> None:
    with language_of(inquiry.student):
        tell(
            to=inquiry.student,
            school=inquiry.school,
            code="certification.inquiry",
            key=f"certification.inquiry:{inquiry.uuid}",
            subject=_("The school asks you something"),
            body=_("Before deciding, %(name)s would like to know:\n\n%(text)s")
            % {"name": inquiry.asked_by.name, "text": inquiry.text},
            url=_address("inquiry", inquiry.school, uuid=inquiry.uuid),
            at=inquiry.asked_at,
        )


def tell_reply(inquiry: Inquiry) -> None:
    with language_of(inquiry.asked_by):
        tell(
            to=inquiry.asked_by,
            school=inquiry.school,
            code="certification.reply",
            key=f"certification.reply:{inquiry.uuid}",
            subject=_("Your question was answered"),
            body=_("The answer is with the matter in the queue."),
            url=_address("work", inquiry.school, uuid=inquiry.item.uuid),
            at=inquiry.replied_at or inquiry.asked_at,
        )


def _tell(
    enrolment: Enrolment, code: str, key: str, subject: str, body: str, at: datetime, entry: LogEntry | None = None
) -> None:
    school = enrolment.school
    url = _address("entry", school, uuid=entry.uuid) if entry else _address("path", school)
    tell(
        to=enrolment.student,
        school=school,
        code=f"certification.{code}",
        key=f"certification.{code}:{key}",
        subject=subject,
        body=body,
        url=url,
        at=at,
    )


def _address(name: str, school: School, **more: Any) -> str:
    return reverse(f"certification:{name}", kwargs={"school": school.slug, **more})
