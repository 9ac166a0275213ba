"""The link in a message by which somebody says "still right" without signing in.

It names the profile and the day of the last confirmation: once something was confirmed, links from before are over.
"""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django_scopes import scopes_disabled

from feltwork.apps.directory.models import Profile

SALT = "feltwork.directory.still-right"
LINK_DAYS = 45
MISSING = ""


def still_link(profile: Profile) -> str:
    """The address, for the page and the mail."""
    return reverse("directory:still", kwargs={"token": _token(profile)})


def still_address(profile: Profile) -> str:
    """The whole address."""
    return settings.BASE_URL + still_link(profile)


def profile_behind(token: str) -> tuple[Profile | None, bool]:
    """Whom the link is about, and whether it still holds; None for what is no link of ours or too old."""
    try:
        uuid, said = signing.loads(token, salt=SALT, max_age=LINK_DAYS * 86400)
    except (signing.BadSignature, ValueError, TypeError):
        return None, False
    with scopes_disabled():  # the link names its profile, in whichever school
        profile = Profile.objects.select_related("school", "owner").filter(uuid=uuid, owner__is_active=True).first()
    return profile, profile is not None and said == _said(profile) and profile.state == Profile.State.LISTED


def _token(profile: Profile) -> str:
    return signing.dumps([str(profile.uuid), _said(profile)], salt=SALT, compress=True)


def _said(profile: Profile) -> str:
    return profile.confirmed_on.isoformat() if profile.confirmed_on else MISSING
