"""Questions in and out: those that come with Feltwork, QTI files to take in, and the bank as one."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feltwork.apps.accounts.access import Request
from feltwork.apps.exams.actions import taking_in as actions
from feltwork.apps.exams.actions.giving_out import export_items
from feltwork.apps.exams.forms.files import ExportForm, FileForm, StarterForm, TakeInForm
from feltwork.apps.exams.forms.items import KIND_WORDS
from feltwork.apps.exams.models import BankFile
from feltwork.apps.exams.packages import note_words, refused_words
from feltwork.apps.exams.showing import question
from feltwork.apps.exams.views.going import go
from feltwork.apps.exams.views.items import figure_address
from feltwork.apps.exams.views.keeping import keepers
from feltwork.apps.ui.acts import done


@keepers(methods=("GET",))
def files(request: Request) -> HttpResponse:
    """What can be taken in and given out, and files that wait to be looked at."""
    return _page(request, FileForm())


def _page(request: Request, form: FileForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "starter": StarterForm(),
        "export": ExportForm(),
        "waiting": BankFile.objects.select_related("by").order_by("-at"),
    }
    return render(request, "exams/bank/files.html", context, status=status)


@keepers(methods=("POST",))
def starter(request: Request) -> HttpResponse:
    """Take in the questions that come with Feltwork, as drafts."""
    form = StarterForm(request.POST)
    taken = done(form, actions.take_in_starter, school=request.school, by=request.user, at=timezone.now())
    if not taken:
        return go(request, "files")
    return go(request, "bank", words=_taken_words(taken))


def _taken_words(taken: actions.TakenIn) -> str:
    count = len(taken.items)
    words = ngettext("%(n)s question came in as a draft.", "%(n)s questions came in as drafts.", count) % {"n": count}
    if taken.there:
        there = len(taken.there)
        words += " " + ngettext("%(n)s was there already.", "%(n)s were there already.", there) % {"n": there}
    return words


@keepers(methods=("POST",))
def file_new(request: Request) -> HttpResponse:
    """Read a file; what was found is shown before anything is in the bank."""
    form = FileForm(request.POST, request.FILES)
    kept = done(form, actions.keep_file, school=request.school, by=request.user, at=timezone.now())
    if not kept:
        return _page(request, form, status=422)
    return go(request, "file", uuid=kept.uuid)


@keepers()
def file(request: Request, uuid: UUID) -> HttpResponse:
    """What was found and what was refused; POST takes it in."""
    of: BankFile = get_object_or_404(BankFile.objects.select_related("school"), uuid=uuid)
    form = TakeInForm(request.POST or None)
    taken = done(form, actions.take_in_file, file=of, by=request.user, at=timezone.now())
    if taken:
        return go(request, "bank", words=_taken_words(taken))
    address = figure_address(request)
    found = [
        (
            row,
            KIND_WORDS[row["data"]["kind"]],
            question(row["data"], name=f"f{number}", with_key=True, fixed=True, figure_url=address),
            note_words(row.get("notes", ())),
        )
        for number, row in enumerate(of.found)
    ]
    context = {"of": of, "form": form, "found": found, "refused": refused_words(of.refused)}
    return render(request, "exams/bank/file.html", context)


@keepers(methods=("POST",))
def file_drop(request: Request, uuid: UUID) -> HttpResponse:
    of = get_object_or_404(BankFile, uuid=uuid)
    actions.drop_file(file=of, by=request.user, at=timezone.now())
    return go(request, "files", words=_("The file is forgotten; nothing of it is in the bank."))


@keepers(methods=("POST",), step_up=True)
def export(request: Request) -> HttpResponse:
    """Questions as a QTI file. Whoever takes the bank along proves themselves once more, and it is written down."""
    form = ExportForm(request.POST)
    content = done(form, export_items, school=request.school, by=request.user, at=timezone.now())
    if not content:
        return go(request, "files")
    response = HttpResponse(content, content_type="application/zip")
    name = f"{request.school.slug}-{timezone.localdate().isoformat()}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response
