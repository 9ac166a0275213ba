"""What holders, and the people who propose, are told. Subjects name nobody."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.credentials.models import Certificate, CertificateEvent
from feltwork.apps.notices.actions import language_of, tell


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
    names = {"school": certificate.school.name, "number": certificate.number}
    tell(
        to=certificate.enrolment.student,
        school=certificate.school,
        code="credentials.holder",
        key=f"credentials.holder:{certificate.uuid}:{key}",
        subject=subject,
        body=body % (names | data),
        url=_address("mine", certificate),
        at=at,
    )


def _address(name: str, certificate: Certificate) -> str:
    own = {} if name == "mine" else {"uuid": certificate.uuid}
    return reverse(f"credentials-staff:{name}", kwargs={"school": certificate.school.slug, **own})
