"""Adding entries inside the transaction of the act that they tell of, and erasing what they commit to."""

from __future__ import annotations

import os
from base64 import b32encode
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.schools.models import School
from feltwork.apps.schools.queries import date_at
from feltwork.apps.transparency.models import LeafSecret, LogLeaf
from feltwork.core.transparency import commitment, entry, leaf_hash, month_of

SALT_BYTES = 32


def append(*, school: School, kind: str, subject_uuid: UUID, facts: Mapping[str, str], at: datetime) -> LogLeaf:
    """Add an entry inside the transaction of the act that it tells of. It waits for its place."""
    leaf, secret = _leaf(school, kind, subject_uuid, facts, at)
    leaf.save(force_insert=True)
    secret.save(force_insert=True)
    return leaf


def append_many(*, school: School, kind: str, told: Iterable[tuple[UUID, Mapping[str, str]]], at: datetime) -> None:
    """Add many entries of one kind, each about its subject, in two statements."""
    pairs = [_leaf(school, kind, subject_uuid, facts, at) for subject_uuid, facts in told]
    LogLeaf.objects.bulk_create(leaf for leaf, _secret in pairs)
    for leaf, secret in pairs:
        secret.leaf = leaf
    LeafSecret.objects.bulk_create(secret for _leaf, secret in pairs)


@transaction.atomic
def forget(*, subject_uuid: UUID, by: User | None, at: datetime) -> int:
    """Erase salts and facts of all entries about one thing. The entries stay and say nothing about anybody."""
    secrets = LeafSecret.objects.filter(leaf__subject_uuid=subject_uuid)
    first = secrets.first()
    if first is None:
        return 0
    record("transparency.forget", by=by, at=at, school=first.school, facts={"subject": str(subject_uuid)})
    return secrets.delete()[0]


def _leaf(
    school: School, kind: str, subject_uuid: UUID, facts: Mapping[str, str], at: datetime
) -> tuple[LogLeaf, LeafSecret]:
    salt, told = os.urandom(SALT_BYTES), dict(facts)
    data = entry(event=kind, committed=commitment(told, salt=salt), month=month_of(date_at(school, at)))
    leaf = LogLeaf(
        school=school,
        kind=kind,
        subject_uuid=subject_uuid,
        entry=data.decode(),
        leaf_hash=leaf_hash(data).hex(),
        token=b32encode(os.urandom(16)).decode().rstrip("=").lower(),
        at=at,
    )
    return leaf, LeafSecret(school=school, leaf=leaf, salt=salt.hex(), facts=told)
