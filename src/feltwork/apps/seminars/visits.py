"""The address that a visitor's mails carry: nobody can guess it, and it opens one visit and nothing else."""

from __future__ import annotations

from uuid import UUID

from django.core.signing import BadSignature, Signer

SALT = "feltwork.seminars.visit"


def token_for(uuid: UUID) -> str:
    """The same in every mail."""
    return Signer(salt=SALT, sep="~").sign(uuid.hex)


def uuid_in(token: str) -> UUID | None:
    """Whose visit it is; None for what we never gave out."""
    try:
        return UUID(Signer(salt=SALT, sep="~").unsign(token))
    except (BadSignature, ValueError):
        return None
