"""Who else comes near a file: colleagues, a supervisor, guardians, and whoever breaks the glass."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import Membership, Role, User
from feltwork.apps.audit.actions import record as note
from feltwork.apps.practice import notices
from feltwork.apps.practice.cabinet import cabinet_of
from feltwork.apps.practice.models import Carer, Client, GlassBroken, Guardian, Supervision
from feltwork.apps.practice.models.consents import Topic
from feltwork.apps.practice.permissions import Sight, consent_in_force, guardians_at, in_force, sight
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.core.practice import check_guardian

GLASS_STAYS_OPEN = timedelta(hours=1)
REASON_LEAST = 10  # letters: enough to say something


@transaction.atomic
def add_carer(*, file: OpenFile, user: User, by: User, at: datetime) -> Carer:
    """A colleague of the practice treats the client, too, from now on."""
    _clinician(file)
    _works_here(user, file.client, Role.PRACTITIONER, at)
    if user.pk == file.client.clinician_id:
        raise ValidationError(_("They treat this client already."), code="user")
    row, made = Carer.objects.get_or_create(
        school=file.client.school, client=file.client, user=user, until=None, defaults={"since": at, "by": by}
    )
    if made:
        note("practice.add_carer", by=by, at=at, subject=file.client, facts={"user": user.pk})
        notices.tell_in_the_list(file.client, user, "carer", at)
    return row


@transaction.atomic
def end_carer(*, file: OpenFile, carer: Carer, by: User, at: datetime) -> None:
    _clinician(file)
    if Carer.objects.filter(pk=carer.pk, client=file.client, until=None).update(until=at):
        note("practice.end_carer", by=by, at=at, subject=file.client, facts={"user": carer.user_id})


@transaction.atomic
def begin_supervision(*, file: OpenFile, supervisor: User, by: User, at: datetime) -> Supervision:
    """Show the record for supervision. Raises ValidationError while the client does not agree to it."""
    _clinician(file)
    _works_here(supervisor, file.client, Role.SUPERVISOR, at)
    if not consent_in_force(file.client, Topic.SUPERVISION_USE):
        words = _("The client has not agreed to supervision. Ask first, and write the answer down under consents.")
        raise ValidationError(words, code="no_consent")
    row, made = Supervision.objects.get_or_create(
        school=file.client.school, client=file.client, supervisor=supervisor, until=None,
        defaults={"since": at, "by": by},
    )  # fmt: skip
    if made:
        note("practice.begin_supervision", by=by, at=at, subject=file.client, facts={"user": supervisor.pk})
        notices.tell_in_the_list(file.client, supervisor, "supervision", at)
    return row


@transaction.atomic
def end_supervision(*, file: OpenFile, supervision: Supervision, by: User, at: datetime) -> None:
    _clinician(file)
    if Supervision.objects.filter(pk=supervision.pk, client=file.client, until=None).update(until=at):
        note("practice.end_supervision", by=by, at=at, subject=file.client, facts={"user": supervision.supervisor_id})


@transaction.atomic
def break_glass(
    *, user: User, roles: frozenset[str], client_uuid: UUID, reason: str, at: datetime
) -> GlassBroken | None:
    """Open a colleague's file in an emergency, for an hour. The clinician and the carers are told at once.

    None where the practice has no such file. Raises PermissionDenied for anybody but its practitioners.
    """
    if Role.PRACTITIONER not in roles:
        raise PermissionDenied
    client = Client.objects.exclude(state=Client.State.ERASED).filter(uuid=client_uuid).first()
    if client is None:
        return None
    if sight(user, roles, client, at) in {Sight.CLINICIAN, Sight.CARER}:
        raise ValidationError(_("You treat this client: the file is open to you."), code="open")
    words = reason.strip()
    if len(words) < REASON_LEAST:
        raise ValidationError({"reason": _("Please say in a sentence why you need the file now.")})
    row = GlassBroken(school_id=client.school_id, client=client, by=user, at=at, until=at + GLASS_STAYS_OPEN)
    row.reason = cabinet_of(client).seal(row, "reason", words)
    row.save(force_insert=True)
    note("practice.break_glass", by=user, at=at, subject=client)
    for person in _treating(client, at):
        notices.tell_glass_broken(client, person, row, at)
    return row


@transaction.atomic
def add_guardian(*, file: OpenFile, about: Mapping[str, Any], by: User, at: datetime) -> Guardian:
    """Somebody who answers for a child. They see nothing until items are shown to guardians, one by one.

    Raises `core.practice.ItemError`; ValidationError where the client is of age.
    """
    _treats(file)
    if not guardians_at(file.identity, at):
        raise ValidationError(_("The client is of age and answers for themselves."), code="of_age")
    row = Guardian(school_id=file.client.school_id, client=file.client, since=at)
    row.about = file.cabinet.seal(row, "about", check_guardian(about))
    row.save(force_insert=True)
    note("practice.add_guardian", by=by, at=at, subject=file.client, facts={"guardian": str(row.uuid)})
    return row


@transaction.atomic
def change_guardian(
    *, file: OpenFile, guardian: Guardian, about: Mapping[str, Any], by: User, at: datetime
) -> Guardian:
    _treats(file)
    row = Guardian.objects.select_for_update().get(pk=guardian.pk, client=file.client)
    row.about = file.cabinet.seal(row, "about", check_guardian(about))
    row.save(update_fields=["about"])
    note("practice.change_guardian", by=by, at=at, subject=file.client, facts={"guardian": str(row.uuid)})
    return row


@transaction.atomic
def end_guardian(*, file: OpenFile, guardian: Guardian, by: User, at: datetime) -> None:
    """At once, and without telling them: a guardian may be the one the child is afraid of."""
    _treats(file)
    if Guardian.objects.filter(pk=guardian.pk, client=file.client, until=None).update(until=at):
        note("practice.end_guardian", by=by, at=at, subject=file.client, facts={"guardian": str(guardian.uuid)})


@transaction.atomic
def end_guardians_at_majority(*, client: Client, at: datetime) -> int:
    """A client who came of age answers for themselves; the clinician is told. Returns how many guardians ended."""
    identity = cabinet_of(client).open(client, "identity")
    if guardians_at(identity, at):
        return 0
    ended = Guardian.objects.filter(client=client, until=None).update(until=at)
    if ended:
        note("practice.end_guardians", by=None, at=at, subject=client, facts={"number": ended})
        notices.tell_of_age(client, at)
    return ended


def _treating(client: Client, at: datetime) -> list[User]:
    carers = in_force(Carer.objects.filter(client=client), at)
    return list(User.objects.filter(Q(pk=client.clinician_id) | Q(pk__in=carers.values("user"))))


def _works_here(user: User, client: Client, role: str, at: datetime) -> None:
    held = Membership.objects.filter(school_id=client.school_id, user=user, role=role)
    if not in_force(held, at).exists():
        raise ValidationError(_("Please choose somebody of this practice who has that role."), code="user")


def _clinician(file: OpenFile) -> None:
    if file.sight is not Sight.CLINICIAN:
        raise PermissionDenied


def _treats(file: OpenFile) -> None:
    if file.sight not in {Sight.CLINICIAN, Sight.CARER}:
        raise PermissionDenied
