"""Keeping the index in step: called inside each act that changes what may be found."""

from __future__ import annotations

from datetime import datetime

from feltwork.apps.directory import queries, search
from feltwork.apps.directory.models import Profile


def follow(profile: Profile, at: datetime) -> None:
    """Put the profile into the index as it is now, or take it out where a gate is closed."""
    # most acts are on drafts: nothing has to be asked for them
    listing = queries.listing_of(profile, at) if profile.state == Profile.State.LISTED else None
    if listing is None:
        search.drop(profile.pk)
    else:
        search.put(listing, at=at)
