"""What we know ourselves about an address or a credential, without asking the network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from django_scopes import scopes_disabled

from feltwork.apps.credentials import documents
from feltwork.apps.credentials.models import Issuer, StatusList
from feltwork.core.credentials import did_web_url


class OwnDocuments(Mapping[str, bytes]):
    """Key documents and status lists of all schools here, looked up one by one."""

    def __getitem__(self, url: str) -> bytes:
        with scopes_disabled():  # public documents of whichever school
            found = self._find(url)
        if found is None:
            raise KeyError(url)
        return found

    def __contains__(self, url: object) -> bool:
        try:
            self[str(url)]
        except KeyError:
            return False
        return True

    def __iter__(self) -> Iterator[str]:
        with scopes_disabled():  # public documents of whichever school
            return iter([did_web_url(one.did) for one in Issuer.objects.all()])

    def __len__(self) -> int:
        return len(list(iter(self)))

    def _find(self, url: str) -> bytes | None:
        for issuer in Issuer.objects.select_related("school").filter(base_url__in=_bases(url)):
            if url == did_web_url(issuer.did):
                return documents.did_json(issuer)
            if url == f"{issuer.base_url}/.well-known/jwks.json" or url == f"{issuer.base_url}/jwks.json":
                return documents.jwks_json(issuer)
            number = url.removeprefix(f"{issuer.base_url}/status/")
            if number.isascii() and number.isdigit():
                found = StatusList.objects.filter(issuer=issuer, number=int(number)).exclude(document="").first()
                if found:
                    return found.document.encode()
        return None


def _bases(url: str) -> list[str]:
    """The addresses below which *url* may lie: its host, and its host with /at/<school>."""
    parts = urlsplit(url)
    base = f"https://{parts.netloc}"
    pieces = parts.path.split("/")
    return [base, *([f"{base}/at/{pieces[2]}"] if pieces[1:2] == ["at"] and len(pieces) > 3 else [])]
