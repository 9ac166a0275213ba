"""How the school signs: setting it up, its keys, renewing many."""

from __future__ import annotations

import uuid as uuids
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.limits import limit
from feltwork.apps.credentials import actions, permissions
from feltwork.apps.credentials.checking.fetch import SafeFetcher
from feltwork.apps.credentials.forms import DomainForm, DueForm, NoWordsForm
from feltwork.apps.credentials.models import Certificate, Issuer, IssuerKey
from feltwork.apps.credentials.reaching import look
from feltwork.apps.jobs.models import Run
from feltwork.apps.schools.queries import date_at
from feltwork.apps.ui.acts import done


@access("admin", methods=("GET",))
def issuer(request: Request) -> HttpResponse:
    """Whether and how this school signs, and with which keys."""
    return render(request, "credentials/issuer.html", _page(request, DomainForm()))


@access("admin", methods=("POST",), step_up=True)
def issuer_set_up(request: Request) -> HttpResponse:
    """For ever, as the page says: what was signed names this address."""
    form = DomainForm(request.POST)
    if not done(form, actions.set_up_issuer, school=request.school, by=request.user, at=timezone.now()):
        return render(request, "credentials/issuer.html", _page(request, form))
    messages.success(request, _("From now on this school signs what it issues."))
    return redirect("credentials-staff:issuer", school=request.school.slug)


@access("admin", methods=("POST",))
def issuer_reach(request: Request) -> HttpResponse:
    """Ask the school's address from outside, as a verifier would."""
    limit(request, "credentials.reach", per_person="20/h")
    found: Issuer = get_object_or_404(Issuer.objects.select_related("school"), school=request.school)
    looks = look(found, SafeFetcher(outside=True))
    return render(request, "credentials/issuer.html", {**_page(request, DomainForm()), "looks": looks})


@access("admin", methods=("POST",), step_up=True)
def issuer_missing(request: Request) -> HttpResponse:
    """Have the worker sign what was issued and never signed."""
    try:
        actions.sign_what_is_missing(school=request.school, by=request.user, at=timezone.now())
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    return redirect("credentials-staff:issuer", school=request.school.slug)


@access("admin", methods=("POST",), step_up=True)
def key_rotate(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """A new key for the same purpose; the old one stays published."""
    key: IssuerKey = get_object_or_404(IssuerKey, uuid=uuid, state=IssuerKey.State.ACTIVE)
    try:
        actions.rotate_key(issuer=key.issuer, algorithm=key.algorithm, by=request.user, at=timezone.now())
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    else:
        messages.success(request, _("A new key signs from now on. What the old one signed goes on holding."))
    return redirect("credentials-staff:issuer", school=request.school.slug)


@access("admin", step_up=True)
def key_compromise(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """What taking a stolen key out would do; and doing it."""
    key: IssuerKey = get_object_or_404(IssuerKey.objects.exclude(state=IssuerKey.State.COMPROMISED), uuid=uuid)
    form = NoWordsForm(request.POST if request.method == "POST" else None)
    given = {"key": key, "by": request.user, "at": timezone.now()}
    if request.method == "POST" and done(form, actions.compromise_key, **given):
        messages.success(request, _("The key is taken out. What it signed is being signed anew."))
        return redirect("credentials-staff:issuer", school=request.school.slug)
    context = {"key": key, "form": form, "count": actions.signed_by(key).count()}
    return render(request, "credentials/key_compromise.html", context)


@access(*permissions.DECIDERS, methods=("GET",))
def renewals(request: Request) -> HttpResponse:
    """Which certificates end soon, and renewing them all at once."""
    form = DueForm(initial={"before": date_at(request.school, timezone.now()) + timedelta(days=90)})
    return render(request, "credentials/renewals.html", _renewals(request, form))


@access(*permissions.DECIDERS, methods=("POST",), step_up=True)
def renew(request: Request) -> HttpResponse:
    """The worker renews them; how far it is stands on the page."""
    form = DueForm(request.POST)
    if not form.is_valid():
        return render(request, "credentials/renewals.html", _renewals(request, form))
    actions.start_renewals(school=request.school, **form.cleaned_data, by=request.user, at=timezone.now())
    return redirect("credentials-staff:renewals", school=request.school.slug)


def _page(request: Request, form: DomainForm) -> dict[str, Any]:
    found = Issuer.objects.filter(school=request.school).first()
    keys = IssuerKey.objects.filter(issuer=found).order_by("state", "-made_at") if found else ()
    return {
        "issuer": found,
        "form": form,
        "keys": keys,
        "unsigned": actions.unsigned(request.school).count(),
        "run": _newest_run(request, "credentials.sign_missing", "credentials.sign_again"),
        "path_form": f"{settings.BASE_URL}/at/{request.school.slug}",
    }


def _renewals(request: Request, form: DueForm) -> dict[str, Any]:
    ending = Certificate.objects.filter(state=Certificate.State.IN_FORCE, valid_until__isnull=False)
    rows = ending.order_by("valid_until", "pk").values("uuid", "number", "holder_name", "valid_until")
    return {
        "form": form,
        "rows": rows[:50],
        "count": ending.count(),
        "run": _newest_run(request, "credentials.renew_many"),
    }


def _newest_run(request: Request, *kinds: str) -> Run | None:
    """What is under way, or ended within a day."""
    since = timezone.now() - timedelta(days=1)
    return Run.objects.filter(school=request.school, kind__in=kinds, created_at__gte=since).order_by("pk").last()
