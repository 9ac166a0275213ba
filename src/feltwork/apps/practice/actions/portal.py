"""The client's own side: invited by mail, let in by a code that was said in person."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from feltwork.apps.accounts.actions import grant_role
from feltwork.apps.accounts.models import Role, User
from feltwork.apps.audit.actions import record as note
from feltwork.apps.notices.actions import tell
from feltwork.apps.practice.actions.appointments import plan_reminders
from feltwork.apps.practice.models import Client, Guardian, Invitation
from feltwork.apps.practice.notices import SUBJECT
from feltwork.apps.practice.permissions import Sight
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.core.practice import check_identity

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8  # 31**8: with five tries nobody guesses it
HOLDS = timedelta(days=14)
REACH = (
    "email", "phone", "safe_channel", "safe_hours", "safe_words", "language", "time_zone", "reminder_hours",
    "reminder_words", "pronouns", "preferred_name",
)  # fmt: skip


@transaction.atomic
def invite(
    *, file: OpenFile, email: str, by: User, at: datetime, guardian: Guardian | None = None
) -> tuple[Invitation, str]:
    """Send a link that says nothing, and return the code to say in person. An earlier invitation ends."""
    if file.sight not in {Sight.CLINICIAN, Sight.CARER}:
        raise PermissionDenied
    if guardian is None and file.client.user_id is not None:
        raise ValidationError(_("The client’s side is open already."), code="open")
    if guardian is not None and (guardian.user_id is not None or guardian.client_id != file.client.pk):
        raise ValidationError(_("This guardian’s side is open already."), code="open")
    Invitation.objects.filter(client=file.client, guardian=guardian, used_at=None).update(until=at)
    code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
    row = Invitation.objects.create(
        school_id=file.client.school_id,
        client=file.client,
        guardian=guardian,
        code_hash=make_password(code),
        by=by,
        made_at=at,
        until=at + HOLDS,
    )
    tell(
        email=email,
        school=file.client.school,
        code="practice.invitation",
        key=f"practice-invitation-{row.uuid}",
        subject=SUBJECT,
        body=_("Open this page when you are alone with your device. It asks for the code that you were given."),
        url=reverse("practice:join", kwargs={"school": file.client.school.slug, "uuid": row.uuid}),
        at=at,
    )
    note("practice.invite", by=by, at=at, subject=file.client)
    return row, code


def join(*, invitation: UUID, code: str, user: User, at: datetime) -> Client:
    """Open the client's side to *user*, who typed the code. Five tries; then a new invitation is needed.

    Raises ValidationError: too late, used, no tries left, or not the code.
    """
    with transaction.atomic():
        row = (
            Invitation.objects.select_for_update(of=("self",))
            .select_related("client__school", "by", "guardian")
            .get(uuid=invitation)
        )
        if row.used_at is not None or row.until <= at or row.tries_left == 0:
            raise ValidationError(_("This invitation holds no longer. Please ask for a new one."), code="over")
        if check_password("".join(code.upper().split()).replace("-", ""), row.code_hash):
            return _let_in(row, user, at)
        row.tries_left -= 1
        row.save(update_fields=["tries_left"])
        note("practice.wrong_code", by=user, at=at, subject=row.client)
    raise ValidationError(_("That is not the code. %(left)s tries are left.") % {"left": row.tries_left}, code="code")


def _let_in(row: Invitation, user: User, at: datetime) -> Client:
    client = Client.objects.select_for_update().get(pk=row.client_id)
    if client.state == Client.State.ERASED:
        raise ValidationError(_("This invitation holds no longer. Please ask for a new one."), code="over")
    if row.guardian is not None:
        Guardian.objects.filter(pk=row.guardian.pk, until=None).update(user=user)
    else:
        _own_file(client, user)
    row.used_at, row.used_by = at, user
    row.save(update_fields=["used_at", "used_by"])
    grant_role(school=row.client.school, user=user, role=Role.CLIENT, by=row.by, at=at)
    note("practice.join", by=user, at=at, subject=client)
    return client


def _own_file(client: Client, user: User) -> None:
    if Client.objects.filter(clinician=client.clinician_id, user=user).exclude(pk=client.pk).exists():
        raise ValidationError(_("You have a space with this practitioner already."), code="twice")
    if user.pk == client.clinician_id:
        raise ValidationError(_("Nobody is their own client."), code="own")
    client.user = user
    client.save(update_fields=["user"])


@transaction.atomic
def set_portal_paused(*, file: OpenFile, paused: bool, by: User, at: datetime) -> None:
    """The client may close their side; whoever treats them opens it again with them."""
    allowed = {Sight.CLINICIAN, Sight.CARER} | ({Sight.CLIENT} if paused else set())
    if file.sight not in allowed:
        raise PermissionDenied
    Client.objects.filter(pk=file.client.pk).update(is_portal_paused=paused)
    note("practice.pause_portal", by=by, at=at, subject=file.client, facts={"paused": paused})


@transaction.atomic
def change_reach(*, file: OpenFile, reach: Mapping[str, Any], by: User, at: datetime) -> Client:
    """How the client may be reached and reminded, as they say themselves."""
    if file.sight is not Sight.CLIENT:
        raise PermissionDenied
    row = Client.objects.select_for_update().get(pk=file.client.pk)
    before: dict[str, Any] = file.cabinet.open(row, "identity")
    kept = {name: value for name, value in before.items() if name not in REACH}
    taken = check_identity(kept | {name: reach.get(name) for name in REACH})
    if taken != before:
        row.identity, row.version = file.cabinet.seal(row, "identity", taken), row.version + 1
        row.save(update_fields=["identity", "version"])
        changed = sorted(name for name in REACH if before.get(name) != taken.get(name))
        note("practice.change_identity", by=by, at=at, subject=row, facts={"fields": changed})
        if "reminder_hours" in changed:
            plan_reminders(client=row, identity=taken, at=at)
    return row
