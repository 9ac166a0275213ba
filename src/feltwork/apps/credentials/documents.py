"""What verifiers fetch: whose keys these are, which credentials hold no longer, and credentials themselves.

Each document is answered by one address without a redirect, to any origin; the same functions feed the pages, the
export of the site and our own verifier.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from feltwork.apps.credentials.models import CredentialVersion, Issuer, IssuerKey, StatusList
from feltwork.apps.credentials.signing import list_url, public_key
from feltwork.apps.ui.published import published
from feltwork.core import credentials as core

JWT_TYPES = ("application/vc+jwt", "application/jwt")


@dataclass(frozen=True, slots=True)
class Forms:
    """One thing in two forms: text with a proof, and a JWT."""

    document: str
    jwt: str


def keys_of(issuer: Issuer) -> list[core.PublicKey]:
    """All that verify: the active ones first, then the retired; never a compromised one.

    The key for JWTs comes before the one for proofs: openbadgeslib checks a JWT's status list with the key named first.
    """
    rows = IssuerKey.objects.filter(issuer=issuer).exclude(state=IssuerKey.State.COMPROMISED)

    def place(key: IssuerKey) -> tuple[bool, bool, int]:
        return key.state != IssuerKey.State.ACTIVE, key.algorithm != "P-256", -key.pk

    return [public_key(key) for key in sorted(rows, key=place)]


def did_json(issuer: Issuer) -> bytes:
    return core.to_bytes(core.did_document(issuer.did, keys_of(issuer)))


def jwks_json(issuer: Issuer) -> bytes:
    return core.to_bytes(core.jwks(issuer.did, keys_of(issuer)))


def status_of(issuer: Issuer, number: int) -> Forms | None:
    found = StatusList.objects.filter(issuer=issuer, number=number).exclude(document="").first()
    return Forms(found.document, found.jwt) if found else None


def forms_of(version: CredentialVersion) -> Forms:
    return Forms(version.document, version.jwt)


def own_documents(issuer: Issuer) -> dict[str, bytes]:
    """Everything about one issuer by its address, for verifying without the network."""
    found = {core.did_web_url(issuer.did): did_json(issuer)}
    for status_list in StatusList.objects.filter(issuer=issuer).exclude(document=""):
        found[list_url(status_list, issuer)] = status_list.document.encode()
    return found


def answer(request: HttpRequest, forms: Forms, *, seconds: int) -> HttpResponse:
    """The form that was asked for: a JWT where the Accept header names one, else JSON with the proof inside."""
    accepted = request.headers.get("Accept", "")
    wanted = next((one for one in JWT_TYPES if one in accepted), "")
    kinds = {part.split(";")[0].strip() for part in accepted.split(",")}
    kind = wanted or ("application/vc" if "application/vc" in kinds else "application/ld+json")
    response = tagged(request, published((forms.jwt if wanted else forms.document).encode(), kind, seconds=seconds))
    response["Vary"] = "Accept"
    return response


def tagged(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """With an ETag; 304 for somebody who has exactly this already."""
    response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    if response["ETag"] in request.headers.get("If-None-Match", "").split(", "):
        response.status_code, response.content = 304, b""
    return response
