"""Giving and ending roles in a school. Ending keeps the row: who could do what, when, stays known."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django_scopes import scope

from feltwork.apps.accounts import notices
from feltwork.apps.accounts.models import GRANTED_BY_HAND, GRANTED_IN_A_PRACTICE, Membership, User
from feltwork.apps.audit.actions import record

TOLD = {*GRANTED_BY_HAND, *GRANTED_IN_A_PRACTICE}


@transaction.atomic
def grant_role(*, school: Any, user: User, role: str, by: User | None, at: datetime) -> Membership:
    """Give *user* the *role* in *school*; does nothing where they hold it already. *by* is None for the machine.

    People are told about roles given by hand; an enrolment or an approval, which brings the others, has its own words.
    """
    with scope(school=school):
        membership, is_new = Membership.objects.get_or_create(
            school=school, user=user, role=role, until=None, defaults={"since": at, "granted_by": by}
        )
    if is_new:
        record("accounts.grant_role", by=by, at=at, subject=membership, facts=_facts(membership))
        if role in TOLD and by is not None:
            notices.tell_role_granted(membership, at=at)
    return membership


@transaction.atomic
def end_role(*, school: Any, user: User, role: str, by: User | None, at: datetime) -> Membership | None:
    """End the *role* that *user* holds in *school*; None where they do not hold it."""
    with scope(school=school):
        membership = Membership.objects.select_for_update().filter(user=user, role=role, until=None).first()
        if membership is None:
            return None
        membership.until = at
        membership.save(update_fields=["until"])
    record("accounts.end_role", by=by, at=at, subject=membership, facts=_facts(membership))
    if role in TOLD and by is not None:
        notices.tell_role_ended(membership, at=at)
    return membership


def _facts(membership: Membership) -> dict[str, str]:
    return {"role": membership.role, "person": str(membership.user.uuid)}
