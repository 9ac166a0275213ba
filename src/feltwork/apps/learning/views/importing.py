"""Completions of another system: looked at first, then kept."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.learning import actions
from feltwork.apps.learning.forms.people import KeepForm, StatementsForm
from feltwork.apps.learning.queries.importing import brought_of, preview_of
from feltwork.apps.learning.views.door import go
from feltwork.apps.learning.words import percent, refused_words
from feltwork.apps.schools.queries import date_at

DECIDERS = ("registrar", "admin", "credentialing")


@access(*DECIDERS)
def bring(request: Request) -> HttpResponse:
    """Choose a file; then see what was found in it, before anything is kept."""
    form = StatementsForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and form.reading is not None:
        found = preview_of(form.reading, today=date_at(request.school, timezone.now()))
        facts = {
            "found": found,
            "rows": [(row, percent(row.score)) for row in found.rows],
            "refused": [(one.number, refused_words(one)) for one in found.refused],
            "sealed": KeepForm.sealed(found.data(), request.school.slug) if found.new else "",
            "source": str(form.cleaned_data["file"].name)[:80],
        }
        return render(request, "learning/desk/import_preview.html", facts)
    return render(request, "learning/desk/import.html", {"form": form}, status=422 if form.is_bound else 200)


@access(*DECIDERS, methods=("POST",))
def keep(request: Request) -> HttpResponse:
    """Keep the rows that were looked at."""
    form = KeepForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("More than an hour went by. Please choose the file again."))
        return go(request, "import")
    school, rows = form.cleaned_data["rows"]
    if school != request.school.slug:
        raise Http404
    source = form.cleaned_data["source"]
    made = actions.import_completions(rows=brought_of(rows), source=source, by=request.user, at=timezone.now())
    said = ngettext("%(n)s completion is kept.", "%(n)s completions are kept.", len(made)) % {"n": len(made)}
    return go(request, "import", words=said)
