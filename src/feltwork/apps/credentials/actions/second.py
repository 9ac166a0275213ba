"""The work item that asks for a second person."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from django.urls import reverse
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.credentials.models import Certificate
from feltwork.apps.schools.actions import close_work, open_work


def ask_second(certificate: Certificate, what: Literal["issue", "revoke"], *, by: User, at: datetime) -> None:
    """Put it on the worklist; `data` says what is proposed and by whom, so that lists can show it."""
    school = certificate.school
    titles = {
        "issue": _("Certificate %(number)s proposed by %(name)s"),
        "revoke": _("Withdrawal of certificate %(number)s proposed by %(name)s"),
    }
    address = reverse("credentials-staff:detail", kwargs={"school": school.slug, "uuid": certificate.uuid})
    open_work(
        school=school,
        kind="second",
        subject_uuid=certificate.uuid,
        who=certificate.holder_name,
        person=certificate.enrolment.student,
        title=titles[what] % {"number": certificate.number, "name": by.name},
        url=address.removeprefix(f"/at/{school.slug}/"),
        at=at,
        data={"what": what, "by": str(by.uuid), "by_name": by.name},
    )


def second_answered(certificate: Certificate, *, by: User, at: datetime) -> None:
    close_work(school=certificate.school, kind="second", subject_uuid=certificate.uuid, by=by, at=at)
