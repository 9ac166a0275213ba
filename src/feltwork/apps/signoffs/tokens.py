"""The words in the addresses that mails carry. They lead to a page that says little and to signing in; they never sign.

Derived from the request's identifier, so that a reminder carries the same address as the first mail, and kept only as a
hash, so that a copy of the table opens nothing.
"""

from __future__ import annotations

import base64
from uuid import UUID

from django.utils.crypto import salted_hmac


def token_for(request_uuid: UUID) -> str:
    """43 letters that nobody can guess without the installation's secret."""
    mac = salted_hmac("feltwork.signoffs.request", str(request_uuid), algorithm="sha256").digest()
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()
