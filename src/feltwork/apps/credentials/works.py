"""Long work about certificates: signing what was issued before, signing anew, renewing many."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.credentials.actions.common import locked, note
from feltwork.apps.credentials.actions.issuers import signed_by, unsigned
from feltwork.apps.credentials.actions.renewing import end_of, months_later, renew
from feltwork.apps.credentials.actions.signing import add_version, publish_lists, revoke_version
from feltwork.apps.credentials.actions.transparent import log_version
from feltwork.apps.credentials.models import Certificate, CertificateEvent, CredentialVersion, IssuerKey, StatusList
from feltwork.apps.credentials.permissions import PUBLIC
from feltwork.apps.credentials.signing import Desk, desk_of
from feltwork.apps.jobs.runs import Progress, long_work

BATCH = 100
Kind = CredentialVersion.Kind
State = Certificate.State
WITH = ("school", "enrolment__cohort__programme", "enrolment__student")


@long_work("credentials.sign_missing")
def sign_missing(run: Progress) -> Mapping[str, Any]:
    """Version 1 of every certificate that was issued before the school could sign."""

    def one(certificate: Certificate, desk: Desk, at: datetime) -> None:
        row = locked(certificate, *PUBLIC)
        until = end_of(row.school, row.valid_until)
        version = add_version(row, Kind.ISSUE, at=at, valid_until=until, desk=desk, publish=False)
        log_version(row, version, at=at)
        if row.state == State.REVOKED:
            revoke_version(row, at=at)

    return _each(run, unsigned(run.school), one)


@long_work("credentials.sign_again")
def sign_again(run: Progress) -> Mapping[str, Any]:
    """A new version of everything whose newest one stands on a stolen key."""
    key = IssuerKey.objects.get(pk=run.params["key"])
    left = Certificate.objects.filter(pk__in=signed_by(key).values("certificate"))

    def one(certificate: Certificate, desk: Desk, at: datetime) -> None:
        row = locked(certificate, State.IN_FORCE, State.SUSPENDED)
        until = end_of(row.school, row.valid_until)
        version = add_version(row, Kind.REISSUE, at=at, valid_until=until, desk=desk, publish=False)
        log_version(row, version, at=at)
        note(row, CertificateEvent.Kind.REISSUED, "credentials.sign_again", by=_starter(run), at=at)

    return _each(run, left, one)


@long_work("credentials.renew_many")
def renew_many(run: Progress) -> Mapping[str, Any]:
    """Renew everything that ends before a day, each by the months of its programme. Done twice it renews once."""
    before = date.fromisoformat(run.params["before"])
    due = Certificate.objects.filter(state=State.IN_FORCE, valid_until__lt=before)
    due = due.filter(enrolment__cohort__programme__certificate_months__isnull=False)

    def one(certificate: Certificate, desk: Desk, at: datetime) -> None:
        months = certificate.enrolment.cohort.programme.certificate_months
        until = certificate.valid_until
        if months is None or until is None:  # the query asks for both
            return
        while until < before:
            until = months_later(until, months)
        renew(certificate=certificate, until=until, by=_starter(run), at=at, desk=desk, publish=False)

    return _each(run, due, one)


def _starter(run: Progress) -> User:
    """Whoever started the work is named in what happened to each certificate."""
    if run.row.started_by is None:
        raise ValidationError(_("Nobody is named who had this done."), code="by")
    return run.row.started_by


def _each(
    run: Progress, left: QuerySet[Certificate], do: Callable[[Certificate, Desk, datetime], None]
) -> Mapping[str, Any]:
    """Do it to each of *left*, which shrinks by it, a batch in one transaction; publish the lists once at the end.

    A kill loses the batch that was under way, whose transaction never was; the next worker finds it still left.
    """
    desk = desk_of(run.school.pk)
    if desk is None:
        return {}
    run.total(run.done + left.count())
    last = 0
    try:
        while batch := list(left.filter(pk__gt=last).select_related(*WITH).order_by("pk")[:BATCH]):
            with transaction.atomic():
                for certificate in batch:
                    do(certificate, desk, timezone.now())
            last = batch[-1].pk
            run.step(len(batch))
    finally:
        with transaction.atomic():
            lists = StatusList.objects.filter(issuer=desk.issuer).values_list("pk", flat=True)
            publish_lists(set(lists), desk, at=timezone.now())
    return {"done": run.done}
