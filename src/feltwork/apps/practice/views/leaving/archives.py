"""Archives on their way: making, fetching once, bringing in; the overview of keeping and leaving."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.models import Role
from feltwork.apps.keys import KeyStoreError
from feltwork.apps.practice.actions import takeout as acts
from feltwork.apps.practice.actions.bringing import bring_file
from feltwork.apps.practice.archive.unpacking import archives_in
from feltwork.apps.practice.cabinet import cabinet_of
from feltwork.apps.practice.forms.leaving import BringForm, TakeOutForm
from feltwork.apps.practice.models import Client, TakeOut
from feltwork.apps.practice.permissions import Sight
from feltwork.apps.practice.queries.keeping import due_day, is_held
from feltwork.apps.practice.views.door import file_or_404, practice_page
from feltwork.apps.practice.views.leaving.file import erased_of


@access("practitioner", methods=("GET",))
@practice_page
def leaving(request: Request) -> HttpResponse:
    """Files that may be erased, archives, certificates of erasure."""
    take_outs = TakeOut.objects.filter(by=request.user, removed_at=None).select_related("run").order_by("-made_at")
    context = {
        "due": _due(request),
        "take_outs": take_outs,
        "form": TakeOutForm(),
        "erasures": erased_of(request),
    }
    return render(request, "practice/leaving/overview.html", context)


def _due(request: Request) -> list[dict[str, object]]:
    """The person's own files of treatments that ended, with the day on which no rule asks for them any more."""
    rows = []
    ended = Client.objects.filter(clinician=request.user, state=Client.State.ENDED).select_related("school")
    for client in ended.order_by("ended_on", "pk"):
        try:
            identity = cabinet_of(client).open(client, "identity")
        except KeyStoreError:
            continue
        day = due_day(client, identity)
        name = identity.get("preferred_name") or identity["name"]
        over = timezone.localdate() >= day
        rows.append({"client": client, "name": name, "day": day, "is_over": over, "is_held": is_held(client)})
    return rows


@access("practitioner", methods=("POST",), step_up=True)
@practice_page
def takeout_all(request: Request) -> HttpResponse:
    form = TakeOutForm(request.POST)
    with_notes = form.is_valid() and form.cleaned_data["with_notes"]
    made = acts.take_all_out(school=request.school, with_notes=with_notes, by=request.user, at=timezone.now())
    return redirect("practice:takeout", school=request.school.slug, uuid=made.uuid)


@access("practitioner", "client", methods=("GET",))
@practice_page
def takeout(request: Request, uuid: UUID) -> HttpResponse:
    """How far an archive is; once it is ready, the button that fetches it."""
    row = _own_or_404(request, uuid)
    context = {
        "take_out": row,
        "run": row.run,
        "is_there": acts.is_there(row, timezone.now()),
        "base": "practice/base.html" if Role.PRACTITIONER in request.roles else "practice/mine/base.html",
        "back": _back(request, row),
    }
    return render(request, "practice/leaving/takeout.html", context)


def _back(request: Request, row: TakeOut) -> str:
    """Where it was asked for."""
    own = {"school": request.school.slug}
    if row.client is None:
        return reverse("practice:leaving", kwargs=own)
    page = "practice:client-leaving" if Role.PRACTITIONER in request.roles else "practice:mine-archive"
    return reverse(page, kwargs={**own, "uuid": row.client.uuid})


@access("practitioner", "client", methods=("POST",), step_up=True)
@practice_page
def takeout_open(request: Request, uuid: UUID) -> HttpResponse:
    """Make the address that works once, and go there."""
    row = _own_or_404(request, uuid)
    try:
        token = acts.make_address(take_out=row, by=request.user, at=timezone.now())
    except ValidationError as gone:
        messages.error(request, gone.messages[0])
        return redirect("practice:takeout", school=request.school.slug, uuid=uuid)
    return redirect("practice:takeout-fetch", school=request.school.slug, token=token)


@access("practitioner", "client", methods=("POST",))
@practice_page
def takeout_drop(request: Request, uuid: UUID) -> HttpResponse:
    acts.give_up(take_out=_own_or_404(request, uuid), by=request.user, at=timezone.now())
    messages.success(request, _("The archive is destroyed."))
    home = "practice:leaving" if Role.PRACTITIONER in request.roles else "practice:mine"
    return redirect(home, school=request.school.slug)


@access("practitioner", "client", methods=("GET",))
def takeout_fetch(request: Request, token: str) -> HttpResponse:
    """The archive itself, once; afterwards, and for anybody else, 410."""
    now = timezone.now()
    row = acts.fetch(token=token, by=request.user, at=now) if request.method == "GET" else None
    if row is None:
        return render(request, "practice/leaving/gone.html", status=410)
    response = StreamingHttpResponse(acts.handed_over(row, at=now), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="feltwork-{row.uuid}.zip"'
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    return cast("HttpResponse", response)  # of the same base, and nothing here asks for more


@access("practitioner", step_up=True)
@practice_page
def bring(request: Request) -> HttpResponse:
    """Bring in files from an archive; the person becomes their clinician."""
    form = BringForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        count, now = 0, timezone.now()
        try:
            for tables in archives_in(form.cleaned_data["archive"]):
                bring_file(school=request.school, tables=tables, clinician=request.user, by=request.user, at=now)
                count += 1
        except ValidationError as wrong:
            form.add_error("archive", wrong.messages[0])
        if count:
            said = ngettext("One file was brought in.", "%(count)s files were brought in.", count) % {"count": count}
            messages.success(request, said)
        if form.is_valid():
            return redirect("practice:clients", school=request.school.slug)
    return render(request, "practice/leaving/bring.html", {"form": form})


@access("client", methods=("GET",))
@practice_page
def mine_archive(request: Request, uuid: UUID) -> HttpResponse:
    """What the client can take along."""
    file = file_or_404(request, uuid, "takeout", sights={Sight.CLIENT})
    own = TakeOut.objects.filter(client=file.client, by=request.user, removed_at=None)
    own = own.select_related("run").order_by("-made_at")
    return render(request, "practice/leaving/mine.html", {"file": file, "take_outs": own})


@access("client", methods=("POST",), step_up=True)
@practice_page
def mine_archive_make(request: Request, uuid: UUID) -> HttpResponse:
    file = file_or_404(request, uuid, "takeout", sights={Sight.CLIENT}, note=False)
    made = acts.take_out(file=file, by=request.user, at=timezone.now())
    return redirect("practice:takeout", school=request.school.slug, uuid=made.uuid)


def _own_or_404(request: Request, uuid: UUID) -> TakeOut:
    return get_object_or_404(TakeOut.objects.select_related("run", "client"), uuid=uuid, by=request.user)
