"""The ledger, for staff: look, check, and take an answer back for a provider."""

from __future__ import annotations

from itertools import islice
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.limits import limit
from feltwork.apps.audit.actions import record, record_view
from feltwork.apps.signoffs import actions, checking, listing, reports
from feltwork.apps.signoffs.forms import LedgerFilter, TakeBackForm
from feltwork.apps.signoffs.models import LedgerEntry, SignOffRequest
from feltwork.apps.signoffs.permissions import can_take_back
from feltwork.apps.signoffs.queries import standing_answer
from feltwork.apps.ui.rows import render_rows

STAFF = ("registrar", "credentialing", "admin")
ROWS = 50
MOST_FAULTS = 200
COLUMNS = ("uuid", "seq", "at", "kind", "student__name", "by_name", "statement", "seal")


@access(*STAFF, methods=("GET",))
def ledger(request: Request) -> HttpResponse:
    """Entries, newest first; `before` is the number to go on from."""
    form = LedgerFilter(request.GET)
    entries = _wanted(LedgerEntry.objects.order_by("-seq"), form)
    before = request.GET.get("before", "")
    if before.isdecimal():
        entries = entries.filter(seq__lt=int(before[:18]))
    rows = list(entries.values(*COLUMNS)[: ROWS + 1])
    context = {
        "form": form,
        "has_rows": bool(rows),
        "is_filtered": any(form.data.get(name) for name in form.fields),
        "rows": _markup(request, rows[:ROWS]),
        "older": _address(request, before=rows[ROWS - 1]["seq"]) if len(rows) > ROWS else "",
        "newest": _address(request) if before else "",
        "head": checking.head_of(request.school),
    }
    return render(request, "signoffs/ledger.html", context)


@access(*STAFF, methods=("GET",))
def ledger_check(request: Request) -> HttpResponse:
    """Read the whole ledger and say what was done to it, if anything."""
    limit(request, "signoffs-check", per_person="20/h")
    head = checking.head_of(request.school)
    faults = sorted(set(islice(checking.faults_of(request.school), MOST_FAULTS)))
    guards = checking.missing_guards()
    now = timezone.now()
    record("signoffs.check", by=request.user, at=now, school=request.school, facts={"faults": len(faults)})
    context = {
        "head": head,
        "at": now,
        "guards": guards,
        "is_sound": not faults and not guards,
        "faults": [{"place": reports.place(f), "words": reports.in_words(f), "entry": f.entry} for f in faults],
        "is_cut": len(faults) == MOST_FAULTS,
    }
    return render(request, "signoffs/check.html", context)


@access(*STAFF, methods=("GET",))
def ledger_entry(request: Request, entry: UUID) -> HttpResponse:
    """One entry with its seal, and whether the seal fits."""
    row = _entry(entry)
    record_view("signoffs.see_entry", by=request.user, at=timezone.now(), subject=row)
    return _entry_page(request, row, TakeBackForm())


@access(*STAFF, methods=("POST",), step_up=True)
def entry_take_back(request: Request, entry: UUID) -> HttpResponse:
    """Take an answer back for a provider who can no longer do it."""
    row = _entry(entry)
    asked = _request_of(row)
    form = TakeBackForm(request.POST)
    if asked is None or not can_take_back(request.user, asked, row, timezone.now()):
        raise PermissionDenied
    if not form.is_valid():
        return _entry_page(request, row, form)
    try:
        actions.take_back(request=asked, by=request.user, reason=form.cleaned_data["reason"], at=timezone.now())
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("Taken back. The student has been told."))
    return redirect("signoffs:ledger-entry", school=request.school.slug, entry=row.uuid)


def _wanted(entries: QuerySet[LedgerEntry], form: LedgerFilter) -> QuerySet[LedgerEntry]:
    data: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    if data.get("student"):
        entries = entries.filter(student__name__icontains=data["student"])
    if data.get("kind"):
        entries = entries.filter(kind=data["kind"])
    if data.get("since"):
        entries = entries.filter(at__date__gte=data["since"])
    if data.get("until"):
        entries = entries.filter(at__date__lte=data["until"])
    return entries


def _markup(request: Request, rows: list[dict[str, Any]]) -> str:
    shown = [listing.entry_row(row, request.school.slug) for row in rows]
    return render_rows("signoffs/entries.html", shown, labels=listing.labels())


def _address(request: Request, **changes: Any) -> str:
    kept = {k: v for k, v in request.GET.items() if k != "before" and v}
    return "?" + urlencode(kept | changes)


def _entry(uuid: UUID) -> LedgerEntry:
    return get_object_or_404(LedgerEntry.objects.select_related("by", "student", "school"), uuid=uuid)


def _request_of(row: LedgerEntry) -> SignOffRequest | None:
    """The request that *row* answers, if that answer holds and can be taken back."""
    uuid = row.statement.get("request")
    if not uuid:
        return None
    requests = SignOffRequest.objects.select_related("provider__user", "student", "school")
    asked = requests.filter(uuid=uuid).first()
    standing = standing_answer(asked) if asked is not None else None
    return asked if standing is not None and standing.pk == row.pk else None


def _entry_page(request: Request, row: LedgerEntry, form: TakeBackForm) -> HttpResponse:
    asked = _request_of(row)
    context = {
        "entry": row,
        "facts": listing.facts_of(row.statement),
        "is_sound": checking.is_sound(row),
        "can_take_back": asked is not None and can_take_back(request.user, asked, row, timezone.now()),
        "form": form,
    }
    return render(request, "signoffs/entry.html", context)
