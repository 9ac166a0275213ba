"""Which of a person's own places a page is about."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404

from feltwork.apps.accounts.access import Request
from feltwork.apps.certification.permissions import OPEN, own_enrolments
from feltwork.apps.certification.queries.editions import with_newest
from feltwork.apps.schools.models import Enrolment

DEFERRED = ("edition__text", "edition__bases")  # large, and read only where this process does not know the digest


def own_places(request: Request) -> Sequence[Enrolment]:
    """Every place of this person here, the newest first, each with the newest edition of its programme. One query.

    Members of the school who never were students get 403, everybody else 404.
    """
    rows = own_enrolments(request.user).select_related("cohort__programme", "edition").defer(*DEFERRED)
    places = list(with_newest(rows))
    if not places:
        if request.roles:
            raise PermissionDenied
        raise Http404
    for place in places:
        place.school, place.student = request.school, request.user
    return places


def place_of(request: Request, wanted: UUID | str | None = None) -> Enrolment:
    """The place that is asked for, else the newest that goes on, else the newest."""
    return chosen(own_places(request), wanted)


def chosen(places: Sequence[Enrolment], wanted: UUID | str | None = None) -> Enrolment:
    """The same from places already read; 404 for one that is not there."""
    if wanted:
        found = next((one for one in places if str(one.uuid) == str(wanted)), None)
        if found is None:
            raise Http404
        return found
    return next((one for one in places if one.state in OPEN), places[0])
