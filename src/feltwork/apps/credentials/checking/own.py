"""What we know ourselves about an address or a credential, without asking the network."""

from __future__ import annotations

from urllib.parse import urlsplit

from django_scopes import scopes_disabled

from feltwork.apps.credentials import documents
from feltwork.apps.credentials.models import Issuer
from feltwork.core.credentials import did_web_url


def own_document(url: str) -> bytes | None:
    """The key document or status list of a school here that stands at *url*."""
    with scopes_disabled():  # public documents of whichever school
        for issuer in Issuer.objects.select_related("school").filter(base_url__in=_bases(url)):
            if url == did_web_url(issuer.did):
                return documents.did_json(issuer)
            if url == f"{issuer.base_url}/.well-known/jwks.json" or url == f"{issuer.base_url}/jwks.json":
                return documents.jwks_json(issuer)
            number = url.removeprefix(f"{issuer.base_url}/status/")
            if number.isascii() and number.isdigit():
                found = documents.status_of(issuer, int(number))
                if found:
                    return found.document.encode()
    return None


def _bases(url: str) -> list[str]:
    """The addresses below which *url* may lie: its host, and its host with /at/<school>."""
    parts = urlsplit(url)
    base = f"https://{parts.netloc}"
    pieces = parts.path.split("/")
    return [base, *([f"{base}/at/{pieces[2]}"] if pieces[1:2] == ["at"] and len(pieces) > 3 else [])]
