"""Keeping the index in step: called inside each act that changes what may be found."""

from __future__ import annotations

from datetime import datetime

from feltwork.apps.directory import queries, search
from feltwork.apps.directory.models import Profile
from feltwork.apps.directory.search.forgetting import forget, words_in_index


def leave(number: int) -> None:
    """Take out whoever fell by something else than an act on their profile."""
    words = words_in_index(number)
    search.drop(number)
    forget(words)


def follow(profile: Profile, at: datetime) -> None:
    """Put the profile into the index as it is now, or take it out where a gate is closed."""
    # most acts are on drafts: nothing has to be asked for them
    before = words_in_index(profile.pk)
    listing = queries.listing_of(profile, at) if profile.state == Profile.State.LISTED else None
    if listing is None:
        search.drop(profile.pk)
    else:
        search.put(listing, at=at)
    if before:  # what a page says no more is nowhere, not even where slips of the pen are mended
        forget(before - words_in_index(profile.pk))
