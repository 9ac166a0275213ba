"""Take everything with me."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.audit.actions import record
from feltwork.apps.certification.takeout import members_of, zipped
from feltwork.apps.certification.views.places import place_of


@access("signed_in", methods=("GET",))
def takeout(request: Request) -> HttpResponse:
    """What the file holds, and the button."""
    place = place_of(request, request.GET.get("place"))
    return render(request, "certification/takeout.html", {"place": place})


@access("signed_in", methods=("POST",), step_up=True)
def takeout_file(request: Request, uuid: UUID) -> HttpResponse:
    """The file. Whoever takes it has just proved who they are, and the taking is noted."""
    place = place_of(request, uuid)
    now = timezone.now()
    members = members_of(place, now)
    record("certification.take_out", by=request.user, at=now, subject=place)
    name = f"{request.school.slug}-{place.cohort.programme.slug}-{now:%Y-%m-%d}.zip"
    answer = StreamingHttpResponse(zipped(members), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer  # type: ignore[return-value]  # a streaming answer is an HttpResponseBase
