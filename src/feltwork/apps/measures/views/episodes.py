"""New starts within one file."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.measures import actions
from feltwork.apps.measures.forms.episodes import EpisodeForm
from feltwork.apps.measures.hands import hands_of_file
from feltwork.apps.measures.models import Episode
from feltwork.apps.measures.queries.episodes import episodes_of
from feltwork.apps.measures.views.door import asked_file
from feltwork.apps.practice.views.door import practice_page


@access("practitioner")
@practice_page
def episodes(request: Request, uuid: UUID) -> HttpResponse:
    """Where this client's measures began anew, and a form for the next time."""
    file = asked_file(request, uuid, "results")
    form = EpisodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.start_episode(file=file, **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as wrong:
            form.add_error(None if not hasattr(wrong, "error_dict") else "starts_on", wrong.messages)
        else:
            messages.success(request, _("From that day answers are compared anew. Nothing before it is lost."))
            return redirect("measures:client-results", school=request.school.slug, uuid=uuid)
    context = {"file": file, "form": form, "episodes": episodes_of(hands_of_file(file)), "here": "measures"}
    return render(request, "measures/reading/episodes.html", context, status=422 if form.errors else 200)


@access("practitioner", methods=("POST",))
@practice_page
def episode_back(request: Request, uuid: UUID, episode: UUID) -> HttpResponse:
    """Take a new start back."""
    file = asked_file(request, uuid, "results")
    row = Episode.objects.filter(client=file.client, uuid=episode, takes_back=None).first()
    if row is None:
        raise Http404
    actions.take_back_episode(episode=row, file=file, by=request.user, at=timezone.now())
    messages.success(request, _("Taken back. Answers are compared as before."))
    return redirect("measures:client-results", school=request.school.slug, uuid=uuid)
