"""Asking a provider, reminding, and what ends a request without an answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.links import hash_of
from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.schools.models import Provider, School
from feltwork.apps.schools.queries import date_at
from feltwork.apps.signoffs import notices
from feltwork.apps.signoffs.events import request_closed
from feltwork.apps.signoffs.models import SignOffRequest
from feltwork.apps.signoffs.queries.requests import row_of
from feltwork.apps.signoffs.tokens import token_for
from feltwork.core.signoffs import digest

DAYS = 14
Outcome = SignOffRequest.Outcome


@transaction.atomic
def request_sign_off(
    *,
    school: School,
    subject_uuid: UUID,
    student: User,
    provider: Provider,
    presented: Mapping[str, Any],
    by: User,
    at: datetime,
    days: int = DAYS,
) -> SignOffRequest:
    """Ask *provider* to confirm what *presented* says; they are mailed once.

    While the same provider is asked about the same subject, asking again only brings what is shown up to date.
    Another provider, or a request that ran out of time, is replaced. The signer follows from *provider*, never from
    the student.
    """
    _check_provider(provider, student)
    digest(presented)  # ValueError for what could not be shown and sealed alike
    standing = _standing(school, subject_uuid)
    if standing is not None and standing.outcome == Outcome.OPEN and standing.provider_id == provider.pk:
        return _bring_up_to_date(standing, presented, by, at)
    if standing is not None:
        close(standing, Outcome.CANCELLED, by=by, at=at)
    try:
        with transaction.atomic():
            request = _create(school, subject_uuid, student, provider, dict(presented), at, days)
    except IntegrityError:
        # the same press of the button, twice at once
        return SignOffRequest.objects.get(school=school, subject_uuid=subject_uuid, outcome=Outcome.OPEN)
    record("signoffs.request_sign_off", by=by, at=at, subject=request, facts={"provider": str(provider.uuid)})
    notices.tell_asked(request, at=at)
    return request


@transaction.atomic
def cancel_request(*, school: School, subject_uuid: UUID, by: User, at: datetime) -> SignOffRequest | None:
    """Take back what waits for a signature, or ran out of time; None where nothing does."""
    request = _standing(school, subject_uuid)
    if request is not None:
        close(request, Outcome.CANCELLED, by=by, at=at)
    return request


def close(request: SignOffRequest, outcome: str, *, by: User | None, at: datetime, reply: str = "") -> None:
    """End a locked *request*. Called inside a transaction."""
    request.outcome, request.closed_at, request.reply = outcome, at, reply
    request.save(update_fields=["outcome", "closed_at", "reply"])
    record("signoffs.close_request", by=by, at=at, subject=request, facts={"outcome": str(outcome)})
    request_closed.send(
        "signoffs", request=row_of(request), student_id=request.student_id, school=request.school, at=at
    )


def _check_provider(provider: Provider, student: User) -> None:
    if not (provider.email or provider.user_id):
        raise ValidationError(_("The school has no mail address of this provider. Please attach evidence instead."))
    if provider.user_id == student.pk or provider.email.lower() == student.email.lower():
        raise ValidationError(_("Nobody can confirm their own sessions."), code="own")


def _standing(school: School, subject_uuid: UUID) -> SignOffRequest | None:
    requests = SignOffRequest.objects.select_for_update(of=("self",)).select_related(
        "provider__user", "student", "school"
    )
    asked = requests.filter(school=school, subject_uuid=subject_uuid, outcome__in=[Outcome.OPEN, Outcome.EXPIRED])
    return asked.order_by("-asked_at", "-pk").first()


def _bring_up_to_date(request: SignOffRequest, presented: Mapping[str, Any], by: User, at: datetime) -> SignOffRequest:
    if request.presented != dict(presented):
        request.presented = dict(presented)
        request.save(update_fields=["presented"])
        record("signoffs.change_request", by=by, at=at, subject=request)
    return request


def _create(
    school: School,
    subject_uuid: UUID,
    student: User,
    provider: Provider,
    presented: dict[str, Any],
    at: datetime,
    days: int,
) -> SignOffRequest:
    uuid = uuid4()
    return SignOffRequest.objects.create(
        uuid=uuid,
        school=school,
        subject_uuid=subject_uuid,
        student=student,
        provider=provider,
        presented=presented,
        token_hash=hash_of(token_for(uuid)),
        asked_at=at,
        due_on=date_at(school, at) + timedelta(days=days),
    )
