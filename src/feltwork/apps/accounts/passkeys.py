"""Passkeys: what the browser is asked, and whether its answer is good. Built on django-allauth and fido2."""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError

# what fido2 and CBOR raise on answers that no browser gives
MALFORMED = (TypeError, ValueError, KeyError, AttributeError, IndexError)


def questions_for_new(user: Any) -> dict[str, Any]:
    """What the browser needs to make a passkey for *user*: one it finds by itself and opens by finger, face or PIN."""
    return dict(auth.begin_registration(user, True))


def check_new(credential: Any) -> None:
    """Raise ValidationError unless *credential* answers the questions of `questions_for_new`."""
    try:
        auth.parse_registration_response(credential)
        binding = auth.complete_registration(credential)
    except MALFORMED as error:
        raise _refused() from error
    if not binding.is_user_verified():
        raise _refused()


def questions(user: Any = None) -> dict[str, Any]:
    """What the browser needs to use a passkey: one of *user*'s, or any for this site where nobody is known yet."""
    return dict(auth.begin_authentication(user))


def check(credential: Any, user: Any = None) -> Authenticator:
    """The passkey that *credential* was made with; raises ValidationError. *user* is found by it where not given."""
    try:
        auth.parse_authentication_response(credential)
        # without a known person there is no count: anybody could use it up for somebody else
        forget = check_rate_limit(user) if user else None
        found = auth.complete_authentication(user or auth.extract_user_from_response(credential), credential)
    except MALFORMED as error:
        raise _refused() from error
    if forget:
        forget()
    return found


def _refused() -> ValidationError:
    refused: ValidationError = get_adapter().validation_error("incorrect_code")
    return refused
