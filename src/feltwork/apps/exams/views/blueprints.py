"""Blueprints: the list, making and changing one, and drawing a form to look at."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request
from feltwork.apps.exams.actions import blueprints as actions
from feltwork.apps.exams.forms.blueprints import HARD, BlueprintForm
from feltwork.apps.exams.languages import language_word
from feltwork.apps.exams.models import Blueprint
from feltwork.apps.exams.permissions.bank import visible_blueprints
from feltwork.apps.exams.queries import bank
from feltwork.apps.exams.queries import blueprints as queries
from feltwork.apps.exams.views.going import go
from feltwork.apps.exams.views.keeping import keepers
from feltwork.apps.ui.acts import done


@keepers(methods=("GET",))
def blueprints(request: Request) -> HttpResponse:
    """All, each with what the bank lacks for it, and what the bank has."""
    rows = queries.listed(visible_blueprints(request.roles), request.school)
    return render(request, "exams/bank/blueprints.html", {"rows": rows, "there": bank.in_languages(request.school)})


@keepers()
def blueprint_new(request: Request) -> HttpResponse:
    """A new one; `?from=` takes over what another one says."""
    asked = _uuid(request.GET.get("from", ""))
    source = visible_blueprints(request.roles).filter(uuid=asked).first() if asked else None
    old = source.data if source else None
    first = {"name": _("%(name)s, copy") % {"name": source.name}} if source else {}
    form = BlueprintForm(request.POST or None, there=bank.counts(request.school), old=old, initial=first)
    if _is_asked_to_keep(request):
        made = done(form, actions.make_blueprint, school=request.school, by=request.user, at=timezone.now())
        if made:
            return go(request, "blueprint", uuid=made.uuid, words=_("Kept. This is how a form by it could look."))
    return _writing(request, form, None)


@keepers()
def blueprint_edit(request: Request, uuid: UUID) -> HttpResponse:
    of = _blueprint_or_404(request, uuid)
    there = bank.counts(request.school)
    form = BlueprintForm(request.POST or None, there=there, old=of.data, initial={"name": of.name})
    given = {"blueprint": of, "by": request.user, "at": timezone.now()}
    if _is_asked_to_keep(request) and done(form, actions.change_blueprint, **given):
        return go(request, "blueprint", uuid=uuid, words=_("Kept."))
    return _writing(request, form, of)


def _is_asked_to_keep(request: Request) -> bool:
    return request.method == "POST" and "more" not in request.POST


def _writing(request: Request, form: BlueprintForm, of: Blueprint | None) -> HttpResponse:
    if form.is_bound and "more" in request.POST:
        form.is_valid()
        form.errors.clear()
    context = {"form": form, "of": of, "hard": [words for _code, words in HARD]}
    return render(request, "exams/bank/blueprint_form.html", context)


@keepers(methods=("GET",))
def blueprint(request: Request, uuid: UUID) -> HttpResponse:
    """What it asks for, what the bank lacks, and a form drawn by it. `?lot=` draws another."""
    of = _blueprint_or_404(request, uuid)
    lot = request.GET.get("lot", "")[:40] or "1"
    languages = queries.languages_of(of, request.school)
    language = request.GET.get("in", "")
    language = language if language in languages else languages[0]
    context = {
        "of": of,
        "lacks": queries.lacks_in(of, request.school, languages),
        "trial": queries.trial_form(of, request.school, lot, language),
        "spoken": [(one, language_word(one)) for one in languages],
        "drawn_in": language,
        "lot": lot,
        "next": int(lot) + 1 if lot.isascii() and lot.isdigit() and len(lot) < 9 else 1,
        "is_drawn": queries.was_drawn_by(of),
    }
    return render(request, "exams/bank/blueprint.html", context)


@keepers(methods=("POST",))
def blueprint_retire(request: Request, uuid: UUID) -> HttpResponse:
    of = _blueprint_or_404(request, uuid)
    actions.retire_blueprint(blueprint=of, by=request.user, at=timezone.now())
    return go(request, "blueprints", words=_("%(name)s is off the list.") % {"name": of.name})


def _blueprint_or_404(request: Request, uuid: UUID) -> Blueprint:
    return get_object_or_404(visible_blueprints(request.roles), uuid=uuid)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
