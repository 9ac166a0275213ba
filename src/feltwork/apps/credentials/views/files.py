"""The files of a certificate: the signed credential, the paper, pictures with the credential in them.

The same rule as for the page: whoever has the code may have them.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from feltwork.apps.accounts.access import Request, access
from feltwork.apps.accounts.limits import limit
from feltwork.apps.credentials import codes, documents, queries
from feltwork.apps.credentials.baking.pictures import badge_png, badge_svg
from feltwork.apps.credentials.models import Certificate, CredentialVersion
from feltwork.apps.credentials.paper import PaperError, certificate_pdf
from feltwork.apps.ui.published import published


@access("anyone", methods=("GET",))
def credential(request: Request, code: str) -> HttpResponse:
    """The newest version, with its proof."""
    with scopes_disabled():  # whoever holds the code may look, whichever school issued it
        certificate, version = _signed(request, code)
    return _named(documents.answer(request, documents.forms_of(version), seconds=0), certificate, "json")


@access("anyone", methods=("GET",))
def credential_jwt(request: Request, code: str) -> HttpResponse:
    with scopes_disabled():  # whoever holds the code may look, whichever school issued it
        certificate, version = _signed(request, code)
    return _named(published(version.jwt.encode(), "application/vc+jwt", seconds=0), certificate, "jwt")


@access("anyone", methods=("GET",))
def pdf(request: Request, code: str) -> HttpResponse:
    """The paper, with the signed credential attached."""
    limit(request, "credentials.paper", per_address="30/m")
    with scopes_disabled():  # whoever holds the code may look, whichever school issued it
        certificate, version = _signed(request, code)
        try:
            content = certificate_pdf(certificate, version)
        except PaperError as error:
            messages.error(request, str(error))
            return redirect("credentials:show", certificate.check_code)
    return _file(content, "application/pdf", certificate, "pdf")


@access("anyone", methods=("GET",))
def png(request: Request, code: str) -> HttpResponse:
    with scopes_disabled():  # whoever holds the code may look, whichever school issued it
        certificate, version = _signed(request, code)
    return _file(badge_png(version.document, title=_title(certificate)), "image/png", certificate, "png")


@access("anyone", methods=("GET",))
def svg(request: Request, code: str) -> HttpResponse:
    with scopes_disabled():  # whoever holds the code may look, whichever school issued it
        certificate, version = _signed(request, code)
    return _file(badge_svg(version.document, title=_title(certificate)), "image/svg+xml", certificate, "svg")


def _signed(request: Request, code: str) -> tuple[Certificate, CredentialVersion]:
    certificate = queries.by_code(codes.read_code(code) or "")
    version = queries.newest_version(certificate) if certificate else None
    if certificate is None or version is None:
        limit(request, "credentials.unknown", per_address="30/m")
        raise Http404
    return certificate, version


def _title(certificate: Certificate) -> str:
    return _("Certificate %(number)s") % {"number": certificate.number}


def _file(content: bytes, kind: str, certificate: Certificate, ending: str) -> HttpResponse:
    response = _named(HttpResponse(content, content_type=kind), certificate, ending)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _named(response: HttpResponse, certificate: Certificate, ending: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{certificate.number}.{ending}"'
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
