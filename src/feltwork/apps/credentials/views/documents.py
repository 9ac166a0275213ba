"""Documents for verifiers: by a path of this site, or by the host name of a school's own domain."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django_scopes import scopes_disabled

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.credentials import documents
from feltwork.apps.credentials.actions.signing import sign_old_list
from feltwork.apps.credentials.models import Issuer
from feltwork.apps.schools.models import RuleEdition
from feltwork.apps.ui.published import published

LIST_SECONDS = 300
KEYS_SECONDS = 3600


@access("anyone", methods=("GET",))
def did(request: Request) -> HttpResponse:
    """did.json of a school without a domain of its own."""
    return _keys(request, documents.did_json(_of_path(request)))


@access("anyone", methods=("GET",))
def jwks(request: Request) -> HttpResponse:
    return _keys(request, documents.jwks_json(_of_path(request)))


@access("anyone", methods=("GET",))
def status(request: Request, number: int) -> HttpResponse:
    """A status list of a school without a domain of its own."""
    return _status(request, _of_path(request), number)


@access("anyone", methods=("GET",))
def did_here(request: Request) -> HttpResponse:
    """did.json of the school whose own domain was asked."""
    with scopes_disabled():  # the host name says whose it is
        return _keys(request, documents.did_json(_of_host(request)))


@access("anyone", methods=("GET",))
def jwks_here(request: Request) -> HttpResponse:
    with scopes_disabled():  # the host name says whose it is
        return _keys(request, documents.jwks_json(_of_host(request)))


@access("anyone", methods=("GET",))
def status_here(request: Request, number: int) -> HttpResponse:
    with scopes_disabled():  # the host name says whose it is
        return _status(request, _of_host(request), number)


@access("anyone", methods=("GET",))
def achievement(request: Request, programme: str, code: str) -> HttpResponse:
    """What was achieved: the rules of that edition."""
    return _rules(request.school.slug, programme, code)


@access("anyone", methods=("GET",))
def achievement_here(request: Request, programme: str, code: str) -> HttpResponse:
    with scopes_disabled():  # the host name says whose it is
        issuer = _of_host(request)
        return _rules(issuer.school.slug, programme, code)


def _keys(request: Request, content: bytes) -> HttpResponse:
    return documents.tagged(request, published(content, "application/json", seconds=KEYS_SECONDS))


def _status(request: Request, issuer: Issuer, number: int) -> HttpResponse:
    sign_old_list(issuer=issuer, number=number, at=timezone.now())
    forms = documents.status_of(issuer, number)
    if forms is None:
        raise Http404
    return documents.answer(request, forms, seconds=LIST_SECONDS)


def _rules(school: str, programme: str, code: str) -> HttpResponse:
    if not RuleEdition.objects.filter(school__slug=school, programme__slug=programme, code=code).exists():
        raise Http404
    return redirect("certification:rules-edition", school=school, programme=programme, code=code)


def _of_path(request: Request) -> Issuer:
    return _found(Issuer.objects.filter(school=request.school, host=""))


def _of_host(request: Request) -> Issuer:
    return _found(Issuer.objects.filter(host=request.get_host().split(":")[0].lower()))


def _found(rows: Any) -> Issuer:
    issuer: Issuer | None = rows.select_related("school").first()
    if issuer is None:
        raise Http404
    return issuer
