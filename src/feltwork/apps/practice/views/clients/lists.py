"""One's clients, a new file, and the door for emergencies."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.practice import actions
from feltwork.apps.practice.actions.clients import index_of
from feltwork.apps.practice.forms.clients import FindForm, GlassForm, IdentityForm
from feltwork.apps.practice.models import Client
from feltwork.apps.practice.permissions import visible_clients
from feltwork.apps.practice.queries.clients import clients_of
from feltwork.apps.practice.views.door import practice_page


@access("practitioner", "assistant", "supervisor")
@practice_page
def clients(request: Request) -> HttpResponse:
    """Those one may know of. A name that is looked for is posted: it stands in no address, no history and no log."""
    state = request.GET.get("state", Client.State.ACTIVE)
    state = state if state in {Client.State.ACTIVE, Client.State.ENDED} else Client.State.ACTIVE
    form = FindForm(request.POST or None)
    name = form.cleaned_data["name"] if request.method == "POST" and form.is_valid() else ""
    rows = clients_of(request.user, request.roles, timezone.now(), search=name, state="" if name else state)
    context = {"rows": rows, "state": state, "form": form, "name": name, "drafts": sum(row.drafts for row in rows)}
    part = "#found" if request.htmx else ""
    return render(request, f"practice/clients/list.html{part}", context)


@access("practitioner")
@practice_page
def new(request: Request) -> HttpResponse:
    """Begin a file. Somebody of the same surname and birth date in one's own list is pointed out first."""
    form = IdentityForm(request.POST or None)
    twin = None
    if request.method == "POST" and form.is_valid():
        index = index_of(request.school, form.taken)
        known = visible_clients(request.user, request.roles, timezone.now()).filter(index=index) if index else []
        twin = next(iter(known), None)
        if twin is None or "anyway" in request.POST:
            client = actions.open_client(
                school=request.school, identity=form.taken, clinician=request.user, by=request.user, at=timezone.now()
            )
            messages.success(request, _("The file is open. What comes next can all wait."))
            return redirect("practice:client", school=request.school.slug, uuid=client.uuid)
    return render(request, "practice/clients/new.html", {"form": form, "twin": twin})


@access("practitioner", step_up=True)
@practice_page
def glass(request: Request) -> HttpResponse:
    """Open a colleague's file in an emergency. Nobody browses: whose it is has to be known."""
    form = GlassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        identity = {"name": given["surname"], "born_on": given["born_on"].isoformat()}
        found = Client.objects.filter(index=index_of(request.school, identity)).exclude(state=Client.State.ERASED)
        client = found.first()
        if client is None:
            form.add_error(None, _("No file of this practice fits. Nothing was opened."))
        else:
            try:
                actions.break_glass(
                    user=request.user,
                    roles=request.roles,
                    client_uuid=client.uuid,
                    reason=given["reason"],
                    at=timezone.now(),
                )
            except ValidationError as wrong:
                form.add_error(None, wrong.messages[0])
            else:
                messages.success(request, _("Open for an hour. The colleague has been told."))
                return redirect("practice:client", school=request.school.slug, uuid=client.uuid)
    return render(request, "practice/clients/glass.html", {"form": form})
