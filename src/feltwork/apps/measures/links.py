"""The secret in the address of a sheet.

It follows from the sheet, the number of its link and the installation's secret key, so that the database holds only a
hash, the job that mails it is handed nothing but an identifier, and a new link ends the one before.
"""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.crypto import salted_hmac

from feltwork.apps.accounts.links import hash_of
from feltwork.apps.measures.models import Asking

SALT = "feltwork.measures.sheet"


def token_of(asking: Asking) -> str:
    """43 letters and digits are enough; these are 64 hexadecimal ones."""
    return salted_hmac(SALT, f"{asking.uuid}.{asking.link_number}", algorithm="sha256").hexdigest()


def path_of(asking: Asking) -> str:
    """The address without the site's own."""
    return reverse("measures:link", kwargs={"school": asking.school.slug, "token": token_of(asking)})


def asking_of(token: str, at: datetime) -> Asking | None:
    """The sheet that *token* opens; None where it opens none any more."""
    rows = Asking.objects.select_related("school", "client__school", "client__clinician", "enrolment__student", "pack")
    row = rows.filter(token_hash=hash_of(token)).first()
    if row is None or row.token_until is None or row.token_until <= at:
        return None
    return row
