"""Laying the files out. Written anew where they changed, removed where they are gone, each file whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from feltwork.apps.credentials import documents, queries
from feltwork.apps.credentials.models import Certificate, Issuer, StatusList
from feltwork.apps.credentials.permissions import public_certificates
from feltwork.apps.credentials.qr import square_code
from feltwork.apps.credentials.signing import list_url
from feltwork.apps.schools.queries import date_at
from feltwork.apps.transparency import queries as log
from feltwork.core.credentials import did_web_url
from feltwork.core.transparency import tile_path, tiles_of

MANIFEST = ".feltwork-export"


@dataclass(frozen=True, slots=True)
class Written:
    """How many files are there now, how many of them were written anew, and how many old ones were removed."""

    files: int
    changed: int
    removed: int


def write(issuer: Issuer, folder: Path, *, unlisted: bool = False) -> Written:
    """Write all public files of one school into *folder*, which becomes the root of its host.

    With *unlisted* also the certificates that are found by their code only: the folder then holds their codes.
    """
    wanted = dict(_files(issuer, unlisted))
    changed = sum(_put(folder / path, content) for path, content in wanted.items())
    before = _listed(folder)
    gone = before - set(wanted)
    for path in gone:
        (folder / path).unlink(missing_ok=True)
    _put(folder / MANIFEST, "\n".join(sorted(wanted)).encode())
    return Written(len(wanted), changed, len(gone))


def _files(issuer: Issuer, unlisted: bool) -> Iterator[tuple[str, bytes]]:
    yield _path(did_web_url(issuer.did)), documents.did_json(issuer)
    yield _path(f"{issuer.base_url}/{'.well-known/' if issuer.host else ''}jwks.json"), documents.jwks_json(issuer)
    for one in StatusList.objects.filter(issuer=issuer).exclude(document=""):
        yield _path(list_url(one, issuer)), one.document.encode()
        yield _path(list_url(one, issuer)) + ".jwt", one.jwt.encode()
    shown = public_certificates().filter(school=issuer.school)
    if not unlisted:
        shown = shown.filter(is_listed=True)
    for certificate in shown.select_related("school", "enrolment__cohort__programme").order_by("pk"):
        yield from _certificate(certificate)
    yield from _log(issuer)


def _certificate(certificate: Certificate) -> Iterator[tuple[str, bytes]]:
    base = reverse("credentials:show", args=[certificate.check_code]).strip("/")
    version = queries.newest_version(certificate)
    link = queries.link_of(certificate)
    context = {
        "certificate": certificate,
        "version": version,
        "verdict": queries.verdict_of(certificate, date_at(certificate.school, timezone.now())),
        "link": link,
        "square": square_code(link),
    }
    yield f"{base}/index.html", render_to_string("credentials/export.html", context).encode()
    if version:
        yield f"{base}/credential.json", version.document.encode()
        yield f"{base}/credential.jwt", version.jwt.encode()


def _log(issuer: Issuer) -> Iterator[tuple[str, bytes]]:
    head = log.newest_head(issuer.school)
    if head is None:
        return
    base = _path(issuer.base_url + "/log")
    yield f"{base}/checkpoint", log.note_of(head).encode()
    for level, number, width in tiles_of(head.size):
        data = log.tile_of(issuer.school, level, number, width)
        if data is not None:
            yield f"{base}/{tile_path(level, number, width)}", data


def _path(url: str) -> str:
    return urlsplit(url).path.strip("/")


def _put(path: Path, content: bytes) -> bool:
    """Whether it had to be written."""
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    fresh.write_bytes(content)
    os.replace(fresh, path)  # noqa: PTH105 - Path.replace says the same and hides that it is atomic
    return True


def _listed(folder: Path) -> set[str]:
    """What an earlier export wrote; nothing else in the folder is ours to remove."""
    manifest = folder / MANIFEST
    return set(manifest.read_text(encoding="utf-8").split("\n")) - {""} if manifest.is_file() else set()
