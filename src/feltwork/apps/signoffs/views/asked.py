"""The page behind the link in the mail: for a visitor, for somebody else, for the provider, and after the answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access, is_signed_in
from feltwork.apps.accounts.actions import send_sign_in_link
from feltwork.apps.accounts.limits import limit
from feltwork.apps.audit.actions import record_view
from feltwork.apps.signoffs import listing, presenting, queries
from feltwork.apps.signoffs.forms import SignForm, WrongForm
from feltwork.apps.signoffs.models import SignOffRequest
from feltwork.apps.signoffs.permissions import can_answer, is_same_day, visible_requests
from feltwork.apps.signoffs.presenting import Shown
from feltwork.apps.signoffs.queries import standing_answer

ANSWERED = ("confirmed", "corrected", "declined")
ANSWERABLE = ("open", "expired")


@access("anyone", methods=("GET",))
def asked(request: Request, token: str) -> HttpResponse:
    """What a student asks to have confirmed. Nothing is signed by opening it, whoever does."""
    found = load(token)
    if not is_signed_in(request):
        context = {"asked": found, "token": token, "sign_in": _sign_in(found, token)}
        return render(request, "signoffs/visitor.html", context)
    if not can_answer(request.user, found):
        return render(request, "signoffs/somebody_else.html", {"asked": found, "token": token})
    if found.outcome not in ANSWERABLE:
        return redirect("signoffs:done", school=found.school.slug, token=token)
    record_view("signoffs.see_request", by=request.user, at=timezone.now(), subject=found)
    return page(request, found, token)


@access("anyone", methods=("POST",))
def mail_link(request: Request, token: str) -> HttpResponse:
    """Mail a one-time link to the address that the school has; the answer is always the same."""
    found = load(token)
    user = found.provider.user
    email = user.email if user is not None else found.provider.email
    limit(request, "signoffs-link", per_person="5/h", per_address="30/h", person=email)
    here = reverse("signoffs:request", kwargs={"school": found.school.slug, "token": token})
    send_sign_in_link(email=email, name=found.provider.name, next=here, at=timezone.now())
    messages.success(
        request, _("A one-time link is on its way to the mail address that the school has. It works for 30 minutes.")
    )
    return redirect(here)


@access("signed_in", methods=("POST",))
def switch(request: Request, token: str) -> HttpResponse:
    """Sign out and come back as the person who was asked."""
    found = load(token)
    logout(request)
    return redirect(_sign_in(found, token))


@access("signed_in", methods=("GET",))
def done(request: Request, token: str) -> HttpResponse:
    """The answer that was given, and what can still be done about it."""
    found = visible(request, token)
    if found.outcome in ANSWERABLE:
        return redirect("signoffs:request", school=found.school.slug, token=token)
    entry = standing_answer(found) if found.outcome in ANSWERED else None
    now = timezone.now()
    context = {
        "asked": found,
        "token": token,
        "entry": entry,
        "facts": listing.facts_of(entry.statement) if entry else [],
        "first_name": presenting.first_name(found),
        "is_today": entry is not None and is_same_day(request.user, found.school, entry.at, now),
    }
    return render(request, "signoffs/done.html", context)


def page(
    request: Request,
    found: SignOffRequest,
    token: str,
    *,
    sign_form: SignForm | None = None,
    wrong_form: WrongForm | None = None,
) -> HttpResponse:
    """The signing page, with what was typed where something has to change."""
    (main, *others) = _with_others(request, found)
    name = found.provider.name
    wrong = wrong_form or WrongForm(facts=found.presented, name=name, student=main.first_name)
    sign = sign_form or SignForm(name=name, others=choices_of(others))
    sign.fields["shown_hash"].initial = wrong.fields["shown_hash"].initial = main.shown_hash
    context: dict[str, Any] = {
        "shown": main,
        "others": others,
        "token": token,
        "sign": sign,
        "wrong": wrong,
        "is_wrong_open": wrong_form is not None,
    }
    return render(request, "signoffs/request.html", context)


def choices_of(others: list[Shown]) -> list[tuple[str, str]]:
    return [(f"{s.request.uuid}.{s.shown_hash}", s.line) for s in others]


def load(token: str) -> SignOffRequest:
    """The request whose mail carries *token*, for whoever holds it."""
    found = queries.by_token(token)
    if found is None:
        raise Http404
    return found


def visible(request: Request, token: str) -> SignOffRequest:
    """The same, for the person who was asked only."""
    found = load(token)
    if not can_answer(request.user, found):
        raise Http404
    return found


def _with_others(request: Request, found: SignOffRequest) -> list[Shown]:
    """*found* first, then what else the same student asks the same person."""
    more = visible_requests(request.user).filter(student=found.student_id, outcome="open").exclude(pk=found.pk)
    return presenting.shown([found, *more.order_by("-asked_at", "-pk")[:20]])


def _sign_in(found: SignOffRequest, token: str) -> str:
    here = reverse("signoffs:request", kwargs={"school": found.school.slug, "token": token})
    return f"{reverse('accounts:sign-in')}?{urlencode({'next': here})}"
