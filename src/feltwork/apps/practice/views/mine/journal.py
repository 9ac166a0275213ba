"""The client's own journal, and what of it is shown to whoever treats them."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.practice import actions
from feltwork.apps.practice.cabinet import cabinet_of
from feltwork.apps.practice.forms.mine import CheckinForm, EraseForm, InviteForm
from feltwork.apps.practice.models import Client, Guardian, Invitation
from feltwork.apps.practice.permissions import Sight
from feltwork.apps.practice.queries.clients import guardians_of
from feltwork.apps.practice.queries.maps import map_of_body
from feltwork.apps.practice.queries.mine import (
    Entry,
    entries_of,
    entry_of,
    export_of,
    journal_of,
    shown_entries,
)
from feltwork.apps.practice.views.door import file_or_404, practice_page
from feltwork.core.practice import ADULT_FIGURE, STRONG, left_worse


@access("client", methods=("GET",))
@practice_page
def journal(request: Request) -> HttpResponse:
    """One's own entries, the newest first."""
    shown = [(entry, _map(entry)) for entry in entries_of(request.user)]
    context = {"entries": shown, "has_journal": journal_of(request.user) is not None, "here": "journal"}
    return render(request, "practice/mine/journal.html", context)


@access("client")
@practice_page
def checkin(request: Request, entry: UUID | None = None) -> HttpResponse:
    """How it is in the body, now. An entry that was begun is gone on with."""
    known = entry_of(request.user, entry) if entry else None
    if entry and known is None:
        raise Http404
    figure = known.body.get("template", ADULT_FIGURE) if known else _figure(request)
    readers = _readers(request)
    posted = request.method == "POST"
    chosen = (
        request.POST.getlist("regions")
        if posted
        else [one["region"] for one in (known.body if known else {}).get("regions", [])]
    )
    form = CheckinForm(
        request.POST if posted else None,
        figure=figure,
        readers=[(client.uuid, _("Shown to %(name)s") % {"name": client.clinician}) for client in readers],
        regions=chosen,
        initial=_start(known),
    )
    if posted and form.is_valid():
        saved = _write(request, form, known)
        if saved is not None:
            _show(request, saved, form.cleaned_data["shown"], readers)
            return redirect("practice:mine-kept", school=request.school.slug, entry=saved.uuid)
    context = {
        "form": form,
        "figure": figure,
        "chosen": chosen,
        "known": known,
        "uuid": known.row.uuid if known else request.POST.get("entry") or uuid4(),
        "seen": request.POST.get("seen") or (known.row.version if known else 0),
        "strong": STRONG,
        "here": "checkin",
    }
    return render(request, "practice/mine/checkin.html", context)


def _write(request: Request, form: CheckinForm, known: Entry | None) -> Any:
    given = request.POST.get("seen", "")
    try:
        uuid = known.row.uuid if known else UUID(request.POST.get("entry", ""))
    except ValueError:
        uuid = uuid4()
    try:
        return actions.write_entry(
            school=request.school,
            entry=uuid,
            seen=int(given) if given.isdecimal() else 0,
            body=form.taken,
            by=request.user,
            at=timezone.now(),
        )
    except actions.ChangedMeanwhile as changed:
        form.add_error(None, changed.messages[0])
        return None


def _show(request: Request, row: Any, wanted: str, readers: list[Client]) -> None:
    client = next((one for one in readers if str(one.uuid) == wanted), None)
    if client is not None:
        actions.show_entry(entry=row, client=client, by=request.user, at=timezone.now())
    else:
        actions.hide_entry(entry=row, by=request.user, at=timezone.now())


@access("client", methods=("GET",))
@practice_page
def kept(request: Request, entry: UUID) -> HttpResponse:
    """Kept: and before going on, a look around. Who left worse than they came is offered company."""
    found = _entry(request, entry)
    context = {"entry": found, "is_worse": left_worse(found.body), "map": _map(found), "here": "checkin"}
    return render(request, "practice/mine/kept.html", context)


@access("client", methods=("POST",))
@practice_page
def show(request: Request, entry: UUID) -> HttpResponse:
    """Show one entry, or take it back."""
    found = _entry(request, entry)
    _show(request, found.row, request.POST.get("to", ""), _readers(request))
    return redirect("practice:mine-journal", school=request.school.slug)


@access("client", methods=("POST",))
@practice_page
def remove(request: Request, entry: UUID) -> HttpResponse:
    found = _entry(request, entry)
    actions.remove_entry(entry=found.row, by=request.user, at=timezone.now())
    messages.success(request, _("It is gone for good."))
    return redirect("practice:mine-journal", school=request.school.slug)


@access("client", methods=("GET",))
@practice_page
def takeout(request: Request) -> HttpResponse:
    """The whole journal as a file that any program reads."""
    text = json.dumps(export_of(request.user), ensure_ascii=False, indent=1)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="my-notes.json"'
    return response


@access("client")
@practice_page
def erase(request: Request) -> HttpResponse:
    """Destroy the journal."""
    own = journal_of(request.user)
    form = EraseForm(request.POST or None)
    if own is None:
        return redirect("practice:mine-journal", school=request.school.slug)
    if request.method == "POST" and form.is_valid():
        actions.erase_journal(journal=own, by=request.user, at=timezone.now())
        messages.success(request, _("Your journal is gone for good."))
        return redirect("practice:mine-journal", school=request.school.slug)
    return render(request, "practice/mine/erase.html", {"form": form, "here": "journal"})


@access("practitioner", methods=("GET",))
@practice_page
def shown(request: Request, uuid: UUID) -> HttpResponse:
    """For whoever treats: the entries that the client shows."""
    file = file_or_404(request, uuid, "journal", sights={Sight.CLINICIAN, Sight.CARER})
    entries = [(entry, _map(entry)) for entry in shown_entries(file)]
    return render(request, "practice/mine/shown.html", {"file": file, "entries": entries, "here": "shown"})


@access("practitioner")
@practice_page
def invite(request: Request, uuid: UUID, guardian: UUID | None = None) -> HttpResponse:
    """Invite the client, or a guardian: the link goes by mail, the code is said in person."""
    file = file_or_404(request, uuid, "people", sights={Sight.CLINICIAN, Sight.CARER})
    who = get_object_or_404(Guardian, client=file.client, uuid=guardian, until=None) if guardian else None
    about = cabinet_of(file.client).open(who, "about") if who else file.identity
    form = InviteForm(request.POST or None, initial={"email": about.get("email", "")})
    code = ""
    if request.method == "POST" and form.is_valid():
        try:
            _row, code = actions.invite(
                file=file, email=form.cleaned_data["email"], guardian=who, by=request.user, at=timezone.now()
            )
        except ValidationError as wrong:
            form.add_error(None, wrong.messages[0])
    context = {
        "file": file,
        "form": form,
        "code": f"{code[:4]} {code[4:]}" if code else "",
        "who": about.get("name", ""),
        "guardian": who,
        "guardians": guardians_of(file) if who is None else [],
        "open": Invitation.objects.filter(
            client=file.client, guardian=who, used_at=None, until__gt=timezone.now()
        ).last(),
        "here": "people",
    }
    return render(request, "practice/mine/invite.html", context)


@access("practitioner", methods=("POST",))
@practice_page
def reopen(request: Request, uuid: UUID) -> HttpResponse:
    """Open the client's side again, with them."""
    file = file_or_404(request, uuid, "people", sights={Sight.CLINICIAN, Sight.CARER}, note=False)
    actions.set_portal_paused(file=file, paused=False, by=request.user, at=timezone.now())
    messages.success(request, _("The client’s side is open again."))
    return redirect("practice:client-people", school=request.school.slug, uuid=uuid)


def _entry(request: Request, uuid: UUID) -> Entry:
    found = entry_of(request.user, uuid)
    if found is None:
        raise Http404
    return found


def _readers(request: Request) -> list[Client]:
    own = Client.objects.filter(user=request.user, is_portal_paused=False).exclude(state=Client.State.ERASED)
    return list(own.select_related("clinician"))


def _figure(request: Request) -> str:
    """The figure of one's own file."""
    first = next(iter(_readers(request)), None)
    if first is None:
        return ADULT_FIGURE
    return str(cabinet_of(first).open(first, "identity").get("figure", ADULT_FIGURE))


def _map(entry: Entry) -> Any:
    if not entry.body.get("regions"):
        return None
    return map_of_body(entry.body.get("template", ADULT_FIGURE), entry.body, prefix=f"e{str(entry.row.uuid)[:8]}")


def _start(known: Entry | None) -> dict[str, Any]:
    if known is None:
        return {}
    start = {name: str(value) for name, value in known.body.items() if name not in {"regions", "template"}}
    return start | {"shown": str(known.row.shown_in.uuid) if known.row.shown_in else ""}
