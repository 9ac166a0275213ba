"""From everything met to a certificate: one person proposes, a second approves after the rules were asked again."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.certification.actions._checks import open_place
from feltwork.apps.certification.actions._decisions import refuse_own_matter
from feltwork.apps.certification.standing import refresh_standing, verdict_of
from feltwork.apps.credentials import actions as credentials
from feltwork.apps.credentials.models import Certificate
from feltwork.apps.schools.actions import close_work, complete
from feltwork.apps.schools.models import Enrolment, WorkItem
from feltwork.apps.schools.queries import date_at
from feltwork.apps.schools.rules import rules_of


@transaction.atomic
def propose_certificate(*, enrolment: Enrolment, holder_name: str, by: User, at: datetime) -> Certificate:
    """Propose the certificate of someone who has met everything; *holder_name* is the name the holder chose."""
    enrolment = open_place(enrolment)
    refuse_own_matter(enrolment, by)
    _check_earned(enrolment, at)
    rules = rules_of(enrolment.edition)
    certificate = credentials.propose(
        enrolment=enrolment,
        holder_name=holder_name,
        title=enrolment.cohort.programme.certificate_title,
        edition_code=enrolment.edition.code,
        levels=[level.title.in_language("en") for level in rules.levels],
        by=by,
        at=at,
    )
    close_work(school=enrolment.school, kind=WorkItem.Kind.READY, subject_uuid=enrolment.uuid, by=by, at=at)
    return certificate


@transaction.atomic
def approve_certificate(*, certificate: Certificate, by: User, at: datetime) -> Certificate:
    """Issue what a colleague proposed, if everything is still met and nothing holds it, and end the training."""
    enrolment = open_place(certificate.enrolment)
    _check_earned(enrolment, at)
    issued = credentials.approve(certificate=certificate, by=by, at=at)
    complete(enrolment=enrolment, by=by, at=at)
    return issued


@transaction.atomic
def reject_certificate(*, certificate: Certificate, reason: str, by: User, at: datetime) -> Certificate:
    """Do not issue it; if everything is still met the candidate is ready again."""
    rejected = credentials.reject(certificate=certificate, reason=reason, by=by, at=at)
    refresh_standing(enrolment=open_place(certificate.enrolment), at=at)
    return rejected


def _check_earned(enrolment: Enrolment, at: datetime) -> None:
    if enrolment.state != Enrolment.State.ACTIVE:
        raise ValidationError(_("This training is paused. Resume it first."), code="state")
    verdict = verdict_of(enrolment, date_at(enrolment.school, at))
    if not verdict.eligible:
        raise ValidationError(
            _("Not everything is met (any more). Please look at the path again."), code="not_eligible"
        )
    if verdict.held:
        raise ValidationError(_("The certificate is held. Lift the hold first."), code="held")
