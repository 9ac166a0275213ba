"""What is kept of something secret: enough to know it again."""

from __future__ import annotations

import hashlib


def mark_of(kind: str, secret: str) -> str:
    """The SHA-256 of a secret, bound to what it is for."""
    return hashlib.sha256(f"{kind}\0{secret}".encode()).hexdigest()
