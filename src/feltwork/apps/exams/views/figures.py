"""Figures of the bank."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.exams.actions import figures as actions
from feltwork.apps.exams.forms.figures import FigureForm
from feltwork.apps.exams.models import Figure
from feltwork.apps.exams.permissions.bank import visible_figures
from feltwork.apps.exams.queries import figures as queries
from feltwork.apps.exams.views.going import go
from feltwork.apps.exams.views.keeping import keepers
from feltwork.apps.ui.acts import done
from feltwork.apps.ui.uploads import serve_file


@keepers()
def figures(request: Request) -> HttpResponse:
    """All of them, and a form for one more."""
    form = FigureForm(request.POST or None, request.FILES or None)
    if done(form, actions.add_figure, school=request.school, by=request.user, at=timezone.now()):
        return go(request, "figures", words=_("The figure can be chosen for a question now."))
    return render(request, "exams/bank/figures.html", {"form": form, "shelf": queries.shelf()})


@keepers(methods=("POST",))
def figure_remove(request: Request, uuid: UUID) -> HttpResponse:
    figure = get_object_or_404(visible_figures(request.roles), uuid=uuid)
    try:
        actions.remove_figure(figure=figure, by=request.user, at=timezone.now())
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return go(request, "figures")
    return go(request, "figures", words=_("The figure is taken out."))


@access("student", "provider", "faculty", "registrar", "credentialing", "admin", methods=("GET",))
def figure_file(request: Request, uuid: UUID) -> HttpResponse:
    """The picture itself, for whoever may see the question it belongs to."""
    figure = get_object_or_404(Figure, uuid=uuid)
    if not queries.may_see(request.user, request.roles, figure):
        raise Http404
    return serve_file(figure.file, f"{figure.uuid}.webp", figure.content_type)
