"""Which files there are, and laying them out: written anew where they changed, removed where they are gone."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from feltwork.apps.credentials.export.documents import documents_of
from feltwork.apps.credentials.export.pages import Page, front_pages, pages_of
from feltwork.apps.credentials.models import Issuer

MANIFEST = ".feltwork-export"


@dataclass(frozen=True, slots=True)
class Written:
    """How many files are there now, how many of them were written anew, and how many old ones were removed."""

    files: int
    changed: int
    removed: int


def write(issuer: Issuer, folder: Path, *, unlisted: bool = False) -> Written:
    """Write all public files of one school into *folder*, which becomes the root of its host.

    Each file is whole at every moment, what others point to comes before what points to it, and what is gone is
    removed at the end; so a web server may show the folder meanwhile. With *unlisted* also the certificates that are
    found by their code only: the folder then holds their codes.
    """
    before, there, changed = _listed(folder), set[str](), 0
    for path, content in _files(issuer, folder, unlisted):
        there.add(path)
        changed += content is not None and _put(folder / path, content)
    gone = before - there
    for path in gone:
        (folder / path).unlink(missing_ok=True)
    _put(folder / MANIFEST, "\n".join(sorted(there)).encode())
    return Written(len(there), changed, len(gone))


def _files(issuer: Issuer, folder: Path, unlisted: bool) -> Iterator[tuple[str, bytes | None]]:
    """Path and content; None where what stands there is still right and is costly to make."""
    yield from documents_of(issuer)
    for page in pages_of(issuer, unlisted=unlisted):
        yield from _page(page, folder)
    yield from front_pages(issuer)


def _page(page: Page, folder: Path) -> Iterator[tuple[str, bytes | None]]:
    """The files of one certificate, then the page that links them."""
    is_kept, names = _holds(folder, page), set[str]()
    for name, content in page.signed():
        yield f"{page.base}/{name}", content
    for name, make in page.papers():
        path = f"{page.base}/{name}"
        paper = None if is_kept and (folder / path).is_file() else make()
        if paper != b"":
            names.add(name)
            yield path, paper
    yield f"{page.base}/index.html", page.html(names)


def _holds(folder: Path, page: Page) -> bool:
    """Whether the folder has this version of the certificate already; papers are made of nothing else."""
    kept = folder / page.base / "credential.json"
    return page.version is not None and kept.is_file() and kept.read_bytes() == page.version.document.encode()


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
