"""Maps of several sessions beside each other."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.practice.permissions import TREATING, Sight
from feltwork.apps.practice.queries.compare import compared, sessions_with_maps
from feltwork.apps.practice.views.door import file_or_404, practice_page


@access("practitioner", "supervisor", methods=("GET",))
@practice_page
def client_maps(request: Request, uuid: UUID) -> HttpResponse:
    """Two sessions to begin with, the last two; any up to four by choice."""
    file = file_or_404(request, uuid, "map", sights=TREATING | {Sight.SUPERVISOR})
    sessions = sessions_with_maps(file)
    chosen = compared(file, sessions, request.GET.getlist("session"))
    context = {"file": file, "sessions": sessions, "compared": chosen, "chosen": [str(c.record.uuid) for c in chosen]}
    return render(request, "practice/maps/client_maps.html", context)
