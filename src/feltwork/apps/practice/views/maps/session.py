"""The body map of one session: seen, added to by a plain form, changed mark by mark, played back."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.practice.actions import Change, save_items
from feltwork.apps.practice.forms.maps import MarkData
from feltwork.apps.practice.models import SessionRecord, Signature
from feltwork.apps.practice.permissions import TREATING, Sight, can_write_record
from feltwork.apps.practice.queries.maps import MapView, map_of
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.apps.practice.views.door import practice_page, record_or_404

READERS = TREATING | {Sight.SUPERVISOR}


@access("practitioner", "supervisor")
@practice_page
def record_map(request: Request, uuid: UUID) -> HttpResponse:
    """The map by itself; a form that was sent adds a mark to it."""
    file, record = record_or_404(request, uuid, "map", sights=READERS, note=request.method != "POST")
    view = map_of(file, record)
    if request.method == "POST":
        return _add(request, file, record, view)
    return _page(request, file, record, view)


@access("practitioner")
@practice_page
def record_mark(request: Request, uuid: UUID, item: UUID) -> HttpResponse:
    """One mark as a form: changed, or taken away."""
    file, record = record_or_404(request, uuid, "map", note=request.method != "POST")
    view = map_of(file, record)
    row = next((one for one in view.marks if one.uuid == str(item)), None)
    if row is None or not _may_write(request, file, record):
        raise Http404
    chosen, error = row.body, ""
    if request.method == "POST":
        data = MarkData(request.POST, figure=view.figure, before=row.body)
        is_removed = "remove" in request.POST
        chosen, error = data.body, "" if is_removed else data.error
        if not error:
            change = Change(
                _uuid(request.POST, "change"), item, "mark", _seen(request.POST), {} if is_removed else data.body,
                removed=is_removed,
            )  # fmt: skip
            return _saved(request, file, record, change)
    context = {"file": file, "record": record, "row": row, "chosen": chosen, "map": view, "error": error}
    return render(request, "practice/maps/mark.html", context | {"change": uuid4()})


@access("practitioner", "supervisor", methods=("GET",))
@practice_page
def playback(request: Request, uuid: UUID) -> HttpResponse:
    """Step by step in the order in which sensations came; nothing moves by itself."""
    file, record = record_or_404(request, uuid, "map", sights=READERS)
    view = map_of(file, record)
    last = len(view.marks)
    asked = request.GET.get("step", "")
    step = min(int(asked), last) if asked.isdecimal() and len(asked) < 5 else last
    return render(request, "practice/maps/playback.html", played(file, record, view, step))


def played(file: OpenFile, record: SessionRecord, view: MapView, step: int) -> dict[str, Any]:
    """What the page of step *step* needs; without scripts only so much is drawn."""
    return {
        "file": file,
        "record": record,
        "map": view,
        "shown": view.until(step),
        "step": step,
        "last": len(view.marks),
        "back": step - 1 if step > 0 else None,
        "on": step + 1 if step < len(view.marks) else None,
    }


def _page(
    request: Request, file: OpenFile, record: SessionRecord, view: MapView, error: str = "", chosen: Any = None
) -> HttpResponse:
    context = {
        "file": file,
        "record": record,
        "map": view,
        "readonly": not _may_write(request, file, record),
        "error": error,
        "chosen": chosen,
    }
    return render(request, "practice/maps/page.html", context, status=422 if error else 200)


def _add(request: Request, file: OpenFile, record: SessionRecord, view: MapView) -> HttpResponse:
    data = MarkData(request.POST, figure=view.figure)
    if data.error:
        return _page(request, file, record, view, data.error, data.body)
    order = max((row.body.get("order", row.number) for row in view.marks), default=0) + 1
    item = _uuid(request.POST, "item")
    return _saved(request, file, record, Change(item, item, "mark", 0, {**data.body, "order": min(order, 999)}))


def _saved(request: Request, file: OpenFile, record: SessionRecord, change: Change) -> HttpResponse:
    """PermissionDenied where somebody else's session is concerned."""
    try:
        saved = save_items(file=file, record=record, changes=[change], by=request.user, at=timezone.now())[0]
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    else:
        if saved.state == "conflict":
            messages.warning(request, _("Somebody changed this mark meanwhile. Both versions are kept; please choose."))
        elif saved.state == "refused":
            messages.error(request, _("This could not be kept."))
        else:
            messages.success(request, _("Taken away.") if change.removed else _("Kept."))
    address = reverse("practice:record-map", kwargs={"school": request.school.slug, "uuid": record.uuid})
    return redirect(address)


def _may_write(request: Request, file: OpenFile, record: SessionRecord) -> bool:
    is_signed = Signature.objects.filter(record=record).exists()
    return not is_signed and can_write_record(request.user, file.sight, record)


def _uuid(data: QueryDict, name: str) -> UUID:
    try:
        return UUID(data.get(name, ""))
    except ValueError:
        return uuid4()


def _seen(data: QueryDict) -> int:
    given = data.get("seen", "")
    return int(given) if given.isdecimal() and len(given) < 9 else 0
