"""What a provider sends: each needs a step-up within the last five minutes."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.signoffs import actions, listing, presenting
from feltwork.apps.signoffs.actions import Answered
from feltwork.apps.signoffs.forms import SendBackForm, SignForm, TakeBackForm, WrongForm, parsed
from feltwork.apps.signoffs.models import SignOffRequest
from feltwork.apps.signoffs.permissions import can_take_back, visible_requests
from feltwork.apps.signoffs.presenting import first_name
from feltwork.apps.signoffs.queries import standing_answer
from feltwork.apps.signoffs.views import asked as pages


@access("signed_in", methods=("POST",), step_up=True)
def sign(request: Request, token: str) -> HttpResponse:
    """Sign one request, and the ticked others of the same student with it."""
    found = pages.visible(request, token)
    form = SignForm(request.POST, name=found.provider.name, others=_others(request, found))
    if not form.is_valid():
        return pages.page(request, found, token, sign_form=form)
    data = form.cleaned_data
    answered = actions.confirm_many(
        requests=[(found.uuid, data["shown_hash"]), *parsed(data["also"])],
        by=request.user,
        by_name=data["by_name"],
        at=timezone.now(),
        idempotency_key=data["key"],
    )
    say(request, answered, besides=found)
    return _onwards(found, token)


@access("signed_in", methods=("POST",), step_up=True)
def correct(request: Request, token: str) -> HttpResponse:
    """Sign with other facts than those shown."""
    found = pages.visible(request, token)
    form = WrongForm(request.POST, facts=found.presented, name=found.provider.name, student=first_name(found))
    if not form.is_valid():
        return pages.page(request, found, token, wrong_form=form)
    data = form.cleaned_data
    try:
        actions.correct(
            request=found,
            by=request.user,
            by_name=data["by_name"],
            changes=form.changes(),
            word=data["word"],
            shown_hash=data["shown_hash"],
            at=timezone.now(),
            idempotency_key=data["key"],
        )
    except ValidationError as error:
        if hasattr(error, "error_dict") or error.code == "unchanged":
            form.add_error(None, error)
            return pages.page(request, found, token, wrong_form=form)
        messages.warning(request, " ".join(error.messages))
    return _onwards(found, token)


@access("signed_in", methods=("POST",), step_up=True)
def decline(request: Request, token: str) -> HttpResponse:
    """Send it back with a reason."""
    found = pages.visible(request, token)
    form = SendBackForm(request.POST)
    if not form.is_valid():
        wrong = WrongForm(request.POST, facts=found.presented, name=found.provider.name, student=first_name(found))
        wrong.fields["reason"].required = True
        return pages.page(request, found, token, wrong_form=wrong)
    data = form.cleaned_data
    try:
        actions.decline(request=found, by=request.user, reason=data["reason"], word=data["word"], at=timezone.now())
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    return _onwards(found, token)


@access("signed_in", methods=("GET", "POST"), step_up=True)
def take_back(request: Request, token: str) -> HttpResponse:
    """Ask, then take the answer back."""
    found = pages.visible(request, token)
    entry, now = standing_answer(found), timezone.now()
    if entry is None:
        return _onwards(found, token)
    if not can_take_back(request.user, found, entry, now):
        raise PermissionDenied
    form = TakeBackForm(request.POST or None, needs_reason=False)
    if request.method == "POST" and form.is_valid():
        actions.take_back(request=found, by=request.user, reason=form.cleaned_data["reason"], at=now)
        messages.success(request, _("Taken back. You can answer again, or leave it."))
        return _onwards(found, token)
    facts = listing.facts_of(entry.statement)
    context = {"asked": found, "token": token, "form": form, "facts": facts, "first_name": first_name(found)}
    return render(request, "signoffs/take_back.html", context)


def say(request: Request, answered: Answered, *, besides: SignOffRequest | None = None) -> None:
    """Messages about what was signed besides the page's own request, and what was not and why."""
    signed = [e for e in answered.entries if besides is None or e.subject_uuid != besides.subject_uuid]
    if signed and besides is None:
        words = ngettext("Signed one. Thank you.", "Signed %(n)s. Thank you.", len(signed)) % {"n": len(signed)}
        messages.success(request, words)
    elif signed:
        words = ngettext("Signed one more with it.", "Signed %(n)s more with it.", len(signed)) % {"n": len(signed)}
        messages.success(request, words)
    for refused, why in answered.refused:
        line = presenting.short_day(refused.presented)
        messages.warning(request, _("Not signed: %(what)s. %(why)s") % {"what": line, "why": why})


def _others(request: Request, found: SignOffRequest) -> list[tuple[str, str]]:
    """What may be ticked besides: whatever else this person is asked by the same student, whatever its hash."""
    ticked = parsed(request.POST.getlist("also"))
    mine = visible_requests(request.user).filter(student=found.student_id, uuid__in=[uuid for uuid, _hash in ticked])
    known = set(mine.values_list("uuid", flat=True))
    return [(f"{uuid}.{shown_hash}", "") for uuid, shown_hash in ticked if uuid in known]


def _onwards(found: SignOffRequest, token: str) -> HttpResponse:
    """To the answer or, where none was given, back to the page as it is now."""
    return redirect("signoffs:done", school=found.school.slug, token=token)
