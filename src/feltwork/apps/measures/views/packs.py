"""Instruments and their words: the list, one of them, bringing words in and taking them out, and FHIR to take along."""

from __future__ import annotations

import json
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.measures import actions
from feltwork.apps.measures.forms.packs import KeepForm, PackForm
from feltwork.apps.measures.models import Pack
from feltwork.apps.measures.permissions import can_bring_wording
from feltwork.apps.measures.queries import definitions
from feltwork.apps.measures.queries import packs as queries
from feltwork.apps.measures.reasons import remark_words
from feltwork.core.measures import Instrument, instruments
from feltwork.core.measures.fhir import to_questionnaire
from feltwork.core.measures.wording import OWN

READERS = ("admin", "registrar", "practitioner", "supervisor", "assistant")
KEEPERS = ("admin", "practitioner")


@access(*READERS, methods=("GET",))
def instruments_list(request: Request) -> HttpResponse:
    """Every instrument: what it is for, its licence, which words are here. `?words=here` shows those with words."""
    rows = queries.rows(request.school)
    only_here = request.GET.get("words") == "here"
    shown = [row for row in rows if row.languages] if only_here else rows
    context = {"rows": shown, "only_here": only_here, "count": len(rows), "use": queries.use_of(request.school)}
    return render(request, "measures/packs/list.html", context)


@access(*READERS, methods=("GET",))
def instrument_page(request: Request, slug: str) -> HttpResponse:
    """What is known of one instrument, each number with its sample and source."""
    of, language = _instrument_or_404(slug), get_language() or "en"
    context = {
        "of": of,
        "row": next(row for row in queries.rows(request.school) if row.of is of),
        "items": definitions.items(of, language),
        "scales": definitions.scales(of, language),
        "thresholds": definitions.thresholds(of, language),
        "statistics": definitions.statistics(of, language),
        "changes": definitions.changes(of, language),
        "notes": [(note, note.text.get(language, note.text["en"])) for note in of.notes],
        "options": [(option, option.name.get(language, option.name["en"])) for option in of.options],
        "whole_only": of.whole_only.text.get(language, of.whole_only.text["en"]) if of.whole_only else "",
        "without_risk": instruments().get(of.without_risk or ""),
        "may_bring": can_bring_wording(request.roles, request.school),
    }
    return render(request, "measures/packs/instrument.html", context)


@access(*KEEPERS)
def pack_import(request: Request, slug: str) -> HttpResponse:
    """Choose a file; then see what was found in it, before anything is kept."""
    of = _to_be_worded(request, slug)
    form = PackForm(request.POST or None, request.FILES or None, instrument=of)
    if request.method == "POST" and form.is_valid() and form.checked is not None and form.checked.pack is not None:
        pack = form.checked.pack
        context = {
            "of": of,
            "pack": pack,
            "lines": queries.lines(of, pack, get_language() or "en"),
            "remarks": remark_words(form.checked.remarks, of),
            "sealed": KeepForm.sealed(pack, request.school.slug),
            "replaces": queries.packs_here(request.school, of).filter(language=pack.language).first(),
        }
        return render(request, "measures/packs/preview.html", context)
    remarks = remark_words(form.checked.remarks, of) if form.is_bound and form.checked else []
    status = 422 if form.is_bound else 200
    return render(request, "measures/packs/import.html", {"of": of, "form": form, "remarks": remarks}, status=status)


@access(*KEEPERS, methods=("POST",))
def pack_keep(request: Request, slug: str) -> HttpResponse:
    """Keep what was looked at."""
    of = _to_be_worded(request, slug)
    form = KeepForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("More than an hour went by. Please choose the file again."))
        return redirect("measures:pack-import", school=request.school.slug, slug=slug)
    school, pack = form.cleaned_data["pack"]
    if (school, pack.instrument_id, pack.version) != (request.school.slug, of.id, of.version):
        raise Http404
    now = timezone.now()
    row = actions.import_pack(school=request.school, pack=pack, source=pack.source, by=request.user, at=now)
    messages.success(request, _("The words of %(short)s are here now.") % {"short": of.short})
    return redirect("measures:pack", school=request.school.slug, uuid=row.uuid)


@access(*READERS, methods=("GET",))
def pack_page(request: Request, uuid: UUID) -> HttpResponse:
    """The words as they are kept, each with its topic beside it."""
    row, of = _pack_or_404(uuid)
    pack = queries.wording(row)
    context = {
        "row": row,
        "of": of,
        "pack": pack,
        "lines": queries.lines(of, pack, get_language() or "en"),
        "may_bring": can_bring_wording(request.roles, request.school),
    }
    return render(request, "measures/packs/pack.html", context)


@access(*KEEPERS)
def pack_remove(request: Request, uuid: UUID) -> HttpResponse:
    """Ask once, then take the words out."""
    row, of = _pack_or_404(uuid)
    if not can_bring_wording(request.roles, request.school):
        raise PermissionDenied
    if request.method == "POST":
        actions.remove_pack(pack=row, by=request.user, at=timezone.now())
        messages.success(request, _("The words of %(short)s are taken out.") % {"short": of.short})
        return redirect("measures:instrument", school=request.school.slug, slug=of.id)
    return render(request, "measures/packs/remove.html", {"row": row, "of": of})


@access(*READERS, methods=("GET",))
def questionnaire(request: Request, slug: str, language: str) -> HttpResponse:
    """The instrument as a FHIR Questionnaire; with words where they are ours or here, else with its topics."""
    of = _instrument_or_404(slug)
    here = queries.packs_here(request.school, of).filter(language=language).first()
    words = queries.wording(here) if here else queries.own_words(of, language)
    body = json.dumps(to_questionnaire(of, words, language), ensure_ascii=False, indent=2)
    response = HttpResponse(body, content_type="application/fhir+json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{of.id}-{language}.json"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _instrument_or_404(slug: str) -> Instrument:
    found = instruments().get(slug)
    if found is None:
        raise Http404
    return found


def _to_be_worded(request: Request, slug: str) -> Instrument:
    """404 for one that is not there, or that has our words already; 403 for whoever brings no words in here."""
    of = _instrument_or_404(slug)
    if of.id in OWN:
        raise Http404
    if not can_bring_wording(request.roles, request.school):
        raise PermissionDenied
    return of


def _pack_or_404(uuid: UUID) -> tuple[Pack, Instrument]:
    row: Pack = get_object_or_404(Pack.objects.select_related("by", "school"), uuid=uuid, removed_at=None)
    of = instruments().get(row.instrument)
    if of is None or of.version != row.version:
        raise Http404
    return row, of
