"""Claiming a licence, and checking it in its register."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.directory import notices
from feltwork.apps.directory.actions.following import follow
from feltwork.apps.directory.models import Licence, LicenceCheck, Profile
from feltwork.apps.schools.queries import date_at

Result = LicenceCheck.Result
BECOMES = {
    Result.CONFIRMED: Licence.State.CHECKED,
    Result.NOT_FOUND: Licence.State.REFUSED,
    Result.OTHER_NAME: Licence.State.REFUSED,
    Result.ENDED: Licence.State.ENDED,
    Result.UNCLEAR: None,  # stays as it was
}
IDENTITY = ("register_name", "number", "country", "region")


@transaction.atomic
def claim_licence(*, profile: Profile, fields: Mapping[str, Any], by: User, at: datetime) -> Licence:
    """Say where one's licence stands. A licence that reads otherwise than the one before has to be checked anew."""
    row = Licence.objects.select_for_update().filter(profile=profile, profession=profile.profession).first()
    is_new = row is None
    row = row or Licence(school=profile.school, profile=profile, profession=profile.profession)
    is_other = is_new or any(getattr(row, name) != fields.get(name, "") for name in IDENTITY)
    for name in (*IDENTITY, "url"):
        setattr(row, name, fields.get(name, ""))
    row.changed_at = at
    if is_other or row.state in (Licence.State.REFUSED, Licence.State.ENDED):
        row.state, row.valid_until = Licence.State.CLAIMED, None
    row.save()
    record("directory.claim_licence", by=by, at=at, subject=row)
    if row.state == Licence.State.CLAIMED:
        transaction.on_commit(partial(notices.tell_staff_licence, row, at))
    follow(profile, at)
    return row


def look_up_anew(profile: Profile, at: datetime) -> None:
    """What was checked waits to be looked up again; part of the act that gave the reason."""
    for row in Licence.objects.select_for_update().filter(profile=profile, state=Licence.State.CHECKED):
        row.state, row.changed_at = Licence.State.CLAIMED, at
        row.save(update_fields=["state", "changed_at"])
        transaction.on_commit(partial(notices.tell_staff_licence, row, at))


@transaction.atomic
def check_licence(
    *,
    licence: Licence,
    result: str,
    method: str,
    source: str,
    on: date,
    valid_until: date | None = None,
    note: str = "",
    by: User,
    at: datetime,
) -> LicenceCheck:
    """Enter what the register says. Nobody checks their own."""
    row = Licence.objects.select_for_update().select_related("profile").get(pk=licence.pk)
    if row.profile.owner_id == by.pk:
        raise PermissionDenied
    if on > date_at(row.school, at):
        raise ValidationError({"on": _("This day has not come yet.")})
    check = LicenceCheck.objects.create(
        school=row.school, licence=row, on=on, method=method, source=source, result=result, note=note, by=by, at=at
    )
    row.state = BECOMES[Result(result)] or row.state
    row.valid_until = valid_until if result == Result.CONFIRMED else row.valid_until
    row.changed_at = at
    row.save()
    record("directory.check_licence", by=by, at=at, subject=row, facts={"result": str(result), "method": str(method)})
    transaction.on_commit(partial(notices.tell_licence, check, at))
    follow(row.profile, at)
    return check
