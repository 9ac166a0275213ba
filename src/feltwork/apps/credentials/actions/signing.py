"""Signing versions of a certificate, and the lists that say which of them hold no longer."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from feltwork.apps.credentials.models import Certificate, CredentialVersion, Issuer, StatusBit, StatusList
from feltwork.apps.credentials.signing import Desk, Facts, desk_of, sign, sign_list
from feltwork.core.credentials import SIZE, encode_bits

Kind = CredentialVersion.Kind
LIST_HOLDS = timedelta(days=90)  # so that a short outage of ours makes nothing "unknown"
LIST_MAY_BE_OLD = timedelta(days=3)  # the worker signs them each day
FULL = SIZE * 9 // 10  # beyond that, chance takes long to find a free place
log = logging.getLogger(__name__)


def add_version(
    certificate: Certificate, kind: Kind, *, at: datetime, valid_until: datetime | None = None
) -> CredentialVersion | None:
    """Sign a new version of a certificate that the caller holds locked; None where the school is not set up to sign.

    The version before it holds no longer, and the list that says so is published at once.
    """
    desk = held_desk(certificate.school_id)
    if desk is None:
        return None
    version, *_rest = add_versions([(certificate, valid_until)], kind, desk, at=at)
    changed = CredentialVersion.objects.filter(certificate=certificate, version__gte=version.version - 1)
    publish_lists(StatusList.objects.filter(pk__in=changed.values("status_list")), desk, at=at)
    return version


def add_versions(
    wanted: Sequence[tuple[Certificate, datetime | None]], kind: Kind, desk: Desk, *, at: datetime
) -> list[CredentialVersion]:
    """Sign new versions of certificates that the caller holds locked, each until its end, in few statements.

    *desk* is a `held_desk`: between looking up the keys and signing no key may be taken out.
    The versions before hold no longer; the caller publishes the lists. What never had one gets its first, as issued.
    """
    before = _newest([certificate for certificate, _until in wanted])
    status_list = open_list(desk, at=at)
    places = _take_places(status_list, len(wanted))
    versions = []
    for (certificate, until), place in zip(wanted, places, strict=True):
        old = before.get(certificate.pk)
        begins = max(at, old.valid_from + timedelta(seconds=1)) if old else at
        facts = Facts(certificate.holder_name, begins, until, status_list, place)
        versions.append(_version(certificate, facts, desk, kind if old else Kind.ISSUE, old, at=at))
    CredentialVersion.objects.bulk_create(versions)
    set_bits(before.values(), StatusBit.Why.SUPERSEDED, at=at)
    return versions


def revoke_version(certificate: Certificate, *, at: datetime) -> CredentialVersion | None:
    """Set the bit of the newest version and publish its list; None where nothing was ever signed."""
    newest = CredentialVersion.objects.filter(certificate=certificate).order_by("version").last()
    desk = held_desk(certificate.school_id)
    if newest is None or desk is None:
        return None
    set_bits([newest], StatusBit.Why.REVOKED, at=at)
    publish_lists(StatusList.objects.filter(pk=newest.status_list_id), desk, at=at)
    return newest


def set_bits(versions: Iterable[CredentialVersion], why: StatusBit.Why, *, at: datetime) -> None:
    """Setting one twice changes nothing: what was replaced stays replaced."""
    bits = [
        StatusBit(
            school_id=version.school_id,
            status_list_id=version.status_list_id,
            index=version.status_index,
            why=why,
            at=at,
        )
        for version in versions
    ]
    StatusBit.objects.bulk_create(bits, ignore_conflicts=True)


def held_desk(school_id: int) -> Desk | None:
    """What the school signs with, held: no key and no list changes until this transaction ends.

    Of all rows of signing this one is locked first; the lists and the keys come after it.
    """
    Issuer.objects.select_for_update().filter(school_id=school_id).first()
    return desk_of(school_id)


def publish_lists(lists: QuerySet[StatusList], desk: Desk, *, at: datetime) -> None:
    """Sign these lists anew, as the bits are now. *desk* is a `held_desk`."""
    for status_list in lists.select_for_update().order_by("pk"):
        indices = StatusBit.objects.filter(status_list=status_list).values_list("index", flat=True)
        document, jwt = sign_list(status_list, encode_bits(indices), desk, at=at, until=at + LIST_HOLDS)
        status_list.document, status_list.jwt, status_list.signed_at = document, jwt, at
        status_list.save(update_fields=["document", "jwt", "signed_at"])


@transaction.atomic
def sign_old_list(*, issuer: Issuer, number: int, at: datetime) -> None:
    """Sign a list anew whose worker has been away for days; where no key can be used it stays as it is."""
    old = StatusList.objects.filter(issuer=issuer, number=number, signed_at__lt=at - LIST_MAY_BE_OLD)
    desk = held_desk(issuer.school_id) if old.exists() else None
    if desk is None:
        return
    try:
        publish_lists(old, desk, at=at)
    except ValidationError as refused:
        log.warning("credentials.list_not_signed", extra={"code": refused.code})


def open_list(desk: Desk, *, at: datetime) -> StatusList:
    """The list that takes new versions, held so that no two take the same place. A new one is published at once."""
    newest = StatusList.objects.select_for_update().filter(issuer=desk.issuer).order_by("number").last()
    if newest is None or newest.used >= FULL:
        number = newest.number + 1 if newest else 1
        newest = StatusList.objects.create(school_id=desk.issuer.school_id, issuer=desk.issuer, number=number)
        publish_lists(StatusList.objects.filter(pk=newest.pk), desk, at=at)
    return newest


def _take_places(status_list: StatusList, count: int) -> list[int]:
    """Places by chance that no version ever had, in an order by chance: they tell nobody who came before whom."""
    free: dict[int, None] = {}  # keeps the order in which chance named them
    while len(free) < count:
        drawn = [secrets.randbelow(SIZE) for _ in range(count - len(free))]
        given = CredentialVersion.objects.filter(status_list=status_list, status_index__in=drawn)
        taken = set(given.values_list("status_index", flat=True))
        free.update((place, None) for place in drawn if place not in taken)
    status_list.used += count
    status_list.save(update_fields=["used"])
    return list(free)


def _newest(certificates: Sequence[Certificate]) -> dict[int, CredentialVersion]:
    """The newest version of each that has one, without what was signed."""
    rows = CredentialVersion.objects.filter(certificate__in=certificates).defer("document", "jwt")
    return {row.certificate_id: row for row in rows.order_by("version")}


def _version(
    certificate: Certificate, facts: Facts, desk: Desk, kind: Kind, before: CredentialVersion | None, *, at: datetime
) -> CredentialVersion:
    document, jwt = sign(certificate, facts, desk, at=at)
    return CredentialVersion(
        school_id=certificate.school_id,
        certificate=certificate,
        version=before.version + 1 if before else 1,
        kind=kind,
        holder_name=facts.holder_name,
        valid_from=facts.valid_from,
        valid_until=facts.valid_until,
        status_list=facts.status_list,
        status_index=facts.status_index,
        document=document,
        jwt=jwt,
        proof_key=desk.proof_key,
        jwt_key=desk.jwt_key,
        at=at,
    )
