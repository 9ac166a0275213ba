"""Signing versions of a certificate, and the lists that say which of them hold no longer."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from feltwork.apps.credentials.models import Certificate, CredentialVersion, Issuer, StatusBit, StatusList
from feltwork.apps.credentials.signing import Desk, Facts, desk_of, sign, sign_list
from feltwork.core.credentials import SIZE, encode_bits

Kind = CredentialVersion.Kind
LIST_HOLDS = timedelta(days=90)  # so that a short outage of ours makes nothing "unknown"
FULL = SIZE * 9 // 10  # beyond that, chance takes long to find a free place


def add_version(
    certificate: Certificate,
    kind: Kind,
    *,
    at: datetime,
    valid_until: datetime | None = None,
    desk: Desk | None = None,
    publish: bool = True,
) -> CredentialVersion | None:
    """Sign a new version of a certificate that the caller holds locked; None where the school is not set up to sign.

    The version before it holds no longer. With *publish* the status list that says so is signed at once; a caller who
    makes many publishes once, afterwards.
    """
    desk = desk or desk_of(certificate.school_id)
    if desk is None:
        return None
    before = CredentialVersion.objects.filter(certificate=certificate).order_by("version").last()
    valid_from = max(at, before.valid_from + timedelta(seconds=1)) if before else at
    status_list = open_list(desk, at=at)
    facts = Facts(certificate.holder_name, valid_from, valid_until, status_list, _take_index(status_list))
    document, jwt = sign(certificate, facts, desk, at=at)
    version = CredentialVersion.objects.create(
        school_id=certificate.school_id,
        certificate=certificate,
        version=before.version + 1 if before else 1,
        kind=kind,
        holder_name=facts.holder_name,
        valid_from=facts.valid_from,
        valid_until=facts.valid_until,
        status_list=status_list,
        status_index=facts.status_index,
        document=document,
        jwt=jwt,
        proof_key=desk.proof_key,
        jwt_key=desk.jwt_key,
        at=at,
    )
    if before:
        set_bit(before, StatusBit.Why.SUPERSEDED, at=at)
    if publish:
        publish_lists({status_list.pk, *([before.status_list_id] if before else [])}, desk, at=at)
    return version


def revoke_version(certificate: Certificate, *, at: datetime) -> CredentialVersion | None:
    """Set the bit of the newest version and publish its list; None where nothing was ever signed."""
    newest = CredentialVersion.objects.filter(certificate=certificate).order_by("version").last()
    desk = desk_of(certificate.school_id)
    if newest is None or desk is None:
        return None
    set_bit(newest, StatusBit.Why.REVOKED, at=at)
    publish_lists({newest.status_list_id}, desk, at=at)
    return newest


def set_bit(version: CredentialVersion, why: StatusBit.Why, *, at: datetime) -> None:
    """Setting it twice changes nothing: what was replaced stays replaced."""
    StatusBit.objects.get_or_create(
        school_id=version.school_id,
        status_list_id=version.status_list_id,
        index=version.status_index,
        defaults={"why": why, "at": at},
    )


def publish_lists(pks: set[int], desk: Desk, *, at: datetime) -> None:
    """Sign these lists anew, as the bits are now."""
    for status_list in StatusList.objects.select_for_update().filter(pk__in=pks).order_by("pk"):
        indices = StatusBit.objects.filter(status_list=status_list).values_list("index", flat=True)
        document, jwt = sign_list(status_list, encode_bits(indices), desk, at=at, until=at + LIST_HOLDS)
        status_list.document, status_list.jwt, status_list.signed_at = document, jwt, at
        status_list.save(update_fields=["document", "jwt", "signed_at"])


def open_list(desk: Desk, *, at: datetime) -> StatusList:
    """The list that takes new versions, held so that no two take the same place. A new one is published at once."""
    Issuer.objects.select_for_update().get(pk=desk.issuer.pk)  # before there is a list, this is all there is to hold
    newest = StatusList.objects.select_for_update().filter(issuer=desk.issuer).order_by("number").last()
    if newest is None or newest.used >= FULL:
        number = newest.number + 1 if newest else 1
        newest = StatusList.objects.create(school_id=desk.issuer.school_id, issuer=desk.issuer, number=number)
        publish_lists({newest.pk}, desk, at=at)
    return newest


def _take_index(status_list: StatusList) -> int:
    """A place by chance that no version ever had: its number tells nobody who came before whom."""
    index = secrets.randbelow(SIZE)
    while CredentialVersion.objects.filter(status_list=status_list, status_index=index).exists():
        index = secrets.randbelow(SIZE)
    status_list.used += 1
    status_list.save(update_fields=["used"])
    return index
