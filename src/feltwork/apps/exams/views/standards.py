"""Setting a cut by judges: beginning it, how far it is, a judge's own sheet, the decision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.exams.actions import standards as actions
from feltwork.apps.exams.forms.standards import AdoptForm, BeginForm, ExpectForm
from feltwork.apps.exams.models import Examination, Judge, Standard
from feltwork.apps.exams.permissions.bank import can_keep_bank, can_open_examinations
from feltwork.apps.exams.queries import angoff
from feltwork.apps.exams.queries import standards as queries
from feltwork.apps.exams.showing import question
from feltwork.apps.exams.views.examinations import examination_or_404
from feltwork.apps.exams.views.going import go
from feltwork.apps.exams.views.items import figure_address
from feltwork.apps.exams.views.keeping import deciders, keepers, keepers_and_deciders
from feltwork.apps.ui.acts import done


@keepers_and_deciders(methods=("GET",))
def standards(request: Request, uuid: UUID) -> HttpResponse:
    """All settings of the cut of one examination, and a form to begin one."""
    of = examination_or_404(request, uuid)
    return _standards(request, of, _begin_form(request, of))


@keepers(methods=("POST",))
def standard_new(request: Request, uuid: UUID) -> HttpResponse:
    """Ask the judges."""
    of = examination_or_404(request, uuid)
    form = _begin_form(request, of, request.POST)
    made = done(form, actions.begin_standard, examination=of, seed=uuid4().hex, by=request.user, at=timezone.now())
    if made:
        return go(request, "standard", uuid=made.uuid, words=_("The judges are told."))
    return _standards(request, of, form)


def _begin_form(request: Request, of: Examination, data: Any = None) -> BeginForm:
    return BeginForm(data, people=queries.eligible_judges(request.school), languages=of.languages)


def _standards(request: Request, of: Examination, form: BeginForm) -> HttpResponse:
    past = list(queries.standards_of(of))
    context = {
        "of": of,
        "form": form,
        "past": past,
        "can_begin": can_keep_bank(request.roles) and all(one.state in {"adopted", "dropped"} for one in past),
    }
    return render(request, "exams/bank/standards.html", context)


@keepers_and_deciders(methods=("GET",))
def standard(request: Request, uuid: UUID) -> HttpResponse:
    """Who has handed in; once the first round is over, what it came to."""
    of = _standard_or_404(uuid)
    result = angoff.result_of(of) if of.state != Standard.State.FIRST else None
    context = {
        "of": of,
        "judges": list(of.judges.select_related("user")),
        "result": result,
        "can_keep": can_keep_bank(request.roles),
        "can_decide": can_open_examinations(request.roles),
    }
    return render(request, "exams/bank/standard.html", context)


@keepers(methods=("POST",))
def standard_second(request: Request, uuid: UUID) -> HttpResponse:
    return _act(request, uuid, actions.open_second_round, _("The second round is open; the judges are told."))


@keepers(methods=("POST",))
def standard_close(request: Request, uuid: UUID) -> HttpResponse:
    return _act(request, uuid, actions.close_standard, _("Closed. Now somebody decides on the cut."))


@keepers(methods=("POST",))
def standard_drop(request: Request, uuid: UUID) -> HttpResponse:
    return _act(request, uuid, actions.drop_standard, _("Given up. The cut stays as it is."))


def _act(request: Request, uuid: UUID, action: Callable[..., Any], words: str) -> HttpResponse:
    of = _standard_or_404(uuid)
    try:
        action(standard=of, by=request.user, at=timezone.now())
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        words = ""
    return go(request, "standard", uuid=uuid, words=words)


@keepers(methods=("POST",))
def judge_excuse(request: Request, uuid: UUID) -> HttpResponse:
    """Go on without a judge."""
    judge: Judge = get_object_or_404(Judge.objects.select_related("standard", "user"), uuid=uuid)
    words = _("It goes on without %(name)s.") % {"name": judge.user.name}
    try:
        actions.excuse_judge(judge=judge, by=request.user, at=timezone.now())
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        words = ""
    return go(request, "standard", uuid=judge.standard.uuid, words=words)


@deciders(step_up=True)
def standard_adopt(request: Request, uuid: UUID) -> HttpResponse:
    """Decide on the cut that the judges came to."""
    of = _standard_or_404(uuid)
    if of.state != Standard.State.CLOSED:
        raise Http404
    result = angoff.result_of(of)
    form = AdoptForm(request.POST or None, initial={"cut_percent": result.cut_percent})
    if done(form, actions.adopt_standard, standard=of, by=request.user, at=timezone.now()):
        return go(request, "examination", uuid=of.examination.uuid, words=_("The cut is set."))
    return render(request, "exams/bank/standard_adopt.html", {"of": of, "form": form, "result": result})


@access("faculty", "provider", "registrar", "admin")
def judge(request: Request, uuid: UUID) -> HttpResponse:
    """A judge's own sheet. Nobody else's numbers are on it before the second round, and never a name."""
    mine = queries.judge_of(_standard_or_404(uuid), request.user)
    if mine is None or "student" in request.roles:
        raise Http404
    rated = queries.sheet(mine)
    form = ExpectForm(request.POST or None, rated=rated)
    is_in = mine.first_at if mine.standard.round == 1 else mine.second_at
    if request.method == "POST" and form.is_valid():
        answer = _keep(request, mine, form)
        if answer is not None:
            return answer
    context = {
        "of": mine.standard,
        "mine": mine,
        "is_in": bool(is_in) or not mine.standard.is_open,
        "form": form,
        "rows": [
            (
                one,
                field,
                question(
                    one.item.version.data,
                    name=f"q{one.item.number}",
                    with_key=True,
                    fixed=True,
                    figure_url=figure_address(request),
                ),
            )
            for one, field in form.rows
        ],
        "rated": sum(one.mine is not None for one in rated),
    }
    return render(request, "exams/bank/judge.html", context)


def _keep(request: Request, mine: Judge, form: ExpectForm) -> HttpResponse | None:
    given: dict[str, Any] = {"judge": mine, "by": request.user, "at": timezone.now()}
    try:
        actions.expect(percents=form.percents(), **given)
        if "hand_in" in request.POST:
            actions.hand_in_round(**given)
    except ValidationError as refused:
        form.add_error(None, refused)
        return None
    words = _("Handed in. Thank you.") if "hand_in" in request.POST else _("Kept.")
    return go(request, "judge", uuid=mine.standard.uuid, words=words)


def _standard_or_404(uuid: UUID) -> Standard:
    return get_object_or_404(Standard.objects.select_related("examination", "school"), uuid=uuid)
