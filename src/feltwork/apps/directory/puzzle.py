"""A sum for machines in place of a picture for people: proof of work, made and checked here, asked of nobody else.

A browser with scripts works it out while the form is written (`static/directory/puzzle.js`); without scripts the form
goes through all the same, under tighter limits. The library is altcha, the challenge of its second version: PBKDF2 with
SHA-256, whose outcome has to begin with a zero byte: some 256 tries, about a second of one device.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import altcha
from django.core.cache import cache
from django.utils.crypto import salted_hmac

ALGORITHM, ROUNDS, PREFIX = "PBKDF2/SHA-256", 2_000, "00"
VALID_MINUTES = 60
LONGEST = 4_000  # characters of an answer


def new_puzzle(now: datetime) -> dict[str, Any]:
    """A challenge as its solver reads it."""
    until = now.astimezone(UTC) + timedelta(minutes=VALID_MINUTES)
    made: dict[str, Any] = altcha.create_challenge(
        ALGORITHM, ROUNDS, key_prefix=PREFIX, expires_at=until, hmac_secret=_secret()
    ).to_dict()
    return made


def is_solved(answer: str) -> bool:
    """Whether *answer* (base64 of JSON) is right, in time, one of ours, and used for the first time."""
    if not answer or len(answer) > LONGEST:
        return False
    try:
        payload = altcha.Payload.from_base64(answer)
        signature = str(payload.challenge.signature)
        is_right = bool(altcha.verify_solution(payload, _secret()).verified)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False
    spent = f"feltwork-puzzle-{hashlib.sha256(signature.encode()).hexdigest()}"
    return is_right and bool(cache.add(spent, 1, VALID_MINUTES * 60))


def _secret() -> bytes:
    return salted_hmac("feltwork.directory.puzzle", "hmac", algorithm="sha256").digest()
