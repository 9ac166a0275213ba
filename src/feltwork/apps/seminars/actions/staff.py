"""Naming trainers and assistants."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.schools.models import Provider
from feltwork.apps.seminars.models import Seminar, SeminarStaff


@transaction.atomic
def add_staff(
    *, seminar: Seminar, role: str, by: User, at: datetime, user: User | None = None, provider: Provider | None = None
) -> SeminarStaff:
    """Name somebody as trainer or assistant; the same person again gets the other part. A provider's account comes
    with them."""
    seminar = Seminar.objects.select_for_update(of=("self",)).get(pk=seminar.pk)
    if role not in SeminarStaff.Role.values:
        raise ValidationError({"role": _("Please choose trainer or assistant.")}, code="unknown")
    if provider is not None:
        user = provider.user
    row = _known(seminar, user, provider) or SeminarStaff(
        school_id=seminar.school_id, seminar=seminar, user=user, provider=provider
    )
    row.role, row.added_by, row.added_at = role, by, at
    row.save()
    record("seminars.add_staff", by=by, at=at, subject=row, facts={"role": role, "seminar": str(seminar.uuid)})
    return row


@transaction.atomic
def remove_staff(*, row: SeminarStaff, by: User, at: datetime) -> None:
    """They have no part in it any more. The consultant of a group stays one as long as the group has them."""
    row = SeminarStaff.objects.select_for_update(of=("self",)).select_related("seminar").get(pk=row.pk)
    if row.provider_id and row.seminar.host_id == row.provider_id:
        raise ValidationError(_("The consultant leads the group. Name another consultant first."), code="host")
    record("seminars.remove_staff", by=by, at=at, subject=row, facts={"seminar": str(row.seminar.uuid)})
    row.delete()


def _known(seminar: Seminar, user: User | None, provider: Provider | None) -> SeminarStaff | None:
    same = Q(provider=provider) if provider else Q()
    if user is not None:
        same |= Q(user=user)
    return SeminarStaff.objects.filter(same, seminar=seminar).first()
