"""Answers of another system: looked at first, then kept."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.measures import actions
from feltwork.apps.measures.forms.bringing import AnswersForm, KeepAnswersForm
from feltwork.apps.measures.queries.bringing import packs_of, preview_of
from feltwork.apps.measures.reasons_answers import against_words, doubt_words, line_words
from feltwork.apps.measures.views.door import asked_file
from feltwork.apps.practice.views.door import practice_page


@access("practitioner")
@practice_page
def bring(request: Request, uuid: UUID) -> HttpResponse:
    """Choose a file; then see what was found in it with our own scores, before anything is kept."""
    file = asked_file(request, uuid)
    form = AnswersForm(request.POST or None, request.FILES or None, packs=packs_of(request.school))
    if request.method == "POST" and form.is_valid() and form.reading is not None:
        preview = preview_of(file, form.reading)
        context = {
            "file": file,
            "preview": preview,
            "lines": [(one, line_words(one) if one.state == "fault" else "") for one in preview.lines],
            "against": against_words(preview),
            "doubt": doubt_words(preview),
            "risks": sum(1 for one in preview.new if one.is_risk),
            "sealed": "" if preview.against else KeepAnswersForm.sealed(preview.new, str(uuid)),
            "here": "measures",
        }
        return render(request, "measures/bringing/preview.html", context)
    status = 422 if form.is_bound else 200
    return render(
        request, "measures/bringing/choose.html", {"file": file, "form": form, "here": "measures"}, status=status
    )


@access("practitioner", methods=("POST",))
@practice_page
def bring_keep(request: Request, uuid: UUID) -> HttpResponse:
    """Keep what was looked at."""
    file = asked_file(request, uuid)
    form = KeepAnswersForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("More than an hour went by. Please choose the file again."))
        return redirect("measures:bring", school=request.school.slug, uuid=uuid)
    client, sheets = form.cleaned_data["answers"]
    if client != str(uuid):
        raise Http404
    try:
        made = actions.bring_answers(file=file, sheets=sheets, by=request.user, at=timezone.now())
    except ValidationError as wrong:
        messages.error(request, wrong.messages[0])
        return redirect("measures:bring", school=request.school.slug, uuid=uuid)
    said = ngettext("%(n)s sheet was brought in.", "%(n)s sheets were brought in.", len(made)) % {"n": len(made)}
    messages.success(request, said)
    return redirect("measures:client-results", school=request.school.slug, uuid=uuid)
