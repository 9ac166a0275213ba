"""Saving a session: by the island as JSON, and by plain forms that do the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar, cast
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.practice import actions
from feltwork.apps.practice.actions import Change, RecordSigned, Saved
from feltwork.apps.practice.forms.items import ItemForm
from feltwork.apps.practice.forms.session import form_of
from feltwork.apps.practice.forms.words import KIND_NAMES, problem
from feltwork.apps.practice.models import Consent, Item, SessionRecord
from feltwork.apps.practice.queries.consents import current_text
from feltwork.apps.practice.queries.file import Opened, items_of
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.apps.practice.views.door import practice_page, record_or_404
from feltwork.apps.practice.views.records.page import READERS, goes_on, is_open, local, record_page
from feltwork.core.practice import KINDS, ItemError

MOST = 200  # changes in one request
View = TypeVar("View", bound=Callable[..., HttpResponse])


def for_script(view: View) -> View:
    """Above `@access`: 401 where a page would be sent to sign in, so that the island keeps what it has."""

    @wraps(view)
    def answered(*args: Any, **kwargs: Any) -> HttpResponse:
        response = view(*args, **kwargs)
        if isinstance(response, HttpResponseRedirect):
            return JsonResponse({"code": "signed_out", "message": _("Please sign in again.")}, status=401)
        return response

    return cast("View", answered)


@for_script
@access("practitioner", "supervisor")
@practice_page
def items(request: Request, uuid: UUID) -> HttpResponse:
    """All items with their versions; or save changes, each answered by itself."""
    if request.method == "POST":
        file, row = record_or_404(request, uuid, "record", note=False)
        try:
            changes = [_change(one) for one in _changes(request.body)]
        except (KeyError, TypeError, ValueError):
            return JsonResponse({"code": "unreadable", "message": _("This cannot be read.")}, status=400)
        try:
            saved = actions.save_items(file=file, record=row, changes=changes, by=request.user, at=timezone.now())
        except RecordSigned as signed:
            return JsonResponse({"code": "signed", "message": signed.messages[0]}, status=409)
        return JsonResponse({"saved": [answer_of(one) for one in saved]})
    file, row = record_or_404(request, uuid, "record", sights=READERS)
    rows = [item_of(one) for one in items_of(file, record=row)]
    return JsonResponse({"items": rows, "token": get_token(request)})


def _changes(body: bytes) -> list[Any]:
    changes = json.loads(body)["changes"]
    if not isinstance(changes, list) or len(changes) > MOST:
        raise ValueError("changes")
    return changes


def _change(given: Mapping[str, Any]) -> Change:
    body, position = given.get("body") or {}, given.get("position")
    if not isinstance(body, dict) or not isinstance(position, int | None) or (position or 0) < 0:
        raise ValueError("change")
    return Change(
        UUID(str(given["change"])),
        UUID(str(given["item"])),
        str(given["kind"])[:30],
        int(given.get("seen") or 0),
        body,
        str(given.get("audience") or ""),
        position,
        bool(given.get("removed")),
    )


def answer_of(saved: Saved) -> dict[str, Any]:
    wrong = saved.state == "refused"
    return {
        "change": str(saved.change),
        "item": str(saved.item),
        "version": saved.version,
        "state": saved.state,
        "code": saved.code,
        "field": saved.field,
        "message": problem(ItemError(saved.field, saved.code, **saved.data)) if wrong else "",
        "beside": str(saved.beside) if saved.beside else None,
        "theirs": item_of(saved.theirs) if saved.theirs else None,
    }


def item_of(item: Opened) -> dict[str, Any]:
    return {
        "uuid": str(item.uuid),
        "kind": item.kind,
        "position": item.position,
        "version": item.version,
        "audience": item.audience,
        "beside": str(item.beside) if item.beside else None,
        "changed_at": item.changed_at.isoformat(),
        "body": item.body,
    }


@access("practitioner")
@practice_page
def write(request: Request, uuid: UUID, kind: str, item: UUID | None = None) -> HttpResponse:
    """One item on a page of its own, or in its place on the record's page."""
    file, row = record_or_404(request, uuid, "record", note=request.method == "GET")
    if kind not in KINDS or not KINDS[kind].in_session:
        raise Http404
    if not is_open(request.user, file, row):
        messages.error(request, RecordSigned().messages[0])
        return _to_record(request, row)
    standing = _standing(file, row, kind, item)
    if request.method == "POST":
        return _written(request, file, row, kind, standing, item)
    form = form_for(kind, row, standing, item=item, child=file.is_child)
    if standing is None and "at" in form.fields and goes_on(row, file.at):
        form.initial["at"] = local(file.at, row).time()
    return _form_page(request, file, row, form)


def _written(
    request: Request, file: OpenFile, row: SessionRecord, kind: str, standing: Opened | None, item: UUID | None
) -> HttpResponse:
    sent = {name: request.POST.get(name, "") for name in ("item", "change", "seen", "place")}
    form = form_for(
        kind,
        row,
        standing,
        item=item or _uuid(sent["item"]),
        seen=_number(sent["seen"]),
        data=request.POST,
        with_audience=sent["place"] != "record",
        child=file.is_child,
    )
    if not form.is_valid():
        return _again(request, file, row, form, sent["place"])
    change = form.change(_uuid(sent["change"]))
    (saved,) = actions.save_items(file=file, record=row, changes=[change], by=request.user, at=timezone.now())
    if saved.state == "refused":
        form.add_error(None, problem(ItemError(saved.field, saved.code, **saved.data)))
        return _again(request, file, row, form, sent["place"])
    if change.audience and standing is not None and change.audience != standing.audience:
        actions.set_audience(
            file=file, item=change.item, audience=change.audience, by=request.user, at=timezone.now()
        )  # fmt: skip
    if saved.state == "conflict":
        messages.warning(request, _("Two versions of this stand side by side now. Please choose one."))
        return _to_record(request, row, "conflicts")
    return _to_record(request, row, _anchor(kind, saved.item))


def _again(request: Request, file: OpenFile, row: SessionRecord, form: ItemForm, place: str) -> HttpResponse:
    """What was typed stays, with what has to change."""
    if place == "record":
        return record_page(request, file, row, wrong=form)
    return _form_page(request, file, row, form)


def _form_page(request: Request, file: OpenFile, row: SessionRecord, form: ItemForm) -> HttpResponse:
    context = {
        "file": file,
        "record": row,
        "form": form,
        "kind": form.kind,
        "heading": KIND_NAMES[form.kind],
        "is_known": form.version > 0,
    }
    name = "practice/records/parts/item_form.html" if request.htmx else "practice/records/item.html"
    return render(request, name, context)


def form_for(
    kind: str,
    row: SessionRecord,
    standing: Opened | None,
    *,
    item: UUID | None = None,
    seen: int | None = None,
    data: Any = None,
    with_audience: bool = True,
    child: bool = False,
) -> ItemForm:
    """The form of *standing*, or of a new item with an id of its own, so that sending it twice makes it once."""
    version = standing.version if standing else 0
    return form_of(
        kind,
        data,
        record=row,
        body=standing.body if standing else None,
        uuid=standing.uuid if standing else item or uuid4(),
        version=version if seen is None else seen,
        audience=standing.audience if standing else "",
        with_audience=with_audience,
        child=child,
    )


def _standing(file: OpenFile, row: SessionRecord, kind: str, item: UUID | None) -> Opened | None:
    found = items_of(file, record=row, kinds=[kind])
    if item is not None:
        return next((one for one in found if one.uuid == item), None)
    return next((one for one in found if one.beside is None), None) if KINDS[kind].single else None


@access("practitioner", methods=("POST",))
@practice_page
def now(request: Request, uuid: UUID) -> HttpResponse:
    """A mark of this moment, without scripts: a phase, a reading, or a sign for the moment that goes on."""
    file, row = record_or_404(request, uuid, "record", note=False)
    at = timezone.now()
    seconds = min(max(int((at - row.starts_at).total_seconds()), 0), 86_400)
    change = _uuid(request.POST.get("change", "")) or uuid4()
    if request.POST.get("phase"):
        made = Change(change, uuid4(), "segment", 0, {"phase": request.POST["phase"], "at": seconds})
    elif request.POST.get("activation"):
        made = Change(change, uuid4(), "reading", 0, {"activation": _number(request.POST["activation"]), "at": seconds})
    else:
        last = _last_moment(file, row)
        if last is None:
            messages.error(request, _("Mark a phase first; what you see then belongs to it."))
            return _to_record(request, row, "live")
        signs = [*last.body.get("signs", []), request.POST.get("sign", "")]
        made = Change(change, last.uuid, "segment", last.version, {**last.body, "signs": signs})
    (saved,) = actions.save_items(file=file, record=row, changes=[made], by=request.user, at=at)
    if saved.state == "refused":
        messages.error(request, problem(ItemError(saved.field, saved.code, **saved.data)))
    return _to_record(request, row, "live")


def _last_moment(file: OpenFile, row: SessionRecord) -> Opened | None:
    moments = [one for one in items_of(file, record=row, kinds=["segment"]) if one.beside is None]
    return max(moments, key=lambda one: (one.body.get("at", -1), one.made_at), default=None)


@access("practitioner", methods=("POST",))
@practice_page
def remove(request: Request, uuid: UUID, item: UUID) -> HttpResponse:
    """Put an item aside: it leaves the page and is not deleted."""
    file, row = record_or_404(request, uuid, "record", note=False)
    found = Item.objects.filter(record=row, uuid=item, removed_at=None).first()
    if found is not None:
        seen = _number(request.POST.get("seen", "")) or found.version
        change = Change(_uuid(request.POST.get("change", "")) or uuid4(), item, found.kind, seen, removed=True)
        (saved,) = actions.save_items(file=file, record=row, changes=[change], by=request.user, at=timezone.now())
        if saved.state == "conflict":
            messages.warning(request, _("This was changed meanwhile, so it stays. Please look at it again."))
    return _to_record(request, row, "moments")


@access("practitioner", methods=("POST",))
@practice_page
def audience(request: Request, uuid: UUID, item: UUID) -> HttpResponse:
    """Change who reads an item; possible after signing, too."""
    file, row = record_or_404(request, uuid, "record", note=False)
    found = Item.objects.filter(record=row, uuid=item, removed_at=None).first()
    if found is None:
        messages.info(request, _("Write something there first; then you can choose who reads it."))
        return _to_record(request, row)
    try:
        actions.set_audience(
            file=file, item=item, audience=request.POST.get("audience", ""), by=request.user, at=timezone.now()
        )
    except ValidationError as wrong:
        messages.error(request, wrong.messages[0])
    return HttpResponse(status=204) if request.htmx else _to_record(request, row, _anchor(found.kind, item))


@access("practitioner", methods=("POST",))
@practice_page
def choose(request: Request, uuid: UUID, item: UUID) -> HttpResponse:
    """Of two texts that were written at the same time, keep one."""
    file, row = record_or_404(request, uuid, "record", note=False)
    keep = _uuid(request.POST.get("keep", ""))
    try:
        if keep is not None:
            actions.settle_conflict(file=file, item=item, keep=keep, by=request.user, at=timezone.now())
            messages.success(request, _("Kept as you chose."))
    except ValidationError as wrong:
        messages.error(request, wrong.messages[0])
    return _to_record(request, row)


@access("practitioner", methods=("POST",))
@practice_page
def touch(request: Request, uuid: UUID) -> HttpResponse:
    """Touch, asked again in this session: the client's answer, as the practitioner writes it down."""
    file, row = record_or_404(request, uuid, "record", note=False)
    given = request.POST.get("decision", "") == Consent.Decision.GIVEN
    decision = Consent.Decision.GIVEN if given else Consent.Decision.DECLINED
    try:
        actions.answer_consent(
            file=file,
            topic="touch",
            decision=decision,
            text=current_text(file.client.school, "touch"),
            record=row,
            by=request.user,
            at=timezone.now(),
        )
    except ValidationError as wrong:
        messages.error(request, wrong.messages[0])
    return _to_record(request, row, "touch")


def _to_record(request: Request, row: SessionRecord, anchor: str = "") -> HttpResponse:
    answer = redirect("practice:record", school=request.school.slug, uuid=row.uuid)
    if anchor:
        answer["Location"] += f"#{anchor}"
    return answer


def _anchor(kind: str, item: UUID) -> str:
    return f"item-{item}" if kind in {"segment", "cycle", "target"} else f"kind-{kind}"


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0
