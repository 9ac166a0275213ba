"""Examinations: the list, one of them, changing, opening, closing, the cut."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request
from feltwork.apps.exams.actions import examinations as actions
from feltwork.apps.exams.forms.examinations import CutForm, ExaminationForm
from feltwork.apps.exams.languages import language_word
from feltwork.apps.exams.models import Examination
from feltwork.apps.exams.permissions.bank import can_keep_bank, can_open_examinations, visible_examinations
from feltwork.apps.exams.permissions.sittings import DESK
from feltwork.apps.exams.queries import blueprints
from feltwork.apps.exams.queries import examinations as queries
from feltwork.apps.exams.views.going import go
from feltwork.apps.exams.views.keeping import deciders, keepers, keepers_and_deciders
from feltwork.apps.ui.acts import done


@keepers_and_deciders(methods=("GET",))
def examinations(request: Request) -> HttpResponse:
    rows = queries.rows(visible_examinations(request.roles))
    context = {"rows": rows, "can_keep": can_keep_bank(request.roles)}
    return render(request, "exams/bank/examinations.html", context)


@keepers()
def examination_new(request: Request) -> HttpResponse:
    form = ExaminationForm(request.POST or None)
    made = done(form, actions.create_examination, school=request.school, by=request.user, at=timezone.now())
    if made:
        return go(request, "examination", uuid=made.uuid, words=_("%(name)s is there, closed.") % {"name": made.name})
    return render(request, "exams/bank/examination_form.html", {"form": form})


@keepers()
def examination_edit(request: Request, uuid: UUID) -> HttpResponse:
    of = examination_or_404(request, uuid)
    form = ExaminationForm(request.POST or None, instance=of)
    if done(form, actions.change_examination, examination=of, by=request.user, at=timezone.now()):
        return go(request, "examination", uuid=uuid, words=_("Kept."))
    return render(request, "exams/bank/examination_form.html", {"form": form, "of": of, "begun": queries.was_begun(of)})


@keepers_and_deciders(methods=("GET",))
def examination(request: Request, uuid: UUID) -> HttpResponse:
    """Its settings, and what can be done."""
    of = examination_or_404(request, uuid)
    context = {
        "of": of,
        "questions": queries.questions_of(of),
        "begun": queries.was_begun(of),
        "lacks": blueprints.lacks_in(of.blueprint, request.school, of.languages) if of.blueprint else (),
        "spoken": [language_word(one) for one in of.languages],
        "can_keep": can_keep_bank(request.roles),
        "can_decide": can_open_examinations(request.roles),
        "can_arrange": bool(request.roles & set(DESK)),
    }
    return render(request, "exams/bank/examination.html", context)


@deciders(methods=("POST",), step_up=True)
def examination_open(request: Request, uuid: UUID) -> HttpResponse:
    of = examination_or_404(request, uuid)
    try:
        actions.open_examination(examination=of, by=request.user, at=timezone.now())
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return go(request, "examination", uuid=uuid)
    return go(request, "examination", uuid=uuid, words=_("Candidates may sit it now."))


@deciders(methods=("POST",))
def examination_close(request: Request, uuid: UUID) -> HttpResponse:
    of = examination_or_404(request, uuid)
    actions.close_examination(examination=of, by=request.user, at=timezone.now())
    return go(request, "examination", uuid=uuid, words=_("Closed: nobody can begin it any more."))


@deciders(step_up=True)
def examination_cut(request: Request, uuid: UUID) -> HttpResponse:
    """The cut, by a decision with a reason."""
    of = examination_or_404(request, uuid)
    form = CutForm(request.POST or None, initial={"cut_percent": of.cut_percent})
    if done(form, actions.set_cut, examination=of, by=request.user, at=timezone.now()):
        return go(request, "examination", uuid=uuid, words=_("The cut is set."))
    return render(request, "exams/bank/examination_cut.html", {"of": of, "form": form})


def examination_or_404(request: Request, uuid: UUID) -> Examination:
    return get_object_or_404(visible_examinations(request.roles).select_related("level"), uuid=uuid)
