"""The installation's own keys: made when first needed, and changed in time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from joserfc.jwk import RSAKey

from feltwork.apps.audit.actions import record
from feltwork.apps.keys import store
from feltwork.apps.lti.models import PlatformKey

LASTS = timedelta(days=90)
SHOWN_AFTER = timedelta(days=7)  # tools keep our keys for a while; a message holds for five minutes
AHEAD = timedelta(days=1)  # so long the next key is published before it signs
State = PlatformKey.State


def make_keys(*, at: datetime) -> PlatformKey:
    """The key that signs now; with the next one it is made where there is none yet. Raises KeyStoreError."""
    active = PlatformKey.objects.filter(state=State.ACTIVE).first()
    if active is not None:
        return active
    try:
        with transaction.atomic():
            active = _made(State.ACTIVE, at)
            _made(State.NEXT, at)
    except IntegrityError:  # somebody else was quicker
        return PlatformKey.objects.get(state=State.ACTIVE)
    return active


def rotate_keys(*, at: datetime, by: Any = None, at_once: bool = False) -> bool:
    """Let the next key sign and make another; False where the present one is young enough.

    With *at_once* now, and the present key is destroyed: for one that others may have got hold of.
    """
    active = make_keys(at=at)
    following = PlatformKey.objects.filter(state=State.NEXT).first()
    is_due = at - active.since >= LASTS and following is not None and at - following.since >= AHEAD
    if not is_due and not at_once:
        return False
    with transaction.atomic():
        _end(active, at=at, at_once=at_once)
        if following is None:
            following = _made(State.ACTIVE, at)
        PlatformKey.objects.filter(pk=following.pk).update(state=State.ACTIVE, since=at)
        _made(State.NEXT, at)
        record("lti.rotate_keys", by=by, at=at, facts={"kid": following.kid, "at_once": at_once})
    return True


def forget_old_keys(*, at: datetime) -> int:
    """Take away keys that signed nothing which is still alive; their private halves are destroyed."""
    gone = list(PlatformKey.objects.filter(state=State.OLD, since__lt=at - SHOWN_AFTER))
    for key in gone:
        store().destroy(key.store_id)
        key.delete()
    return len(gone)


def _end(key: PlatformKey, *, at: datetime, at_once: bool) -> None:
    if at_once:
        store_id = key.store_id
        key.delete()
        transaction.on_commit(lambda: store().destroy(store_id))
    else:
        PlatformKey.objects.filter(pk=key.pk).update(state=State.OLD, since=at)


def _made(state: str, at: datetime) -> PlatformKey:
    made = store().create(algorithm="RSA-3072", label=f"LTI launches, made {at:%Y-%m-%d}")
    try:
        with transaction.atomic():
            key = PlatformKey(state=state, store_id=made.id, since=at, public={})
            key.public = public_jwk(made.public_key, key.kid)
            key.save(force_insert=True)
    except IntegrityError:
        store().destroy(made.id)
        raise
    return key


def public_jwk(der: bytes, kid: str) -> dict[str, Any]:
    """A public key as it is published."""
    key = RSAKey.import_key(der)
    return {**key.as_dict(private=False), "kid": kid, "use": "sig", "alg": "RS256"}
