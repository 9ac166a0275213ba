"""What a provider answered before, each to be kept as a page or a file."""

from __future__ import annotations

import json

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.audit.actions import record_view
from feltwork.apps.signoffs import listing
from feltwork.apps.signoffs.models import LedgerEntry
from feltwork.apps.signoffs.permissions import is_provider, visible_entries
from feltwork.apps.signoffs.queries.entries import ANSWERS
from feltwork.apps.ui.rows import render_rows

ROWS = 50
COLUMNS = ("uuid", "kind", "at", "by_name", "statement", "student__name")


@access("signed_in", methods=("GET",))
def answers(request: Request) -> HttpResponse:
    """Past answers of this person, newest first."""
    mine = LedgerEntry.objects.filter(by=request.user, kind__in=[*ANSWERS, LedgerEntry.Kind.TAKEN_BACK])
    pages = Paginator(mine.order_by("-seq").values(*COLUMNS), ROWS)
    page = pages.get_page(request.GET.get("page"))
    if not pages.count and not is_provider(request.user):
        raise Http404
    rows = [listing.past(row, request.school.slug) for row in page]
    markup = render_rows("signoffs/answers.html", rows, labels=listing.labels())
    return render(request, "signoffs/answers.html", {"page": page, "rows": markup})


@access("signed_in", methods=("GET",))
def copy(request: Request, entry: str) -> HttpResponse:
    """One sealed statement, to print or keep; for who signed it and whom it is about."""
    row = get_object_or_404(visible_entries(request.user), uuid=entry)
    record_view("signoffs.see_entry", by=request.user, at=timezone.now(), subject=row)
    return render(request, "signoffs/copy.html", {"entry": row, "facts": listing.facts_of(row.statement)})


@access("signed_in", methods=("GET",))
def copy_file(request: Request, entry: str) -> HttpResponse:
    """The same as a file: what the seal covers, the seal before it and the seal itself."""
    row = get_object_or_404(visible_entries(request.user), uuid=entry)
    record_view("signoffs.see_entry", by=request.user, at=timezone.now(), subject=row)
    text = json.dumps({"facts": row.facts(), "previous": row.previous, "seal": row.seal}, ensure_ascii=False, indent=1)
    answer = HttpResponse(text + "\n", content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="entry-{row.seq}.json"'
    return answer
