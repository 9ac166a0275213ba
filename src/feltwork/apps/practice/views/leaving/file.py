"""One file: until when it is kept and why, its archive, holding it back, erasing it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.practice import actions
from feltwork.apps.practice.actions import takeout
from feltwork.apps.practice.actions.erasing import ASKED, erase, refusals
from feltwork.apps.practice.archive.paper import paper, section
from feltwork.apps.practice.forms.leaving import EraseForm, ReasonForm, TakeOutForm
from feltwork.apps.practice.models import Client, Erasure, TakeOut
from feltwork.apps.practice.permissions import Sight
from feltwork.apps.practice.queries.keeping import Keeping, keeping_of
from feltwork.apps.practice.queries.opening import OpenFile
from feltwork.apps.practice.views.door import file_or_404, practice_page
from feltwork.apps.ui.words import date_words
from feltwork.core.practice import retention_rules

KEEPERS = frozenset({Sight.CLINICIAN, Sight.CARER})


@access("practitioner", methods=("GET",))
@practice_page
def client_leaving(request: Request, uuid: UUID) -> HttpResponse:
    return _page(request, file_or_404(request, uuid, "leaving", sights=KEEPERS))


def _page(request: Request, file: OpenFile, reason: ReasonForm | None = None) -> HttpResponse:
    mine = TakeOut.objects.filter(client=file.client, by=request.user, removed_at=None).select_related("run")
    keeping = keeping_of(file, on=timezone.localdate())
    standing = next((one for one in keeping.holds if one.hold.until is None), None)
    context = {
        "file": file,
        "here": "leaving",
        "keeping": keeping,
        "rules": _rules(keeping),
        "rule": keeping.rule.label(get_language() or "en"),
        "standing": standing,
        "take_outs": mine.order_by("-made_at"),
        "take_out_form": TakeOutForm(),
        "reason_form": reason or ReasonForm(lifting=standing is not None),
        "is_clinician": file.sight is Sight.CLINICIAN,
    }
    return render(request, "practice/leaving/file.html", context)


def _rules(keeping: Keeping) -> list[dict[str, Any]]:
    language = get_language() or "en"
    return [
        {
            "label": one.rule.label(language),
            "note": one.rule.note(language),
            "day": one.day,
            "is_over": one.is_over,
            "is_law": one.rule.is_law,
            "source": one.rule.source,
            "mark": one.rule.mark,
        }
        for one in keeping.rules
    ]


@access("practitioner", methods=("POST",), step_up=True)
@practice_page
def client_takeout(request: Request, uuid: UUID) -> HttpResponse:
    """One click: the archive is begun, and its page shows how far it is."""
    file = file_or_404(request, uuid, "takeout", sights=KEEPERS, note=False)
    form = TakeOutForm(request.POST)
    with_notes = form.is_valid() and form.cleaned_data["with_notes"]
    made = takeout.take_out(file=file, with_notes=with_notes, by=request.user, at=timezone.now())
    return redirect("practice:takeout", school=request.school.slug, uuid=made.uuid)


@access("practitioner", methods=("POST",))
@practice_page
def client_hold(request: Request, uuid: UUID) -> HttpResponse:
    return _with_reason(request, uuid, actions.set_hold, _("Held. Nothing of this file is erased until you lift it."))


@access("practitioner", methods=("POST",))
@practice_page
def client_hold_lift(request: Request, uuid: UUID) -> HttpResponse:
    return _with_reason(request, uuid, actions.lift_hold, _("Lifted. The rules count again."))


def _with_reason(request: Request, uuid: UUID, act: Callable[..., Any], words: str) -> HttpResponse:
    file = file_or_404(request, uuid, "leaving", sights={Sight.CLINICIAN}, note=False)
    form = ReasonForm(request.POST, lifting=act is actions.lift_hold)
    if form.is_valid():
        try:
            act(file=file, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except ValidationError as wrong:
            form.add_error(None, wrong.messages[0])
        else:
            messages.success(request, words)
            return redirect("practice:client-leaving", school=request.school.slug, uuid=uuid)
    return _page(request, file, form)


@access("practitioner", methods=("POST",))
@practice_page
def client_aside(request: Request, uuid: UUID) -> HttpResponse:
    """Set the file aside, or take it back."""
    file = file_or_404(request, uuid, "leaving", sights={Sight.CLINICIAN}, note=False)
    act = actions.take_back if file.client.restricted_at else actions.set_aside
    try:
        act(file=file, by=request.user, at=timezone.now())
    except ValidationError as wrong:
        messages.error(request, wrong.messages[0])
    return redirect("practice:client-leaving", school=request.school.slug, uuid=uuid)


@access("practitioner", step_up=True)
@practice_page
def client_erase(request: Request, uuid: UUID) -> HttpResponse:
    """What goes, what stays, what stands against it; a word is typed."""
    file = file_or_404(request, uuid, "leaving", sights={Sight.CLINICIAN}, note=request.method == "GET")
    form, today = EraseForm(request.POST or None), timezone.localdate()
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data["asked"]
        try:
            made = erase(file=file, asked=asked, by=request.user, at=timezone.now(), on=today)
        except ValidationError as wrong:
            form.add_error(None, against(wrong.code or "", keeping_of(file, on=today)))
        else:
            return redirect("practice:erasure", school=request.school.slug, uuid=made.uuid)
    keeping = keeping_of(file, on=today)
    context = {
        "file": file,
        "form": form,
        "keeping": keeping,
        "against": [against(code, keeping) for code in refusals(keeping, asked=False)],
        "can_ask": refusals(keeping, asked=True) == [],
    }
    return render(request, "practice/leaving/erase.html", context)


def against(code: str, keeping: Keeping) -> str:
    """Why not, in a sentence."""
    match code:
        case "held":
            return _("The file is held. Lift the hold first, if it is over.")
        case "law":
            day = date_words(keeping.law_until) if keeping.law_until else ""
            return _(
                "A law asks for the file until %(day)s. Until then nobody may erase it, the client's wish included."
            ) % {"day": day}
        case "rule":
            return _(
                "The guidance of your profession keeps the file until %(day)s. Before that the client has to ask."
            ) % {"day": date_words(keeping.due_on)}
        case _:
            return _("This file was erased already.")


@access("practitioner", methods=("GET",))
@practice_page
def erasure(request: Request, uuid: UUID) -> HttpResponse:
    row = _erasure_or_404(request, uuid)
    context = {"erasure": row, "facts": statement(row), "is_complete": timezone.localdate() >= row.complete_on}
    return render(request, "practice/leaving/erasure.html", context)


@access("practitioner", methods=("GET",))
@practice_page
def erasure_pdf(request: Request, uuid: UUID) -> HttpResponse:
    row = _erasure_or_404(request, uuid)
    content = paper(
        title=_("A file was erased"),
        subtitle=request.school.name,
        watermark="",
        number=str(row.uuid),
        sections=[section(_("Statement"), statement(row))],
    )
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="erasure-{row.uuid}.pdf"'
    return response


def _erasure_or_404(request: Request, uuid: UUID) -> Erasure:
    rows = Erasure.objects.select_related("client__clinician", "by")
    own = rows.filter(by=request.user) | rows.filter(client__clinician=request.user)
    return get_object_or_404(own, uuid=uuid)


def statement(row: Erasure) -> list[tuple[str, str]]:
    """What the certificate says: what was, what was destroyed, what stays and when it is complete. No name."""
    said = row.statement
    rule = retention_rules().get(row.rule)
    why = _("The client asked for it") if row.rule == ASKED else _("No rule asked for it any more")
    emptied = said["emptied_boxes"]
    days = _("%(number)s days after the key was destroyed, when its last copy is gone") % {
        "number": said["key_backup_days"]
    }
    return [
        (_("Number of the file"), str(row.client.uuid)),
        (_("Treatment"), _span(said["opened_on"], said["last_on"])),
        (_("Sessions"), _sessions(said)),
        (_("Erased on"), date_words(row.at.date())),
        (_("Erased by"), row.by.name if row.by else ""),
        (_("Why it could be erased"), f"{why} ({rule.label(get_language() or 'en')})" if rule else why),
        (_("Destroyed"), _keys(said["notebooks"])),
        (_("Emptied"), ngettext("One row", "%(number)s rows", emptied) % {"number": emptied}),
        (_("What stays"), _what_stays(said["kept_boxes"])),
        (_("Complete on"), f"{date_words(row.complete_on)}: {days}"),
    ]


def _sessions(said: Any) -> str:
    if not said["sessions"]:
        return _("None")
    return _("%(all)s, of which %(signed)s signed") % {"all": said["sessions"], "signed": said["signed"]}


def _keys(notebooks: int) -> str:
    if not notebooks:
        return _("The key of the file")
    return ngettext(
        "The key of the file, and the key of one book of private notes",
        "The key of the file, and the keys of %(number)s books of private notes",
        notebooks,
    ) % {"number": notebooks}


def _what_stays(boxes: int) -> str:
    always = _("That there was a file, its dates, and who did what to it when.")
    if not boxes:
        return always
    said = ngettext(
        "One signed or added row stays as a box that nobody can open.",
        "%(number)s signed or added rows stay as boxes that nobody can open.",
        boxes,
    ) % {"number": boxes}
    return f"{said} {always}"


def _span(first: str, last: str) -> str:
    begins, ends = date_words(date.fromisoformat(first)), date_words(date.fromisoformat(last))
    return _("%(begins)s to %(ends)s") % {"begins": begins, "ends": ends}


def erased_of(request: Request) -> Any:
    """Certificates of this person's files."""
    return Erasure.objects.filter(client__clinician=request.user, client__state=Client.State.ERASED).order_by("-at")
