"""What lies in the vault, as the one ZIP that is handed over: of one file as it is, of many in one around them."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from typing import Any

from feltwork.apps.practice.archive import FORMAT, VERSION, vault
from feltwork.apps.practice.archive.packing import as_json, entry
from feltwork.apps.practice.models import TakeOut


def stream(take_out: TakeOut, *, key: bytes) -> Iterator[bytes]:
    """In parts; the same bytes each time. Raises `core.sealing.Tampered`."""
    if not take_out.whole:
        for name in vault.pieces(take_out):
            yield from vault.read(take_out, name, key=key)
        return
    yield from _around(take_out, key)


def _around(take_out: TakeOut, key: bytes) -> Iterator[bytes]:
    """An archive of archives, never whole in memory: each is packed already and only stored."""
    pipe = _Pipe()
    files: dict[str, Any] = {}
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:
        for name in vault.pieces(take_out):
            digest, size = hashlib.sha256(), 0
            with archive.open(entry(f"files/{name}.zip"), "w", force_zip64=True) as member:
                for part in vault.read(take_out, name, key=key):
                    digest.update(part)
                    size += len(part)
                    member.write(part)
                    yield pipe.taken()
            files[f"files/{name}.zip"] = {"sha256": digest.hexdigest(), "bytes": size}
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "scope": "practice",
            "made_at": take_out.made_at.isoformat(),
            "made_by": take_out.by.name,
            "number": str(take_out.uuid),
            "files": files,
        }
        archive.writestr(entry("manifest.json"), as_json(manifest))
    yield pipe.taken()


class _Pipe(io.RawIOBase):
    """What was written since it was last taken; nobody can go back in it."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)
