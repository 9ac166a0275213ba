"""Long work about certificates: signing what was issued before, signing anew, renewing many."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.credentials.actions import many
from feltwork.apps.credentials.actions.issuers import signed_by, unsigned
from feltwork.apps.credentials.actions.signing import held_desk, publish_lists
from feltwork.apps.credentials.models import Certificate, IssuerKey, StatusList
from feltwork.apps.credentials.signing import desk_of
from feltwork.apps.jobs.runs import Progress, long_work
from feltwork.apps.transparency.actions import integrate

BATCH = 250
State = Certificate.State


@long_work("credentials.sign_missing")
def sign_missing(run: Progress) -> Mapping[str, Any]:
    """Version 1 of every certificate that was issued before the school could sign."""
    _must_sign(run)
    return _each(run, unsigned(run.school), lambda pks: many.sign_all(pks=pks, at=timezone.now()))


@long_work("credentials.sign_again")
def sign_again(run: Progress) -> Mapping[str, Any]:
    """A new version of everything whose newest one stands on a stolen key."""
    _must_sign(run)
    key, by = IssuerKey.objects.get(pk=run.params["key"]), _starter(run)
    left = Certificate.objects.filter(pk__in=signed_by(key).values("certificate"))
    return _each(run, left, lambda pks: many.sign_all_again(pks=pks, by=by, at=timezone.now()))


@long_work("credentials.renew_many")
def renew_many(run: Progress) -> Mapping[str, Any]:
    """Renew everything that ends before a day, each by the months of its programme. Done twice it renews once.

    What ended before `from` stays ended: whether somebody who let it lapse gets it back is for a person to say.
    """
    before, by = date.fromisoformat(run.params["before"]), _starter(run)
    due = Certificate.objects.filter(state=State.IN_FORCE, valid_until__lt=before)
    due = due.filter(enrolment__cohort__programme__certificate_months__gt=0)
    if "from" in run.params:
        due = due.filter(valid_until__gte=date.fromisoformat(run.params["from"]))
    return _each(run, due, lambda pks: many.renew_all(pks=pks, before=before, by=by, at=timezone.now()))


def _must_sign(run: Progress) -> None:
    if desk_of(run.school.pk) is None:
        raise ValidationError(_("This school is not set up to sign yet."), code="state")


def _starter(run: Progress) -> User:
    """Whoever started the work is named in what happened to each certificate."""
    if run.row.started_by is None:
        raise ValidationError(_("Nobody is named who had this done."), code="by")
    return run.row.started_by


def _each(run: Progress, left: QuerySet[Certificate], do: Callable[[list[int]], int]) -> Mapping[str, Any]:
    """Do it to all of *left*, which shrinks by it, a batch in one transaction; publish lists and log at the end.

    A kill loses the batch that was under way, whose transaction never was; the next worker finds it still left.
    """
    run.total(run.done + left.count())
    last = 0
    try:
        while pks := list(left.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
            done = do(pks)
            last = pks[-1]
            run.step(done)
    finally:
        _publish(run)
    return {"done": run.done}


def _publish(run: Progress) -> None:
    now = timezone.now()
    with transaction.atomic():
        desk = held_desk(run.school.pk)
        if desk is None:
            return
        publish_lists(StatusList.objects.filter(issuer=desk.issuer), desk, at=now)
    integrate(school=run.school, at=now)
