"""Telling one device from another without knowing anything about it: a random word in a cookie, hashed by attempt.

Nothing of it can be compared between attempts, and nothing about the device is kept.
"""

from __future__ import annotations

import hashlib
import secrets
from uuid import UUID

from django.http import HttpRequest, HttpResponse

COOKIE = "feltwork-sitting"
LASTS = 2 * 24 * 3600


def word_of(request: HttpRequest) -> str:
    """The device's word; a new one where it has none. `remember` puts it on the answer."""
    return request.COOKIES.get(COOKIE, "")[:64] or secrets.token_urlsafe(24)


def remember(response: HttpResponse, word: str, *, secure: bool) -> None:
    response.set_cookie(COOKIE, word, max_age=LASTS, httponly=True, secure=secure, samesite="Lax")


def hash_for(attempt: UUID, word: str) -> str:
    return hashlib.sha256(f"{attempt} {word}".encode()).hexdigest()[:32]
