"""What holders, and the people who propose, are told. Subjects name nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.credentials.models import Certificate, CertificateEvent, NameChange
from feltwork.apps.notices.actions import Told, language_of, tell, tell_many


def tell_issued(certificate: Certificate, at: datetime) -> None:
    with language_of(certificate.enrolment.student):
        body = _(
            "%(school)s has issued your certificate, number %(number)s. You will find the link to show to others, and "
            "the page to print, under “My certificate”. Nobody finds it in public unless you choose so there."
        )
        _tell_holder(certificate, "issued", _("Your certificate has been issued"), body, {}, at)


def tell_turned(certificate: Certificate, event: CertificateEvent) -> None:
    """Suspended, or in force again."""
    with language_of(certificate.enrolment.student):
        if event.kind == CertificateEvent.Kind.SUSPENDED:
            subject = _("Your certificate is suspended")
            body = _(
                "%(school)s has suspended your certificate %(number)s. Suspended does not mean that anything has been "
                "found. The reason is not shown to the public: %(reason)s"
            )
        else:
            subject = _("Your certificate is in force again")
            body = _("%(school)s has put your certificate %(number)s in force again: %(reason)s")
        _tell_holder(certificate, str(event.uuid), subject, body, {"reason": event.reason}, event.at)


def tell_revoked(certificate: Certificate, event: CertificateEvent) -> None:
    with language_of(certificate.enrolment.student):
        body = _(
            "%(school)s has withdrawn your certificate %(number)s. Two people decided this. The reason is not shown to "
            "the public: %(reason)s You may appeal within 30 days; somebody else will look at it."
        )
        subject = _("Your certificate was withdrawn")
        _tell_holder(certificate, str(event.uuid), subject, body, {"reason": event.reason}, event.at)


def tell_renewed(certificates: Sequence[Certificate], at: datetime) -> None:
    """Of one school, each until its new end."""
    told = [_renewed(certificate) for certificate in certificates]
    if certificates:
        tell_many(school=certificates[0].school, code="credentials.holder", told=told, at=at)


def _renewed(certificate: Certificate) -> Told:
    until = certificate.valid_until or date.max  # what was renewed has an end
    with language_of(certificate.enrolment.student):
        body = _(
            "%(school)s has renewed your certificate %(number)s until %(day)s. The link stays the same; please give "
            "out the new file where you gave out the old one."
        )
        key, data = f"renewed:{until.isoformat()}", {"day": date_format(until)}
        return _told(certificate, key, _("Your certificate was renewed"), body, data)


def tell_ending(ending: Sequence[tuple[Certificate, int]], at: datetime) -> None:
    """Certificates of one school, each with the days in which it ends; once for each number and end."""
    told = [_ending(certificate, days) for certificate, days in ending]
    if ending:
        tell_many(school=ending[0][0].school, code="credentials.holder", told=told, at=at)


def _ending(certificate: Certificate, days: int) -> Told:
    until = certificate.valid_until or date.max  # what ends has an end
    with language_of(certificate.enrolment.student):
        body = _("Your certificate %(number)s of %(school)s ends on %(day)s. Please ask the school how to renew it.")
        key, data = f"ending:{until.isoformat()}:{days}", {"day": date_format(until)}
        return _told(certificate, key, _("Your certificate ends soon"), body, data)


def tell_name_changed(certificate: Certificate, change: NameChange, at: datetime) -> None:
    with language_of(certificate.enrolment.student):
        body = _(
            "Your certificate %(number)s of %(school)s carries the name that you asked for. The link stays the same "
            "and shows the old name no more; please replace files that you gave out before."
        )
        _tell_holder(certificate, str(change.uuid), _("The name on your certificate was changed"), body, {}, at)


def tell_name_refused(certificate: Certificate, change: NameChange, at: datetime) -> None:
    with language_of(certificate.enrolment.student):
        body = _("%(school)s did not change the name on your certificate %(number)s: %(reason)s")
        subject = _("The name on your certificate stays as it is")
        _tell_holder(certificate, str(change.uuid), subject, body, {"reason": change.answer}, at)


def tell_proposer_no(certificate: Certificate, by: User, reason: str, at: datetime) -> None:
    """The second person did not agree."""
    if by.pk == certificate.proposed_by_id:
        return
    with language_of(certificate.proposed_by):
        tell(
            to=certificate.proposed_by,
            school=certificate.school,
            code="credentials.rejected",
            key=f"credentials.rejected:{certificate.uuid}",
            subject=_("A certificate you proposed was not approved"),
            body=_("%(name)s did not approve it: %(reason)s") % {"name": by.name, "reason": reason},
            url=_address("detail", certificate),
            at=at,
        )


def _tell_holder(
    certificate: Certificate, key: str, subject: str, body: str, data: dict[str, str], at: datetime
) -> None:
    told = _told(certificate, key, subject, body, data)
    tell(
        to=told.to,
        school=certificate.school,
        code="credentials.holder",
        key=told.key,
        subject=told.subject,
        body=told.body,
        url=told.url,
        at=at,
    )


def _told(certificate: Certificate, key: str, subject: str, body: str, data: dict[str, str]) -> Told:
    names = {"school": certificate.school.name, "number": certificate.number}
    return Told(
        to=certificate.enrolment.student,
        key=f"credentials.holder:{certificate.uuid}:{key}",
        subject=subject,
        body=body % (names | data),
        url=_address("mine", certificate),
    )


def _address(name: str, certificate: Certificate) -> str:
    own = {} if name == "mine" else {"uuid": certificate.uuid}
    return reverse(f"credentials-staff:{name}", kwargs={"school": certificate.school.slug, **own})
