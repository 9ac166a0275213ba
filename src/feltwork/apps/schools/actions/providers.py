"""Providers and what they are approved for.

An approval is never edited: it is taken back, and a new row says what holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.actions import grant_role
from feltwork.apps.accounts.models import Role, User
from feltwork.apps.audit.actions import record
from feltwork.apps.schools.actions.places import need_reason
from feltwork.apps.schools.events import approvals_changed, provider_linked
from feltwork.apps.schools.models import Approval, Cohort, Level, Provider, School
from feltwork.apps.schools.queries import date_at


@transaction.atomic
def add_provider(
    *, school: School, name: str, email: str, town: str, languages: str, by: User, at: datetime
) -> Provider:
    """Note someone who may be approved; they have no account until they sign in once."""
    email = email.strip().lower()
    if not name.strip():
        raise ValidationError({"name": _("Please write a name.")}, code="missing")
    if email and Provider.objects.filter(school=school, email__iexact=email).exists():
        raise ValidationError({"email": _("A provider with this address is already in the list.")}, code="twice")
    provider = Provider.objects.create(
        school=school, name=name.strip(), email=email, town=town.strip(), languages=languages.strip()
    )
    record("schools.add_provider", by=by, at=at, subject=provider)
    return provider


@transaction.atomic
def link_provider(*, provider: Provider, user: User, at: datetime) -> Provider:
    """From now on *user* signs as this provider. Linking the same person again changes nothing."""
    provider = Provider.objects.select_for_update(of=("self",)).select_related("school").get(pk=provider.pk)
    if provider.user_id == user.pk:
        return provider
    if provider.user_id is not None:
        raise ValidationError(_("Somebody else already signs as this provider."), code="linked")
    provider.user = user
    provider.save(update_fields=["user"])
    grant_role(school=provider.school, user=user, role=Role.PROVIDER, by=user, at=at)
    record("schools.link_provider", by=user, at=at, subject=provider, facts={"user": str(user.uuid)})
    provider_linked.send(Provider, provider=provider, user=user, at=at)
    return provider


@transaction.atomic
def approve_provider(
    *,
    provider: Provider,
    kind: str,
    levels: Sequence[str],
    issuer: str,
    valid_from: date,
    reason: str,
    by: User,
    at: datetime,
    valid_to: date | None = None,
    cohort: Cohort | None = None,
) -> Approval:
    """Approve for *kind* at *levels* (codes; none means every level), both days inclusive.

    A first day in the past is allowed and needs a reason: sessions refused until now begin to count.
    """
    provider = Provider.objects.select_for_update(of=("self",)).select_related("school").get(pk=provider.pk)
    _check_approval(provider.school, kind, levels, issuer, valid_from, valid_to)
    if valid_from < date_at(provider.school, at):
        need_reason(reason)
    row = Approval.objects.create(
        school=provider.school,
        provider=provider,
        kind=kind,
        levels=list(levels),
        issuer=issuer.strip(),
        cohort=cohort,
        valid_from=valid_from,
        valid_to=valid_to,
        reason=reason.strip(),
        entered_by=by,
        entered_at=at,
    )
    record("schools.approve_provider", by=by, at=at, subject=provider, facts={"before": None, "after": _facts(row)})
    approvals_changed.send(Provider, provider=provider, at=at)
    return row


@transaction.atomic
def retract_approval(*, approval: Approval, reason: str, by: User, at: datetime) -> Approval:
    """Take an approval back as if it had never been given, because it was entered wrongly."""
    approval = _standing(approval)
    need_reason(reason)
    _retract(approval, reason, by, at)
    facts = {"before": _facts(approval), "after": None}
    record("schools.retract_approval", by=by, at=at, subject=approval.provider, facts=facts)
    approvals_changed.send(Provider, provider=approval.provider, at=at)
    return approval


@transaction.atomic
def end_approval(*, approval: Approval, on: date, reason: str, by: User, at: datetime) -> Approval:
    """Let an approval hold up to and including *on*: the row is taken back and a shorter one says what holds."""
    approval = _standing(approval)
    need_reason(reason)
    if on < approval.valid_from or (approval.valid_to is not None and on >= approval.valid_to):
        raise ValidationError({"on": _("Please choose a day within the approval.")}, code="outside")
    before = _facts(approval)
    _retract(approval, reason, by, at)
    shorter = Approval.objects.get(pk=approval.pk)
    shorter.pk, shorter.uuid = None, Approval._meta.get_field("uuid").get_default()
    shorter.valid_to, shorter.reason, shorter.entered_by, shorter.entered_at = on, reason.strip(), by, at
    shorter.retracted_at, shorter.retracted_by, shorter.retracted_reason = None, None, ""
    shorter.save(force_insert=True)
    facts = {"before": before, "after": _facts(shorter)}
    record("schools.end_approval", by=by, at=at, subject=approval.provider, facts=facts)
    approvals_changed.send(Provider, provider=approval.provider, at=at)
    return shorter


def _standing(approval: Approval) -> Approval:
    rows = Approval.objects.select_for_update(of=("self",)).select_related("provider__school", "cohort")
    approval = rows.get(pk=approval.pk)
    if approval.retracted_at is not None:
        raise ValidationError(_("This approval was already taken back."), code="retracted")
    return approval


def _retract(approval: Approval, reason: str, by: User, at: datetime) -> None:
    approval.retracted_at, approval.retracted_by, approval.retracted_reason = at, by, reason.strip()
    approval.save(update_fields=["retracted_at", "retracted_by", "retracted_reason"])


def _check_approval(
    school: School, kind: str, levels: Sequence[str], issuer: str, valid_from: date, valid_to: date | None
) -> None:
    if kind not in Approval.Kind.values:
        raise ValidationError({"kind": _("Please choose what for.")}, code="unknown")
    if not issuer.strip():
        raise ValidationError({"issuer": _("Who approved?")}, code="missing")
    known = set(Level.objects.filter(school=school).values_list("code", flat=True))
    if set(levels) - known:
        raise ValidationError({"levels": _("There is no such level.")}, code="unknown")
    if valid_to is not None and valid_to < valid_from:
        raise ValidationError({"valid_to": _("The last day lies before the first.")}, code="order")


def _facts(row: Approval) -> dict[str, Any]:
    return {
        "approval": str(row.uuid),
        "kind": row.kind,
        "levels": list(row.levels),
        "issuer": row.issuer,
        "cohort": str(row.cohort.uuid) if row.cohort else None,
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat() if row.valid_to else None,
    }
