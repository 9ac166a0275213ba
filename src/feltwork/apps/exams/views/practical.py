"""The candidate: booking, what has to be there, handing in, the result, an appeal."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.exams.actions import consents, practicals
from feltwork.apps.exams.actions.draws import end_relation, say_relation
from feltwork.apps.exams.actions.practical_results import appeal_against
from feltwork.apps.exams.forms.practical import (
    AppealForm,
    BookForm,
    CloseForm,
    FileConsentForm,
    LiveForm,
    StatementForm,
)
from feltwork.apps.exams.models import Practical, RaterRelation
from feltwork.apps.exams.permissions.practical import CANDIDATES, own_practicals
from feltwork.apps.exams.queries import practicals as queries
from feltwork.apps.exams.queries.consents import consent_of, holds
from feltwork.apps.exams.queries.own_clients import agreeing_clients
from feltwork.apps.exams.queries.practical_results import result_of
from feltwork.apps.exams.queries.raters import appointed_users
from feltwork.apps.exams.views.going import go
from feltwork.apps.practice.models import Client
from feltwork.apps.ui.acts import done, take_errors


@access(*CANDIDATES, methods=("GET",))
def mine(request: Request) -> HttpResponse:
    """Attempts, and what may be begun."""
    now = timezone.now()
    attempts = own_practicals(request.user).prefetch_related("decisions").order_by("-booked_at", "-pk")
    rows = [(one, queries.standing_decision(one)) for one in attempts]
    offers = [offer for offer in queries.offered_to(request.user, now) if offer[2].code != "active"]
    return render(request, "exams/practical/mine.html", {"rows": rows, "offers": offers})


@access(*CANDIDATES)
def book(request: Request, code: str) -> HttpResponse:
    now = timezone.now()
    offer = next((one for one in queries.offered_to(request.user, now) if one[0].code == code), None)
    if offer is None:
        raise Http404
    examination, enrolment, chance = offer
    form = BookForm(request.POST or None)
    made = done(form, practicals.book_practical, examination=examination, enrolment=enrolment, by=request.user, at=now)
    if made is not None:
        return go(request, "practical", uuid=made.uuid)
    facts = {"examination": examination, "chance": chance, "form": form}
    return render(request, "exams/practical/book.html", facts)


@access(*CANDIDATES, methods=("GET",))
def one(request: Request, uuid: UUID) -> HttpResponse:
    """Where one attempt stands: steps before it is handed in, and the result."""
    now = timezone.now()
    practical = own_or_404(request, uuid)
    consent, decision = consent_of(practical), queries.standing_decision(practical)
    recording = queries.recording_of(practical)
    has_session = practical.live_at is not None if practical.way == "live" else bool(recording and recording.ready_at)
    has_consent = holds(consent, now)
    facts = {
        "practical": practical,
        "consent": consent if has_consent else None,
        "recording": recording,
        "has_session": has_session,
        "is_open": practical.state == Practical.State.OPEN and practical.handed_in_at is None,
        "may_hand_in": has_consent and has_session,
        "result": result_of(practical, decision),
        "decision": decision,
        "appeal": practical.appeals.first(),
        "may_appeal": queries.may_appeal(practical, decision, now),
    }
    return render(request, "exams/practical/practical.html", facts)


@access(*CANDIDATES)
def consent(request: Request, uuid: UUID) -> HttpResponse:
    """The client's agreement: from their file here, or a statement on paper."""
    now = timezone.now()
    practical = own_or_404(request, uuid)
    clients = agreeing_clients(request.user, request.roles, now)
    by_file = FileConsentForm(_posted(request, "file"), clients=clients)
    by_paper = StatementForm(_posted(request, "statement"), request.FILES or None)
    given: dict[str, Any] = {"practical": practical, "by": request.user, "at": now}
    if by_file.is_bound and by_file.is_valid():
        client = get_object_or_404(Client, uuid=by_file.cleaned_data["client"])
        try:
            consents.consent_by_file(client=client, roles=request.roles, **given)
            return go(
                request,
                "practical",
                uuid=uuid,
                words=_("Noted. If the answer in the file changes, the recording is deleted."),
            )
        except ValidationError as refused:
            take_errors(by_file, refused)
    if by_paper.is_bound and done(by_paper, consents.consent_by_statement, **given):
        return go(
            request, "practical", uuid=uuid, words=_("The statement is here, sealed. Somebody of the school reads it.")
        )
    facts = {"practical": practical, "by_file": by_file, "by_paper": by_paper, "clients": clients}
    return render(request, "exams/practical/consent.html", facts)


@access(*CANDIDATES)
def consent_end(request: Request, uuid: UUID) -> HttpResponse:
    """The client told the candidate that they take it back."""
    practical = own_or_404(request, uuid)
    found = consent_of(practical)
    if found is None:
        raise Http404
    if request.method == "POST":
        consents.withdraw_consent(consent=found, by=request.user, at=timezone.now())
        return go(request, "practical", uuid=uuid, words=_("The consent has ended, and the recording is deleted."))
    return render(request, "exams/practical/consent_end.html", {"practical": practical, "back": "practical"})


@access(*CANDIDATES)
def live(request: Request, uuid: UUID) -> HttpResponse:
    practical = own_or_404(request, uuid)
    form = LiveForm(request.POST or None, initial=_when(practical))
    if done(form, practicals.set_live, practical=practical, by=request.user, at=timezone.now()):
        return go(request, "practical", uuid=uuid, words=_("Noted."))
    return render(request, "exams/practical/live.html", {"practical": practical, "form": form})


@access(*CANDIDATES)
def close_people(request: Request, uuid: UUID) -> HttpResponse:
    """Whom the candidate stands close to; nobody asks how."""
    practical, now = own_or_404(request, uuid), timezone.now()
    raters = appointed_users(practical.examination)
    rows = RaterRelation.objects.filter(candidate=request.user, ended_at=None).select_related("rater")
    said = {row.rater_id: row for row in rows}
    initial = {"people": [str(user.uuid) for user in raters if user.pk in said]}
    form = CloseForm(request.POST if request.method == "POST" else None, raters=raters, initial=initial)
    if form.is_valid():
        chosen = {user.pk: user for user in form.chosen()}
        for user in (one for pk, one in chosen.items() if pk not in said):
            say_relation(rater=user, candidate=request.user, by=request.user, at=now, school=request.school)
        for row in (one for pk, one in said.items() if pk not in chosen and one.said_by_id == request.user.pk):
            end_relation(relation=row, by=request.user, at=now)
        return go(request, "practical", uuid=uuid, words=_("Noted. None of them is drawn for you."))
    return render(
        request, "exams/practical/close_people.html", {"practical": practical, "form": form, "raters": raters}
    )


@access(*CANDIDATES)
def hand_in(request: Request, uuid: UUID) -> HttpResponse:
    practical = own_or_404(request, uuid)
    problem = ""
    if request.method == "POST":
        try:
            practicals.hand_in(practical=practical, by=request.user, at=timezone.now())
            return go(request, "practical", uuid=uuid, words=_("Handed in. You hear when it is decided."))
        except ValidationError as refused:
            problem = " ".join(refused.messages)
    return render(request, "exams/practical/hand_in.html", {"practical": practical, "problem": problem})


@access(*CANDIDATES)
def give_up(request: Request, uuid: UUID) -> HttpResponse:
    practical = own_or_404(request, uuid)
    problem = ""
    if request.method == "POST":
        try:
            practicals.give_up(practical=practical, by=request.user, at=timezone.now())
            return go(request, "practical-mine", words=_("Given up."))
        except ValidationError as refused:
            problem = " ".join(refused.messages)
    return render(request, "exams/practical/give_up.html", {"practical": practical, "problem": problem})


@access(*CANDIDATES)
def appeal(request: Request, uuid: UUID) -> HttpResponse:
    practical, now = own_or_404(request, uuid), timezone.now()
    decision = queries.standing_decision(practical)
    if not queries.may_appeal(practical, decision, now):
        raise PermissionDenied
    form = AppealForm(request.POST or None)
    if done(form, appeal_against, practical=practical, by=request.user, at=now):
        return go(request, "practical", uuid=uuid, words=_("Your appeal is with the school."))
    return render(request, "exams/practical/appeal.html", {"practical": practical, "form": form})


def own_or_404(request: Request, uuid: UUID) -> Practical:
    found: Practical = get_object_or_404(own_practicals(request.user), uuid=uuid)
    return found


def _posted(request: Request, which: str) -> object:
    return request.POST if request.method == "POST" and request.POST.get("kind") == which else None


def _when(practical: Practical) -> dict[str, object]:
    if practical.live_at is None:
        return {}
    local: datetime = timezone.localtime(practical.live_at)
    return {"on": local.date(), "time": local.time().replace(second=0), "place": practical.place}
