"""The desk of the school: what waits, who may rate and who was drawn, the decision, an appeal."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.exams.actions import consents, draws
from feltwork.apps.exams.actions.practical_results import answer_practical_appeal, decide_practical, proposed
from feltwork.apps.exams.actions.practicals import check_and_move_on, draw_missing
from feltwork.apps.exams.models import Practical, PracticalAppeal, PracticalDecision, Rating
from feltwork.apps.exams.permissions.practical import (
    DECIDERS,
    DESK,
    can_answer_appeal,
    can_decide,
    desk_practicals,
)
from feltwork.apps.exams.queries import practical_results as results
from feltwork.apps.exams.queries import practicals as queries
from feltwork.apps.exams.queries.consents import consent_of, consents_of, holds, may_be_watched
from feltwork.apps.exams.queries.relations import pool_of
from feltwork.apps.exams.relations import people_left_out
from feltwork.apps.exams.views.going import go
from feltwork.apps.exams.views.uploads import as_statement
from feltwork.apps.keys import KeyStoreError
from feltwork.apps.ui.acts import done
from feltwork.apps.ui.forms import FwForm, RowRadios
from feltwork.core.sealing import Tampered

PER_PAGE = 50
Outcome = PracticalDecision.Outcome


class DecideForm(FwForm):
    """*proposal*: what the ratings come to."""

    outcome = forms.ChoiceField(label=gettext_lazy("Decision"), widget=RowRadios)
    words = forms.CharField(
        label=gettext_lazy("A word to the candidate"),
        widget=forms.Textarea({"rows": 4}),
        required=False,
        max_length=4000,
        help_text=gettext_lazy("Needed where it cannot be rated: why, and what comes next."),
    )

    def __init__(self, *args: Any, proposal: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {
            Outcome.PASSED: gettext_lazy("Passed, as the ratings say"),
            Outcome.NOT_PASSED: gettext_lazy("Not passed, as the ratings say"),
            Outcome.NO_RESULT: gettext_lazy("It cannot be rated: no result, and no attempt used"),
        }
        offered = dict.fromkeys((Outcome(proposal), Outcome.NO_RESULT))
        self.fields["outcome"].choices = [(one.value, words[one]) for one in offered]  # type: ignore[attr-defined]


class AnswerForm(FwForm):
    answer = forms.ChoiceField(label=gettext_lazy("Answer"), choices=PracticalAppeal.Answer, widget=RowRadios)
    answer_words = forms.CharField(
        label=gettext_lazy("Why, for the candidate"), widget=forms.Textarea({"rows": 4}), max_length=4000
    )


@access(*DESK, methods=("GET",))
def desk(request: Request) -> HttpResponse:
    """All practical examinations of the school; what waits for somebody here first."""
    seen = desk_practicals(request.user, request.roles)
    state = request.GET.get("state", "")
    page = Paginator(queries.desk_rows(seen, state=state), PER_PAGE).get_page(request.GET.get("page"))
    facts = {
        "page": page,
        "rows": [(row, queries.standing_decision(row)) for row in page],
        "waiting": queries.waiting(seen).order_by("handed_in_at", "pk")[:PER_PAGE],
        "state": state,
        "states": [("", _("All"))] + [(one.value, one.label) for one in Practical.State],
    }
    return render(request, "exams/practical/desk.html", facts)


@access(*DESK, methods=("GET",))
def one(request: Request, uuid: UUID) -> HttpResponse:
    practical, now = _seen(request, uuid), timezone.now()
    consent, decision = consent_of(practical), queries.standing_decision(practical)
    sheets, outcome = results.complete_sheets(practical), results.outcome_of(practical)
    pool = pool_of(practical, now) if practical.state in (Practical.State.OPEN, Practical.State.RATING) else None
    appeal = practical.appeals.first()
    facts = {
        "practical": practical,
        "consent": consent,
        "consent_holds": holds(consent, now),
        "may_be_watched": may_be_watched(consent, now),
        "consents": consents_of(practical),
        "recording": queries.recording_of(practical),
        "seats": _seats(practical),
        "pool": pool,
        "left_out": people_left_out(pool) if pool else [],
        "draws": practical.draws.all(),
        "differences": results.differences(practical) if sheets else (),
        "sheets": results.with_papers(sheets),
        "result": results.explained("", results.figures(outcome, practical.examination), []) if outcome else None,
        "outcome": outcome,
        "decision": decision,
        "decisions": practical.decisions.select_related("by"),
        "appeal": appeal,
        "may_decide": can_decide(request.user, request.roles, practical),
        "may_answer": appeal is not None and can_answer_appeal(request.user, request.roles, appeal),
        "is_decider": bool(request.roles & set(DECIDERS)),
    }
    return render(request, "exams/practical/desk_one.html", facts)


@access(*DESK, methods=("GET",), step_up=True)
def statement(request: Request, uuid: UUID) -> HttpResponse:
    """The signed statement as a download; who opened it is noted."""
    consent = consent_of(_seen(request, uuid))
    if consent is None or consent.kind != "statement":
        raise Http404
    try:
        content = consents.open_statement(consent=consent, by=request.user, at=timezone.now())
    except (KeyStoreError, Tampered):
        raise Http404 from None
    return as_statement(content, consent)


@access(*DESK, methods=("POST",))
def check(request: Request, uuid: UUID) -> HttpResponse:
    """It was read: it is sound, or it is not. Then the examination goes on by itself."""
    practical = _seen(request, uuid)
    consent = consent_of(practical)
    if consent is None:
        raise Http404
    is_sound = request.POST.get("sound") == "yes"
    if not is_sound and request.POST.get("sound") != "no":
        return go(request, "practical-desk-one", uuid=uuid)
    return _tried(request, uuid, check_and_move_on, _("Kept."), consent=consent, is_sound=is_sound)


@access(*DESK)
def consent_ended(request: Request, uuid: UUID) -> HttpResponse:
    """A client told the school that they take their agreement back."""
    practical = _seen(request, uuid)
    consent = consent_of(practical)
    if consent is None:
        raise Http404
    if request.method == "POST":
        consents.withdraw_consent(consent=consent, by=request.user, at=timezone.now())
        words = _("The consent has ended, and the recording is deleted.")
        return go(request, "practical-desk-one", uuid=uuid, words=words)
    facts = {"practical": practical, "back": "practical-desk-one"}
    return render(request, "exams/practical/consent_end.html", facts)


@access(*DESK, methods=("POST",))
def draw(request: Request, uuid: UUID) -> HttpResponse:
    """Draw whoever is missing."""
    practical = _seen(request, uuid)
    return _tried(request, uuid, draw_missing, _("Drawn, and told."), practical=practical)


@access(*DECIDERS)
def replace(request: Request, uuid: UUID) -> HttpResponse:
    """Somebody does not rate in time: another is drawn for the seat."""
    rows = Rating.objects.filter(submitted_at=None, excused_at=None).select_related("practical", "rater")
    row: Rating = get_object_or_404(rows, uuid=uuid)
    practical = _seen(request, row.practical.uuid)
    if request.method == "POST":
        draws.excuse_rater(rating=row, why=Rating.Excused.REMOVED, by=request.user, at=timezone.now())
        return go(request, "practical-desk-one", uuid=practical.uuid, words=_("Replaced."))
    return render(request, "exams/practical/rater_replace.html", {"row": row, "practical": practical})


@access(*DECIDERS, step_up=True)
def decide(request: Request, uuid: UUID) -> HttpResponse:
    practical = _seen(request, uuid)
    if not can_decide(request.user, request.roles, practical):
        raise PermissionDenied
    outcome = results.outcome_of(practical)
    if outcome is None or practical.state != Practical.State.DECIDING:
        return go(request, "practical-desk-one", uuid=uuid)
    proposal = proposed(outcome.is_passed)
    form = DecideForm(request.POST or None, proposal=proposal, initial={"outcome": proposal})
    given = {"practical": practical, "roles": request.roles, "by": request.user, "at": timezone.now()}
    if done(form, decide_practical, **given) is not None:
        return go(request, "practical-desk-one", uuid=uuid, words=_("Decided. The candidate is told."))
    result = results.explained("", results.figures(outcome, practical.examination), [])
    facts = {"practical": practical, "form": form, "result": result, "outcome": outcome}
    return render(request, "exams/practical/decide.html", facts)


@access(*DECIDERS)
def answer_appeal(request: Request, uuid: UUID) -> HttpResponse:
    practical = _seen(request, uuid)
    appeal = practical.appeals.filter(answer="").select_related("practical__enrolment").first()
    if appeal is None:
        raise Http404
    if not can_answer_appeal(request.user, request.roles, appeal):
        raise PermissionDenied
    form = AnswerForm(request.POST or None)
    given = {"appeal": appeal, "roles": request.roles, "by": request.user, "at": timezone.now()}
    if done(form, answer_practical_appeal, **given) is not None:
        return go(request, "practical-desk-one", uuid=uuid, words=_("Answered. The candidate is told."))
    return render(
        request, "exams/practical/appeal_answer.html", {"practical": practical, "form": form, "appeal": appeal}
    )


def _seen(request: Request, uuid: UUID) -> Practical:
    found: Practical = get_object_or_404(desk_practicals(request.user, request.roles), uuid=uuid)
    return found


def _seats(practical: Practical) -> list[Rating]:
    """Who sits, of this round; whether a sheet is in, never what stands in it."""
    rows = practical.ratings.filter(round=practical.round).select_related("rater").defer("data")
    return list(rows.order_by("seat", "drawn_at", "pk"))


def _tried(request: Request, uuid: UUID, action: Any, words: str, **given: Any) -> HttpResponse:
    try:
        action(**given, by=request.user, at=timezone.now())
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
        words = ""
    return go(request, "practical-desk-one", uuid=uuid, words=words)
