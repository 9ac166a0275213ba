"""What programs fetch: keys, status lists, the log."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from feltwork.apps.credentials import documents
from feltwork.apps.credentials.models import Issuer, StatusList
from feltwork.apps.credentials.signing import list_url
from feltwork.apps.transparency import queries as log
from feltwork.core.credentials import did_web_url
from feltwork.core.transparency import tile_path, tiles_of


def documents_of(issuer: Issuer) -> Iterator[tuple[str, bytes]]:
    """Paths and contents; a JWT stands beside each list, for servers that choose by the Accept header."""
    yield _path(did_web_url(issuer.did)), documents.did_json(issuer)
    yield _path(f"{issuer.base_url}/{'.well-known/' if issuer.host else ''}jwks.json"), documents.jwks_json(issuer)
    for one in StatusList.objects.filter(issuer=issuer).exclude(document=""):
        yield _path(list_url(one, issuer)), one.document.encode()
        yield _path(list_url(one, issuer)) + ".jwt", one.jwt.encode()
    yield from _log(issuer)


def _log(issuer: Issuer) -> Iterator[tuple[str, bytes]]:
    """Tiles before the head that speaks of them."""
    head = log.newest_head(issuer.school)
    if head is None:
        return
    base = _path(issuer.base_url + "/log")
    for level, number, width in tiles_of(head.size):
        data = log.tile_of(issuer.school, level, number, width)
        if data is not None:
            yield f"{base}/{tile_path(level, number, width)}", data
    yield f"{base}/checkpoint", log.note_of(head).encode()


def _path(url: str) -> str:
    return urlsplit(url).path.strip("/")
