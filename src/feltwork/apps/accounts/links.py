"""The secret and the address of a one-time link.

The token follows from the link's identifier and the installation's secret key, so the database holds only its hash and
the job that mails it is handed nothing but an identifier.
"""

from __future__ import annotations

from hashlib import sha256

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from feltwork.apps.accounts.models import AddressChange, SignInLink

SALT = "feltwork.accounts.sign-in-link"


def token_of(link: SignInLink | AddressChange) -> str:
    """The secret part of the link's address: 64 hexadecimal digits."""
    # the table's name keeps a link of one kind from being taken for one of the other
    return salted_hmac(f"{SALT}.{link._meta.model_name}", str(link.uuid), algorithm="sha256").hexdigest()


def hash_of(token: str) -> str:
    """What the database keeps of a token."""
    return sha256(token.encode()).hexdigest()


def address_of(link: SignInLink | AddressChange) -> str:
    """The absolute address that goes into a mail or onto the operator's console."""
    name = "accounts:sign-in-link" if isinstance(link, SignInLink) else "accounts:address-link"
    return settings.BASE_URL + reverse(name, kwargs={"token": token_of(link)})
