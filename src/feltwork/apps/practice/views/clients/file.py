"""The first page of a file, who the client is, and what is known before the first session."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.practice import actions
from feltwork.apps.practice.forms.clients import ColleagueForm, EndForm, IdentityForm
from feltwork.apps.practice.forms.items import ItemForm
from feltwork.apps.practice.forms.words import HINTS, KIND_NAMES
from feltwork.apps.practice.models import Client
from feltwork.apps.practice.models.consents import Topic
from feltwork.apps.practice.permissions import TREATING, Sight, can_share, can_write
from feltwork.apps.practice.queries.calendar import next_appointment
from feltwork.apps.practice.queries.clients import possible_readers, readers_of, years_old
from feltwork.apps.practice.queries.consents import latest_of
from feltwork.apps.practice.queries.file import Opened, items_of
from feltwork.apps.practice.queries.opening import CONTACT, OpenFile
from feltwork.apps.practice.queries.record import PAGE_SIZE, glance_of, records_of
from feltwork.apps.practice.queries.words import read_item
from feltwork.apps.practice.views.door import file_or_404, practice_page
from feltwork.core.practice import KINDS, is_minor

# what the file itself holds, in the order in which one asks; everything can be left out
INTAKE = ("concern", "goal", "plan", "resource", "range", "stop_signal", "caution", "safety", "history")
THEIRS = INTAKE[:5]


@access("practitioner", "supervisor", "assistant", methods=("GET",))
@practice_page
def client(request: Request, uuid: UUID) -> HttpResponse:
    """The file at a glance. An assistant sees how to reach the client, a supervisor the sessions that are shown."""
    file = file_or_404(request, uuid, "overview", sights=TREATING | {Sight.SUPERVISOR, Sight.ASSISTANT})
    if file.sight is Sight.ASSISTANT:
        return redirect("practice:client-identity", school=request.school.slug, uuid=uuid)
    page = Paginator(records_of(file), PAGE_SIZE).get_page(request.GET.get("page"))
    rows, items = glance_of(file, list(page.object_list))
    context = {
        "file": file,
        "page": page,
        "rows": rows,
        "known": by_kind(items),
        "next": next_appointment(file.client, file.at),
        "touch": latest_of(file, Topic.TOUCH),
        "age": years_old(file.identity, timezone.localdate()),
        "is_minor": is_minor(file.identity, timezone.localdate()),
        "may_write": can_write(file.sight),
        "here": "overview",
    }
    return render(request, "practice/clients/file.html", context)


@access("practitioner", "assistant")
@practice_page
def identity(request: Request, uuid: UUID) -> HttpResponse:
    """Who the client is. Where two pages were open, the second sees both and loses nothing."""
    file = file_or_404(request, uuid, "identity", sights=TREATING | {Sight.ASSISTANT})
    form = IdentityForm(request.POST or None, identity=file.identity)
    if file.sight is Sight.ASSISTANT:
        for name in [name for name in form.fields if name not in CONTACT]:
            del form.fields[name]
    seen, theirs = _seen(request, file), None
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_identity(file=file, identity=form.taken, seen=seen, by=request.user, at=timezone.now())
        except actions.ChangedMeanwhile as changed:
            form.add_error(None, changed.messages[0])
            theirs, seen = changed.theirs, file.client.version
        else:
            messages.success(request, _("Kept."))
            return redirect("practice:client", school=request.school.slug, uuid=uuid)
    context = {"file": file, "form": form, "seen": seen, "theirs": _differences(form, theirs), "here": "identity"}
    return render(request, "practice/clients/identity.html", context)


def _seen(request: Request, file: OpenFile) -> int:
    given = request.POST.get("seen", "")
    return int(given) if given.isdecimal() else file.client.version


def _differences(form: IdentityForm, theirs: dict[str, Any] | None) -> list[tuple[str, str, str]]:
    """What stands and differs from what was typed: label, what stands, what was typed."""
    if theirs is None:
        return []
    both = [(name, form.shown(theirs, name), form.shown(form.taken, name)) for name in form.fields]
    return [(str(form.fields[name].label), one or "–", other or "–") for name, one, other in both if one != other]


@access("practitioner", methods=("GET",))
@practice_page
def intake(request: Request, uuid: UUID) -> HttpResponse:
    """What is good to know before and beside the sessions, kind by kind; nothing has to be asked."""
    file = file_or_404(request, uuid, "intake")
    known = by_kind(items_of(file))
    parts = [
        {
            "kind": kind,
            "name": KIND_NAMES[kind],
            "hint": HINTS.get(f"{kind}.words") or HINTS.get(f"{kind}.category") or "",
            "items": known.get(kind, []),
            "is_full": KINDS[kind].single and kind in known,
        }
        for kind in INTAKE
    ]
    groups = [
        (_("In the client’s words"), [part for part in parts if part["kind"] in THEIRS]),
        (_("To mind"), [part for part in parts if part["kind"] not in THEIRS]),
    ]
    return render(request, "practice/clients/intake.html", {"file": file, "groups": groups, "here": "intake"})


@access("practitioner")
@practice_page
def item_new(request: Request, uuid: UUID, kind: str) -> HttpResponse:
    """One more goal, resource, caution …"""
    if kind not in INTAKE:
        raise Http404
    file = file_or_404(request, uuid, "intake")
    form = ItemForm(kind, request.POST or None, child=file.is_child)
    return _keep(request, file, form)


@access("practitioner")
@practice_page
def item(request: Request, uuid: UUID, item: UUID) -> HttpResponse:
    """Change one."""
    file = file_or_404(request, uuid, "intake")
    found = _item(file, item)
    given = request.POST.get("seen", "")
    form = ItemForm(
        found.kind,
        request.POST or None,
        body=found.body,
        uuid=found.uuid,
        version=int(given) if given.isdecimal() else found.version,
        audience=found.audience,
        with_audience=can_share(file.sight),
        child=file.is_child,
    )
    return _keep(request, file, form, found)


def _keep(request: Request, file: OpenFile, form: ItemForm, found: Opened | None = None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        (saved,) = actions.save_items(file=file, record=None, changes=[form.change()], by=request.user, at=now)
        wanted = form.cleaned_data.get("audience")
        if found is not None and wanted and wanted != found.audience:
            actions.set_audience(file=file, item=found.uuid, audience=wanted, by=request.user, at=now)
        if saved.state == "conflict":
            messages.warning(
                request, _("This was changed meanwhile. Both texts stand beside each other; please choose.")
            )
        else:
            messages.success(request, _("Kept."))
        return redirect("practice:client-intake", school=request.school.slug, uuid=file.client.uuid)
    part = "#form" if request.htmx else ""
    return render(request, f"practice/clients/item.html{part}", _item_context(file, form, found))


def _item_context(
    file: OpenFile, form: ItemForm, found: Opened | None, sharing: ColleagueForm | None = None
) -> dict[str, Any]:
    context: dict[str, Any] = {"file": file, "form": form, "found": found, "name": KIND_NAMES[form.kind]}
    if found is not None:
        sharing = sharing or ColleagueForm(people=possible_readers(file), label=_("One more person"))
        context |= {"readers": readers_of(file, found.uuid), "sharing": sharing}
    return context | {"here": "intake"}


def _form_of(file: OpenFile, found: Opened) -> ItemForm:
    return ItemForm(
        found.kind,
        body=found.body,
        uuid=found.uuid,
        version=found.version,
        audience=found.audience,
        with_audience=can_share(file.sight),
        child=file.is_child,
    )


@access("practitioner", methods=("POST",))
@practice_page
def item_share(request: Request, uuid: UUID, item: UUID) -> HttpResponse:
    """One named person more reads this."""
    file = file_or_404(request, uuid, "intake", note=False)
    found = _item(file, item)
    form = ColleagueForm(request.POST, people=possible_readers(file), label=_("One more person"))
    if not form.is_valid():
        context = _item_context(file, _form_of(file, found), found, form)
        return render(request, "practice/clients/item.html", context)
    user = form.cleaned_data["user"]
    actions.share_item(file=file, item=found.uuid, user=user, by=request.user, at=timezone.now())
    messages.success(request, _("%(name)s reads it from now on.") % {"name": user})
    return redirect("practice:client-item", school=request.school.slug, uuid=uuid, item=item)


@access("practitioner", methods=("POST",))
@practice_page
def item_unshare(request: Request, uuid: UUID, item: UUID, share: UUID) -> HttpResponse:
    """They read it no more."""
    file = file_or_404(request, uuid, "intake", note=False)
    found = _item(file, item)
    row = next((one for one in readers_of(file, found.uuid) if one.uuid == share), None)
    if row is None:
        raise Http404
    actions.unshare_item(file=file, share=row, by=request.user, at=timezone.now())
    messages.success(request, _("Ended, from this moment on."))
    return redirect("practice:client-item", school=request.school.slug, uuid=uuid, item=item)


@access("practitioner", methods=("POST",))
@practice_page
def item_remove(request: Request, uuid: UUID, item: UUID) -> HttpResponse:
    """Take one out. Of a text that stands beside another this means: not this one."""
    file = file_or_404(request, uuid, "intake", note=False)
    found = _item(file, item)
    change = actions.Change(uuid4(), found.uuid, found.kind, found.version, removed=True)
    actions.save_items(file=file, record=None, changes=[change], by=request.user, at=timezone.now())
    messages.success(request, _("Taken out."))
    return redirect("practice:client-intake", school=request.school.slug, uuid=uuid)


@access("practitioner", methods=("POST",))
@practice_page
def item_choose(request: Request, uuid: UUID, item: UUID) -> HttpResponse:
    """Of two texts that stand beside each other, keep this one."""
    file = file_or_404(request, uuid, "intake", note=False)
    found = _item(file, item)
    try:
        actions.settle_conflict(
            file=file, item=found.beside or found.uuid, keep=found.uuid, by=request.user, at=timezone.now()
        )
    except ValidationError as wrong:
        messages.error(request, wrong.messages[0])
    else:
        messages.success(request, _("Kept."))
    return redirect("practice:client-intake", school=request.school.slug, uuid=uuid)


@access("practitioner")
@practice_page
def end(request: Request, uuid: UUID) -> HttpResponse:
    """End the treatment, or let it go on."""
    file = file_or_404(request, uuid, "overview")
    is_active = file.client.state == Client.State.ACTIVE
    form = EndForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and (not is_active or form.is_valid()):
        try:
            if is_active:
                actions.end_treatment(file=file, on=form.cleaned_data["on"], by=request.user, at=timezone.now())
            else:
                actions.reopen(file=file, by=request.user, at=timezone.now())
        except ValidationError as wrong:
            form.add_error("on" if wrong.code == "on" else None, wrong.messages[0])
        else:
            return redirect("practice:client", school=request.school.slug, uuid=uuid)
    context = {"file": file, "form": form, "is_active": is_active, "here": "overview"}
    return render(request, "practice/clients/end.html", context)


def by_kind(items: list[Opened]) -> dict[str, list[dict[str, Any]]]:
    """For pages: each item with what it says in words."""
    found: dict[str, list[dict[str, Any]]] = {}
    for one in items:
        found.setdefault(one.kind, []).append({"item": one, "said": read_item(one.kind, one.body)})
    return found


def _item(file: OpenFile, item: UUID) -> Opened:
    found = next((one for one in items_of(file) if one.uuid == item), None)
    if found is None or found.kind not in INTAKE:
        raise Http404
    return found
