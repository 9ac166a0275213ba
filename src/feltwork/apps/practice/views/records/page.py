"""The record of one session, beginning one, its times, and the list of those that wait for a signature."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.practice import actions
from feltwork.apps.practice.cabinet import cabinet_of
from feltwork.apps.practice.forms.items import ItemForm
from feltwork.apps.practice.forms.session import TimesForm, WordsForm, form_of
from feltwork.apps.practice.models import Item, SessionRecord
from feltwork.apps.practice.permissions import TREATING, Sight, can_write_record
from feltwork.apps.practice.queries import record as records
from feltwork.apps.practice.queries.consents import current_text, history_of
from feltwork.apps.practice.queries.maps import map_of
from feltwork.apps.practice.queries.notes import notes_of
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.apps.practice.queries.page import Page, page_of
from feltwork.apps.practice.views.door import file_or_404, practice_page, record_or_404
from feltwork.core.practice import initial, words

READERS = TREATING | {Sight.SUPERVISOR}
INLINE = ("arrival", "departure", "risk", "touch", "practice", "next_step")  # one form each on the page itself
LIVE = ("safety", "resourcing", "sensation", "pendulation", "titration", "discharge", "settling", "orient")


@access("practitioner", "supervisor", methods=("GET",))
@practice_page
def record(request: Request, uuid: UUID) -> HttpResponse:
    """The page of a session: written in while it is a draft, read afterwards."""
    file, row = record_or_404(request, uuid, "record", sights=READERS)
    return record_page(request, file, row)


def record_page(request: Request, file: OpenFile, row: SessionRecord, wrong: ItemForm | None = None) -> HttpResponse:
    """*wrong*: a form of the page that was sent and could not be kept; it stands in its place with what was typed."""
    page = page_of(file, row)
    signatures = records.signatures_of(row)
    is_open = not signatures and can_write_record(request.user, file.sight, row)
    context: dict[str, Any] = {
        "file": file,
        "record": row,
        "page": page,
        "zone": ZoneInfo(row.zone),
        "signatures": signatures,
        "is_open": is_open,
        "is_locked": row.locks.exists(),
        "addenda": records.addenda_of(file, row),
        "map": map_of(file, row, items=page.standing),
        "touch": _touch(file, row),
        "may_add": bool(signatures) and file.sight in {Sight.CLINICIAN, Sight.CARER},
        "may_cosign": file.sight is Sight.SUPERVISOR and bool(signatures),
        "addendum": WordsForm(prefix="addendum"),
    }
    if is_open:
        context |= _writing(file, page, wrong)
    if can_write_record(request.user, file.sight, row):
        context["notes"] = notes_of(request.user, file.client)
        context["note_form"] = WordsForm(prefix="note")
    return render(request, "practice/records/record.html", context)


def _writing(file: OpenFile, page: Page, wrong: ItemForm | None) -> dict[str, Any]:
    forms = {kind: _inline(kind, page) for kind in INLINE}
    if wrong is not None and wrong.kind in forms:
        forms[wrong.kind] = wrong
    usual = Item.objects.filter(client=file.client, kind="range", record=None, removed_at=None).first()
    body = file.cabinet.open(usual, "body") if usual else {}
    return {
        "forms": forms,
        "hint": page.hint(records.earlier_phases(file, page.record)),
        "suggested": page.suggested(body.get("high")),
        "phases": [word for name, word in words("phases").items() if name in LIVE],
        "missing": records.missing_for_signing(file, page.record),
        "scale": range(11),
    }


def _inline(kind: str, page: Page) -> ItemForm:
    item = page.one_of(kind)
    return form_of(
        kind,
        record=page.record,
        body=item.body if item else None,
        uuid=item.uuid if item else None,
        version=item.version if item else 0,
        audience=item.audience if item else "",
        with_audience=False,
    )


def _touch(file: OpenFile, row: SessionRecord) -> dict[str, Any]:
    """What stands about touch: the general answer and the one of this session."""
    history = history_of(file, "touch")
    return {
        "agreed": records.touch_agreed(file.client, row),
        "history": history,
        "text": current_text(file.client.school, "touch"),
    }


@access("practitioner")
@practice_page
def begin(request: Request, uuid: UUID) -> HttpResponse:
    """A new session of this client, now or as it was."""
    file = file_or_404(request, uuid, "record", sights=TREATING)
    zone = request.school.time_zone
    here = timezone.localtime(timezone.now(), ZoneInfo(zone)).replace(second=0, microsecond=0)
    start = {"on": here.date(), "begins": here.time(), "mode": SessionRecord.Mode.IN_PERSON}
    form = TimesForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        begins, ends = span(form.cleaned_data, zone)
        try:
            made = actions.start_record(
                file=file,
                starts_at=begins,
                zone=zone,
                mode=form.cleaned_data["mode"],
                by=request.user,
                at=timezone.now(),
            )
            if ends:
                actions.change_record(
                    file=file, record=made, starts_at=begins, ends_at=ends, mode=made.mode, by=request.user,
                    at=timezone.now(),
                )  # fmt: skip
        except ValidationError as wrong:
            form.add_error(None, wrong)
        else:
            return redirect("practice:record", school=request.school.slug, uuid=made.uuid)
    return render(request, "practice/records/begin.html", {"file": file, "form": form})


@access("practitioner")
@practice_page
def times(request: Request, uuid: UUID) -> HttpResponse:
    """When it was and how."""
    file, row = record_or_404(request, uuid, "record")
    zone = ZoneInfo(row.zone)
    begins, ends = row.starts_at.astimezone(zone), row.ends_at.astimezone(zone) if row.ends_at else None
    start = {"on": begins.date(), "begins": begins.time(), "ends": ends.time() if ends else None, "mode": row.mode}
    form = TimesForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        first, last = span(form.cleaned_data, row.zone)
        try:
            actions.change_record(
                file=file, record=row, starts_at=first, ends_at=last, mode=form.cleaned_data["mode"], by=request.user,
                at=timezone.now(),
            )  # fmt: skip
        except ValidationError as wrong:
            form.add_error(None, wrong)
        else:
            return redirect("practice:record", school=request.school.slug, uuid=row.uuid)
    return render(request, "practice/records/times.html", {"file": file, "record": row, "form": form})


def span(given: dict[str, Any], zone: str) -> tuple[datetime, datetime | None]:
    """From a form's day and times to instants; an end before the beginning is one of the next day."""
    here = ZoneInfo(zone)
    begins = datetime.combine(given["on"], given["begins"], here)
    if not given.get("ends"):
        return begins, None
    ends = datetime.combine(given["on"], given["ends"], here)
    return begins, ends if ends > begins else ends + timedelta(days=1)


@access("practitioner", methods=("POST",))
@practice_page
def drop(request: Request, uuid: UUID) -> HttpResponse:
    """Throw away a draft that was begun by mistake."""
    file, row = record_or_404(request, uuid, "record")
    try:
        actions.remove_draft(file=file, record=row, by=request.user, at=timezone.now())
    except ValidationError as wrong:
        messages.error(request, wrong.messages[0])
        return redirect("practice:record", school=request.school.slug, uuid=row.uuid)
    messages.success(request, _("The draft is gone from the list."))
    return redirect("practice:client", school=request.school.slug, uuid=file.client.uuid)


@access("practitioner", methods=("GET",))
@practice_page
def worklist(request: Request) -> HttpResponse:
    """One's drafts, the oldest first. Clients stand there by their first letter."""
    rows = list(records.unsigned_of(request.user)[:200])
    shorts = {
        client.pk: initial(cabinet_of(client).open(client, "identity")) for client in {row.client for row in rows}
    }
    drafts = [(row, shorts[row.client_id]) for row in rows]
    return render(request, "practice/records/worklist.html", {"drafts": drafts})


def refuse_readers(request: Request, file: OpenFile, row: SessionRecord) -> None:
    """403 for whoever reads this session and did not hold it."""
    if not can_write_record(request.user, file.sight, row):
        raise PermissionDenied
